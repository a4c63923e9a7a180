import { board } from './board.ts';
import type { CanvasPage } from './canvas-page.ts';
import { blockOf, closestNote, noteElements } from './targets.ts';

/**
 * One note of each block can be reached by Tab: the one that had the focus last, or else the first. The arrow keys go
 * to the others.
 */
export function enableTabStops({ store }: CanvasPage): void {
  board.addEventListener('focusin', ({ target }) => {
    const note = closestNote(target as Element);
    if (note) stopAt(note);
  });
  store.onState(update);
  // With another role the notes are made anew.
  store.onRole(() => queueMicrotask(update));
  update();
}

function update(): void {
  for (const block of board.querySelectorAll('.block')) {
    const notes = noteElements(block);
    const stops = notes.filter((note) => isStop(note));
    for (const note of stops.slice(1)) setStop(note, false);
    if (stops.length === 0 && notes[0]) setStop(notes[0], true);
  }
}

function stopAt(note: HTMLElement): void {
  const block = blockOf(note);
  for (const other of board.querySelectorAll<HTMLElement>(`#block-${block} [data-note]`)) {
    if (other !== note && isStop(other)) setStop(other, false);
  }
  setStop(note, true);
}

function isStop(note: HTMLElement): boolean {
  return note.querySelector<HTMLElement>('.note-text')?.tabIndex === 0;
}

/** The buttons of a note are reached from its text. */
function setStop(note: HTMLElement, isStop: boolean): void {
  for (const button of note.querySelectorAll('button')) button.tabIndex = isStop ? 0 : -1;
}
