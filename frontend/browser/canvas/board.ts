import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { byOrder, type SegmentColour, segmentColours } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { byId } from '../dom.ts';
import { word } from './page.ts';
import { createNote, updateNote } from './note-element.ts';

export const board = byId('board');

/** A block of the page, with the parts of it that change. */
interface BlockParts {
  block: string;
  list: Element;
  counts: Element[];
  question: Element | null;
}

/** The board in the page: the elements of the notes, brought to what the canvas is. */
export class BoardView {
  readonly #elements = new Map<string, HTMLLIElement>();
  readonly #blocks: BlockParts[];
  /** What each element was brought to last: a note that is the same needs no look at its element. */
  readonly #shown = new WeakMap<HTMLLIElement, { note: Note; colour: string }>();
  #editable: boolean;
  colours = new Map<string, SegmentColour>();

  constructor(editable: boolean) {
    this.#editable = editable;
    this.#blocks = [...board.querySelectorAll<HTMLElement>('.block')].flatMap(partsOf);
    for (const { list } of this.#blocks) list.replaceChildren();
  }

  element(noteId: string): HTMLLIElement | undefined {
    return this.#elements.get(noteId);
  }

  /** Shows the notes anew, with or without what is for changing them. */
  setEditable(editable: boolean, state: CanvasState): void {
    this.#editable = editable;
    for (const element of this.#elements.values()) element.remove();
    this.#elements.clear();
    this.show(state);
  }

  show(state: CanvasState): void {
    const notes = [...state.notes.values()].sort(byOrder);
    this.colours = segmentColours(notes, [...state.connections.values()]);
    for (const [id, element] of this.#elements) {
      if (state.notes.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    const byBlock = Map.groupBy(notes, ({ block }) => block as string);
    for (const parts of this.#blocks) this.#showBlock(parts, byBlock.get(parts.block) ?? [], state);
  }

  #showBlock(
    { block, list, counts, question }: BlockParts,
    notes: readonly Note[],
    state: CanvasState,
  ): void {
    let next = list.firstElementChild;
    for (const note of notes) {
      const element = this.#elementFor(note);
      this.#update(element, note, state);
      if (element === next) next = next.nextElementSibling;
      else place(list, element, next);
    }
    const count = notes.length === 0 ? '' : String(notes.length);
    for (const shown of counts) if (shown.textContent !== count) shown.textContent = count;
    question?.toggleAttribute('hidden', notes.length > 0);
    showOnMap(block, notes.length);
  }

  #update(element: HTMLLIElement, note: Note, state: CanvasState): void {
    const { hues = ['grey'], segmentIds = [] } = this.colours.get(note.id) ?? {};
    const names = segmentIds.map((id) => state.notes.get(id)?.text ?? '').join(', ');
    const colour = `${hues.join()} ${names}`;
    const shown = this.#shown.get(element);
    if (shown?.note === note && shown.colour === colour) return;
    this.#shown.set(element, { note, colour });
    updateNote(element, note, hues, names);
  }

  #elementFor(note: Note): HTMLLIElement {
    const known = this.#elements.get(note.id);
    if (known) return known;
    const made = createNote(note, this.#editable);
    this.#elements.set(note.id, made);
    return made;
  }
}

function partsOf(section: HTMLElement): BlockParts[] {
  const list = section.querySelector('.notes');
  const counts = [...section.querySelectorAll('[data-count]')];
  const question = section.querySelector('.question');
  return list ? [{ block: section.dataset['block'] ?? '', list, counts, question }] : [];
}

type MovingParent = Element & { moveBefore?: (moved: Element, before: Element | null) => void };

/** Puts an element in its place. One that has the focus keeps it, with the caret where it was. */
function place(list: MovingParent, element: Element, before: Element | null): void {
  if (element.isConnected && list.moveBefore) {
    list.moveBefore(element, before);
    return;
  }
  const active = element.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const field = active instanceof HTMLTextAreaElement ? active : null;
  const caret = field && ([field.selectionStart, field.selectionEnd] as const);
  list.insertBefore(element, before);
  active?.focus({ preventScroll: true });
  if (caret) field?.setSelectionRange(...caret);
}

function showOnMap(block: string, count: number): void {
  const link = document.querySelector(`[data-map="${block}"]`);
  if (!link) return;
  const text = count === 0 ? '' : String(count);
  if (link.textContent === text) return;
  link.textContent = text;
  link.setAttribute('aria-label', word('notes-count', { block: word(block), count }));
}
