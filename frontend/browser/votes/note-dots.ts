import type { Voting } from '@aibmc/common/contract/comments';
import { board } from '../canvas/board.ts';
import type { CanvasPage } from '../canvas/canvas-page.ts';
import { word } from '../canvas/page.ts';
import { element, setAttribute } from '../dom.ts';
import { counted } from '../history/telling.ts';
import type { OwnDots } from './dots.ts';

export interface NoteDots {
  state: Voting['state'];
  own: OwnDots;
  /** Of everybody, once it is revealed. */
  results: OwnDots | null;
  left: number;
  mayVote: boolean;
}

/** Brings the dots on the notes to what they are: buttons to give and take back while it is open, then how many there are. */
export function showNoteDots({ store, view }: CanvasPage, dots: NoteDots | null): void {
  if (!dots) {
    for (const shown of board.querySelectorAll('.note-votes')) shown.remove();
    return;
  }
  for (const { id, text } of store.state.notes.values()) {
    const note = view.element(id);
    if (!note) continue;
    const own = dots.own.get(id) ?? 0;
    if (dots.state === 'open' && dots.mayVote) showButtons(note, text, own, dots.left);
    else showCount(note, dots.results?.get(id) ?? 0, own, dots.results !== null);
  }
}

function showButtons(note: HTMLElement, text: string, own: number, left: number): void {
  const box = boxOf(note, 'is-open');
  let give = box.querySelector<HTMLElement>('[data-dot="1"]');
  if (!give) {
    const take = element('button', { type: 'button', class: 'dot-button', 'data-dot': '-1' }, '−');
    give = element('button', { type: 'button', class: 'dot-button', 'data-dot': '1' });
    give.append(element('span', { class: 'vote-dot', 'aria-hidden': 'true' }), element('span', {}));
    box.replaceChildren(take, give);
    const { tabIndex } = note.querySelector<HTMLElement>('.note-text') ?? { tabIndex: -1 };
    take.tabIndex = give.tabIndex = tabIndex;
  }
  const take = box.querySelector<HTMLElement>('[data-dot="-1"]');
  box.classList.toggle('has-own', own > 0);
  if (take) {
    // Who took the last one back goes on from the other button.
    if (own === 0 && take === document.activeElement) give.focus();
    take.hidden = own === 0;
    setAttribute(take, 'aria-label', word('vote-take', { text }));
  }
  setAttribute(give, 'aria-disabled', left === 0 ? 'true' : undefined);
  setAttribute(give, 'aria-label', `${word('vote-give', { text })}. ${counted('vote-own-here', own)}`);
  const count = give.lastElementChild;
  const said = own === 0 ? '+' : String(own);
  if (count && count.textContent !== said) count.textContent = said;
}

/** Whoever may not vote, or when it is over: their own until it is revealed, then everybody's. */
function showCount(note: HTMLElement, all: number, own: number, isRevealed: boolean): void {
  const count = isRevealed ? all : own;
  if (count === 0) {
    note.querySelector('.note-votes')?.remove();
    return;
  }
  const box = boxOf(note, isRevealed ? 'is-revealed' : 'is-closed');
  const said = counted(isRevealed ? 'vote-dots' : 'vote-own-here', count);
  if (box.dataset['said'] === said) return;
  box.dataset['said'] = said;
  box.title = said;
  box.replaceChildren(
    element('span', { class: 'vote-dot', 'aria-hidden': 'true' }),
    element('span', { 'aria-hidden': 'true' }, String(count)),
    element('span', { class: 'visually-hidden' }, said),
  );
}

function boxOf(note: HTMLElement, look: 'is-open' | 'is-closed' | 'is-revealed'): HTMLElement {
  const known = note.querySelector<HTMLElement>('.note-votes');
  if (known?.classList.contains(look)) return known;
  known?.remove();
  const box = element('div', { class: `note-votes ${look}` });
  note.querySelector('.note-text')?.after(box);
  return box;
}
