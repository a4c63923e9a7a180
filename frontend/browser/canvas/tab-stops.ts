import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { closestNote, noteElements, suggestionElements } from './targets.ts';

/**
 * One note of each block can be reached by Tab: the one that had the focus last, or else the first; and in the same way
 * one of the new notes that are suggested. The arrow keys go to the others.
 */
export function enableTabStops({ store }: CanvasPage): void {
  board.addEventListener('focusin', ({ target }) => {
    const note = closestNote(target as Element);
    const suggestion = (target as Element).closest<HTMLElement>('[data-suggestion]');
    if (note) stopAt(note, noteElements(note.closest('.block') ?? board));
    else if (suggestion) stopAt(suggestion, suggestionElements(suggestion.closest('.block') ?? board));
  });
  store.onState(updateTabStops);
  // With another role the notes are made anew.
  store.onRole(() => queueMicrotask(updateTabStops));
  updateTabStops();
}

/** Sees to it that each block can be reached; for whoever puts cards on the board by themselves. */
export function updateTabStops(): void {
  for (const block of board.querySelectorAll('.block')) {
    keepOne(noteElements(block));
    keepOne(suggestionElements(block));
  }
}

function keepOne(cards: readonly HTMLElement[]): void {
  const stops = cards.filter((card) => isStop(card));
  for (const card of stops.slice(1)) setStop(card, false);
  if (stops.length === 0 && cards[0]) setStop(cards[0], true);
}

function stopAt(card: HTMLElement, among: readonly HTMLElement[]): void {
  for (const other of among) if (other !== card && isStop(other)) setStop(other, false);
  setStop(card, true);
}

function isStop(card: HTMLElement): boolean {
  return card.querySelector<HTMLElement>('.note-text, .suggestion-text')?.tabIndex === 0;
}

/** The buttons of a card are reached from its text. */
function setStop(card: HTMLElement, isStop: boolean): void {
  for (const button of card.querySelectorAll('button')) button.tabIndex = isStop ? 0 : -1;
}
