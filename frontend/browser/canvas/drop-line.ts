import type { Block } from '@aibmc/common/canvas/blocks';
import { element } from '../dom.ts';
import { board } from './board.ts';
import { dropIndex } from './layout.ts';
import { blockOf, noteElements } from './targets.ts';

/** Where notes would be dropped: in front of a note of a block, or at its end. */
export interface DropPlace {
  block: Block;
  beforeId: string | null;
}

interface Point {
  x: number;
  y: number;
}

/** Half of the room between two notes. */
const GAP = 4;

/** The line that shows where notes would be dropped. */
export class DropLine {
  readonly #line = element('div', { class: 'drop-line', hidden: '' });

  constructor() {
    document.body.append(this.#line);
  }

  hide(): void {
    this.#line.hidden = true;
    for (const block of board.querySelectorAll('.is-drop')) block.classList.remove('is-drop');
  }

  /** Shows where a point of the page is, the notes that are dragged left out of the count. */
  show(point: Point, dragged: ReadonlySet<string>): void {
    this.hide();
    const found = spotAt(point, dragged);
    if (!found) return;
    found.block.classList.add('is-drop');
    const body = found.block.querySelector('.block-body')?.getBoundingClientRect();
    const { left, top, width, height } = lineOf(found);
    // Blocks scroll inside themselves: the line stays in sight.
    const shownTop = body ? Math.min(Math.max(top, body.top), body.bottom - height - 2) : top;
    Object.assign(this.#line.style, {
      left: `${left}px`,
      top: `${shownTop}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    this.#line.hidden = false;
  }

  placeAt(point: Point, dragged: ReadonlySet<string>): DropPlace | null {
    const found = spotAt(point, dragged);
    const block = blockOf(found?.block ?? null);
    if (!found || !block) return null;
    return { block, beforeId: found.notes[found.index]?.dataset['note'] ?? null };
  }
}

interface Spot {
  block: Element;
  list: Element;
  notes: HTMLElement[];
  index: number;
  columns: number;
}

function spotAt({ x, y }: Point, dragged: ReadonlySet<string>): Spot | null {
  const target = document.elementFromPoint(x, y);
  const block = target && board.contains(target) ? target.closest('.block') : null;
  const list = block?.querySelector('.notes');
  if (!block || !list) return null;
  const notes = noteElements(list).filter((note) => !dragged.has(note.dataset['note'] ?? ''));
  const columns = getComputedStyle(list).gridTemplateColumns.split(' ').length;
  const boxes = notes.map((note) => note.getBoundingClientRect());
  return { block, list, notes, index: dropIndex(boxes, x, y, columns), columns };
}

/** In a column a line across between two notes, in a row one between them upright. */
function lineOf({ list, notes, index, columns }: Spot): Pick<DOMRect, 'left' | 'top' | 'width' | 'height'> {
  const frame = list.getBoundingClientRect();
  const behind = notes[index]?.getBoundingClientRect();
  const before = notes[index - 1]?.getBoundingClientRect();
  if (columns > 1 && (behind ?? before)) {
    const box = behind ?? before ?? frame;
    const left = behind ? behind.left - GAP - 1 : box.right + GAP - 1;
    return { left, top: box.top, width: 2, height: box.height };
  }
  const top = behind ? behind.top - GAP - 1 : before ? before.bottom + GAP - 1 : frame.top;
  return { left: frame.left, top, width: frame.width, height: 2 };
}
