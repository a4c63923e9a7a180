import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { byOrder, type SegmentColour, segmentColours } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { byId } from '../dom.ts';
import { word } from './page.ts';
import { createNote, updateNote } from './note-element.ts';

export const board = byId('board');

/** The board in the page: the elements of the notes, brought to what the canvas is. */
export class BoardView {
  readonly #elements = new Map<string, HTMLLIElement>();
  readonly #editable: boolean;
  colours = new Map<string, SegmentColour>();

  constructor(editable: boolean) {
    this.#editable = editable;
    for (const list of board.querySelectorAll('.notes')) list.replaceChildren();
  }

  element(noteId: string): HTMLLIElement | undefined {
    return this.#elements.get(noteId);
  }

  show(state: CanvasState): void {
    const notes = [...state.notes.values()].sort(byOrder);
    this.colours = segmentColours(notes, [...state.connections.values()]);
    for (const [id, element] of this.#elements) {
      if (state.notes.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    for (const block of board.querySelectorAll<HTMLElement>('.block')) {
      const inBlock = notes.filter((note) => note.block === block.dataset['block']);
      this.#showBlock(block, inBlock, state);
    }
  }

  #showBlock(block: HTMLElement, notes: readonly Note[], state: CanvasState): void {
    const list = block.querySelector('.notes');
    if (!list) return;
    notes.forEach((note, index) => {
      const element = this.#elementFor(note);
      const colour = this.colours.get(note.id);
      const names = colour?.segmentIds.map((id) => state.notes.get(id)?.text ?? '').join(', ') ?? '';
      updateNote(element, note, colour?.hues ?? ['grey'], names);
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
    const count = notes.length === 0 ? '' : String(notes.length);
    for (const shown of block.querySelectorAll('[data-count]')) shown.textContent = count;
    block.querySelector('.question')?.toggleAttribute('hidden', notes.length > 0);
    showOnMap(block.dataset['block'] ?? '', notes.length);
  }

  #elementFor(note: Note): HTMLLIElement {
    const known = this.#elements.get(note.id);
    if (known) return known;
    const made = createNote(note, this.#editable);
    this.#elements.set(note.id, made);
    return made;
  }
}

function showOnMap(block: string, count: number): void {
  const link = document.querySelector(`[data-map="${block}"]`);
  if (!link) return;
  link.textContent = count === 0 ? '' : String(count);
  link.setAttribute('aria-label', word('notes-count', { block: word(block), count }));
}
