import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { type Box, type Direction, nearestTo, neighboursOf, nextInDirection } from './layout.ts';
import { selectOnly, selectTo } from './selecting.ts';
import { blockElement, blockOf, closestNote, noteElements, suggestionElements } from './targets.ts';

/**
 * The focus to the next note in a direction, in this block or the neighbouring one, and beyond the notes of a block to
 * what is suggested for it; the selection goes with it where that is a note.
 */
export function goTo(page: CanvasPage, direction: Direction, isRange: boolean): boolean {
  const { activeElement } = document;
  const block = blockOf(activeElement);
  if (!block || !activeElement) return false;
  const note = closestNote(activeElement) ?? activeElement.closest<HTMLElement>('[data-suggestion]');
  const notes = cardsOf(activeElement.closest('.block') ?? board);
  const next = note
    ? nextInDirection(notes.map(boxOf), notes.indexOf(note), direction)
    : direction === 'down' && notes.length > 0
      ? 0
      : null;
  if (next !== null) go(page, notes[next], isRange);
  else goToNeighbour(page, activeElement, neighboursOf(block, direction), direction, isRange);
  return true;
}

export function goToEnd(page: CanvasPage, end: 'first' | 'last', isRange: boolean): boolean {
  const block = document.activeElement?.closest('.block');
  if (!block) return false;
  go(page, noteElements(block).at(end === 'first' ? 0 : -1), isRange);
  return true;
}

/** An empty block is entered by the button that adds to it; who has none goes on to the next block. */
function goToNeighbour(
  page: CanvasPage,
  from: Element,
  blocks: readonly Parameters<typeof neighboursOf>[0][],
  direction: Direction,
  isRange: boolean,
): void {
  const found = blocks.map((block) => blockElement(block)).filter((element) => element !== null);
  const { top, bottom } = from.getBoundingClientRect();
  const y = (top + bottom) / 2;
  const block = found[nearestTo(found.map(boxOf), y) ?? -1];
  if (!block) return;
  const notes = cardsOf(block);
  const index =
    direction === 'up' ? notes.length - 1 : direction === 'down' ? 0 : nearestTo(notes.map(boxOf), y);
  const note = notes[index ?? -1];
  const add = block.querySelector<HTMLElement>('[data-add]');
  const name = blockOf(block);
  if (note) go(page, note, isRange);
  else if (add?.checkVisibility()) add.focus();
  else if (name) goToNeighbour(page, block, neighboursOf(name, direction), direction, isRange);
}

function cardsOf(block: Element): HTMLElement[] {
  return [...noteElements(block), ...suggestionElements(block)];
}

function go(page: CanvasPage, card: HTMLElement | undefined, isRange: boolean): void {
  card?.querySelector<HTMLElement>('.note-text, .suggestion-text')?.focus();
  const id = card?.dataset['note'];
  if (id === undefined) return;
  if (isRange) selectTo(page, id);
  else selectOnly(page, id);
}

function boxOf(element: Element): Box {
  return element.getBoundingClientRect();
}
