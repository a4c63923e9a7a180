import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { newId } from '@aibmc/common/ids';
import { perform } from '../canvas/acting.ts';
import { type CanvasPage, canEdit } from '../canvas/canvas-page.ts';
import { announce, word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { missingOn, putEdits, toDecide } from './put-edits.ts';

export interface Put {
  element: HTMLElement;
  /** Brings it to what is on the board now. */
  update: (suggestions: readonly Suggestion[]) => void;
}

/**
 * The one thing to do with suggestions that are only read: to put them on the board, where people decide on them. Tells
 * what they are, and then that they are there.
 */
export function putButton(page: CanvasPage, look: () => void): Put {
  const box = element('div', { class: 'ai-put' });
  let suggestions: readonly Suggestion[] = [];
  let shown = '';

  const put = (): void => {
    if (!perform(page, putEdits(page.store.state, suggestions, newId))) return;
    announce(word('ai-there'));
    update(suggestions);
    box.querySelector('button')?.focus();
  };
  const update = (now: readonly Suggestion[]): void => {
    suggestions = now;
    const { state } = page.store;
    const missing = toDecide(state, missingOn(state, suggestions));
    const lines = missing.map(({ change }) => proposalLine(change, state));
    const isOffered = missing.length === 0 || canEdit(page);
    const signature = suggestions.length > 0 ? JSON.stringify([lines, isOffered]) : '';
    if (signature === shown) return;
    shown = signature;
    if (signature === '') box.replaceChildren();
    else if (missing.length > 0)
      box.replaceChildren(
        proposalList(lines),
        ...(isOffered ? [button(counted('ai-put', missing.length), put, 'button quiet-button small')] : []),
      );
    else
      box.replaceChildren(
        element('p', {}, `${word('ai-there')} `, button(word('ai-look'), look, 'text-link')),
      );
  };
  return { element: box, update };
}

/** The block and the words of a note as it would be; of a change without words, what it does. */
function proposalLine(change: Suggestion['change'], { notes }: CanvasState): [block: string, text: string] {
  if (change.type === 'note.add') return [word(change.note.block), change.note.text];
  const note =
    change.type === 'note.set' || change.type === 'note.remove' ? notes.get(change.noteId) : undefined;
  const block = note ? word(note.block) : '';
  if (change.type === 'note.set' && change.set.text)
    return [block, `${note?.text ?? ''} → ${change.set.text}`];
  return [block, `${word(`suggestion-kind-${change.type}`)}${note ? `: ${note.text}` : ''}`];
}

function proposalList(lines: readonly [string, string][]): HTMLElement {
  return element(
    'ul',
    { class: 'ai-proposed', role: 'list' },
    ...lines.map(([block, text]) => element('li', {}, element('span', {}, block), text)),
  );
}

export function button(label: string, act: () => void, className = 'text-link'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className }, label);
  made.addEventListener('click', act);
  return made;
}
