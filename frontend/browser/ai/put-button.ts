import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { newId } from '@aibmc/common/ids';
import { perform } from '../canvas/acting.ts';
import { type CanvasPage, canEdit } from '../canvas/canvas-page.ts';
import { announce, word } from '../canvas/page.ts';
import { element } from '../dom.ts';
import { counted } from '../history/telling.ts';
import { countOf, missingOn, putEdits } from './put-edits.ts';

export interface Put {
  element: HTMLElement;
  /** Brings it to what is on the board now. */
  update: (suggestions: readonly Suggestion[]) => void;
}

/** The one thing to do with suggestions that are only read: to put them on the board; then it says that they are there. */
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
    const missing = countOf(state, missingOn(state, suggestions));
    const isOffered = missing === 0 || canEdit(page);
    const figure = suggestions.length > 0 && isOffered ? String(missing) : '';
    if (figure === shown) return;
    shown = figure;
    if (figure === '') box.replaceChildren();
    else if (missing > 0)
      box.replaceChildren(button(counted('ai-put', missing), put, 'button quiet-button small'));
    else
      box.replaceChildren(
        element('p', {}, `${word('ai-there')} `, button(word('ai-look'), look, 'text-link')),
      );
  };
  return { element: box, update };
}

export function button(label: string, act: () => void, className = 'text-link'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className }, label);
  made.addEventListener('click', act);
  return made;
}
