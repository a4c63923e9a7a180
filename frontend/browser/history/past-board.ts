import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { byOrder, type SegmentColour, segmentColours } from '@aibmc/common/canvas/colours';
import type { Note } from '@aibmc/common/canvas/note';
import { element, icon } from '../dom.ts';
import { word } from '../canvas/page.ts';
import type { Comparison } from './marks.ts';
import { PastLines } from './past-lines.ts';
import { createPastNote, updatePastNote } from './past-note.ts';

interface Section {
  body: HTMLElement;
  count: HTMLElement;
  list: HTMLElement;
}

/** A second board, to read only, that shows the canvas as it was while the first goes on with what it is. */
export class PastBoard {
  readonly element = element('div', { class: 'board past-board', id: 'past-board' });
  readonly #sections = new Map<Block, Section>();
  readonly #notes = new Map<string, HTMLLIElement>();
  readonly #lines = new PastLines();
  #state: CanvasState | null = null;
  #comparison: Comparison | null = null;
  #isPlayed = false;

  constructor() {
    for (const block of BLOCKS) this.element.append(this.#createSection(block));
    this.element.append(this.#lines.layer);
    this.element.addEventListener('pointerover', ({ target }) => this.#drawLines(target as Element));
    this.element.addEventListener('pointerleave', () => this.#drawLines(null));
    this.element.addEventListener('scroll', () => this.#drawLines(null), { capture: true, passive: true });
    new ResizeObserver(() => {
      this.#letScroll();
      this.#drawLines(null);
    }).observe(this.element);
  }

  /** Shows a state, or two laid over each other. What is new since the last one fades in while it is played. */
  show(shown: CanvasState | Comparison, isPlayed = false): void {
    this.#isPlayed = isPlayed;
    this.#comparison = 'marks' in shown ? shown : null;
    const state = 'marks' in shown ? shown.state : shown;
    this.#state = state;
    const notes = [...state.notes.values()].sort(byOrder);
    const colours = segmentColours(notes, [...state.connections.values()]);
    for (const [id, note] of this.#notes) {
      if (state.notes.has(id)) continue;
      note.remove();
      this.#notes.delete(id);
    }
    for (const [block, section] of this.#sections) {
      const inBlock = notes.filter((note) => note.block === block);
      this.#showBlock(section, inBlock, colours, state);
    }
    this.#letScroll();
    this.#drawLines(null);
  }

  /** What scrolls can be reached by keyboard. */
  #letScroll(): void {
    for (const { body } of this.#sections.values()) {
      if (body.scrollHeight > body.clientHeight) body.tabIndex = 0;
      else body.removeAttribute('tabindex');
    }
  }

  #showBlock(
    { count, list }: Section,
    notes: readonly Note[],
    colours: ReadonlyMap<string, SegmentColour>,
    state: CanvasState,
  ): void {
    list.lang = state.language;
    notes.forEach((note, index) => {
      const target = this.#elementFor(note);
      const { hues, segmentIds } = colours.get(note.id) ?? { hues: [], segmentIds: [] };
      const names = segmentIds.map((id) => state.notes.get(id)?.text ?? '').join(', ');
      updatePastNote(target, note, { hues, names }, this.#comparison?.marks.get(note.id));
      if (list.children[index] !== target) list.insertBefore(target, list.children[index] ?? null);
    });
    const standing = notes.filter(({ id }) => !this.#comparison?.marks.get(id)?.isRemoved);
    count.textContent = standing.length === 0 ? '' : String(standing.length);
  }

  #elementFor(note: Note): HTMLLIElement {
    const known = this.#notes.get(note.id);
    if (known) return known;
    const made = createPastNote(note);
    made.classList.toggle('is-fresh', this.#isPlayed);
    this.#notes.set(note.id, made);
    return made;
  }

  /** What has changed of the connections, and those of the note under the pointer. */
  #drawLines(under: Element | null): void {
    this.#lines.clear();
    const find = (noteId: string): Element | undefined => this.#notes.get(noteId);
    if (this.#comparison) {
      this.#lines.draw(this.#comparison.removed, find, 'removed');
      this.#lines.draw(this.#comparison.added, find, 'added');
    }
    const id = under?.closest<HTMLElement>('[data-past-note]')?.dataset['pastNote'];
    if (id === undefined || !this.#state) return;
    const changed = new Set(this.#comparison?.added.map((connection) => connection.id));
    const own = [...this.#state.connections.values()].filter(
      (connection) => (connection.from === id || connection.to === id) && !changed.has(connection.id),
    );
    this.#lines.draw(own, find, 'plain');
  }

  #createSection(block: Block): HTMLElement {
    const title = `past-title-${block}`;
    const count = element('span', { class: 'count' });
    const list = element('ul', { class: 'notes', role: 'list', 'aria-labelledby': title });
    const heading = element('h2', { class: 'block-title', id: title }, word(block));
    const head = element('div', { class: 'block-head' }, icon(block), heading, count);
    const body = element('div', { class: 'block-body' }, list);
    this.#sections.set(block, { body, count, list });
    return element('section', { class: `block b-${block}`, 'aria-labelledby': title }, head, body);
  }
}
