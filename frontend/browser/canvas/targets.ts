import type { Block } from '@aibmc/common/canvas/blocks';
import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { inBoardOrder } from './note-acts.ts';

/** The id of the note that something on the board belongs to. */
export function noteIdOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? closestNote(target)?.dataset['note'] : undefined;
}

export function closestNote(target: Element): HTMLElement | null {
  return target.closest<HTMLElement>('[data-note]');
}

export function blockOf(target: Element | null): Block | undefined {
  return target?.closest<HTMLElement>('.block')?.dataset['block'] as Block | undefined;
}

export function blockElement(block: Block): HTMLElement | null {
  return board.querySelector(`#block-${block}`);
}

export function focusedNoteId(): string | undefined {
  return noteIdOf(document.activeElement);
}

/** The block that has the focus, or the whole screen, or else the one of the first selected note. */
export function currentBlock({ store, selection }: CanvasPage): Block | undefined {
  const focused = blockOf(document.activeElement) ?? blockOf(board.querySelector('.is-zoomed-to'));
  return focused ?? inBoardOrder(store.state, selection.ids)[0]?.block;
}

/** The notes that an act is for, as they are on the board: the selected ones, or the one with the focus where it is none of them. */
export function targetIds({ store, selection }: CanvasPage): string[] {
  const focused = focusedNoteId();
  const ids = focused !== undefined && !selection.has(focused) ? [focused] : selection.ids;
  return inBoardOrder(store.state, ids).map(({ id }) => id);
}

/** Gives a note the focus, where it is still there. */
export function focusNote({ view }: CanvasPage, noteId: string | undefined): void {
  const text = view.element(noteId ?? '')?.querySelector<HTMLElement>('.note-text');
  text?.focus();
}

/** The elements of a block's notes in the order in which they are shown. */
export function noteElements(block: Element): HTMLElement[] {
  return [...block.querySelectorAll<HTMLElement>('[data-note]')];
}

/** The elements of the new notes that are suggested for a block. */
export function suggestionElements(block: Element): HTMLElement[] {
  return [...block.querySelectorAll<HTMLElement>('.suggestion-list > [data-suggestion]')];
}

/** Whether what is typed there is text: no key is a command then. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}

/** Whether something lies over the board that has the keys for itself. */
export function isCovered(): boolean {
  return document.querySelector('dialog[open], details.menu[open]') !== null;
}
