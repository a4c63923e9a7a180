import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import { board, type BoardView } from './board.ts';
import type { Box } from './layout.ts';
import type { RoutedBlock } from './line-routes.ts';

/** Of a note that is scrolled out of its block so much must be in sight to be drawn to. */
const LEAST_IN_SIGHT = 6;

/** Where blocks are, and notes as far as they are in sight, from the upper left corner of the board. */
export interface Geometry {
  blocks: ReadonlyMap<Block, RoutedBlock>;
  notes: ReadonlyMap<string, { note: Box; block: RoutedBlock }>;
}

/** Measures the board. It only reads, so that the browser lays out once at most. */
export function measureBoard(view: BoardView, state: CanvasState): Geometry {
  const frame = board.getBoundingClientRect();
  const origin = { x: frame.left + board.clientLeft, y: frame.top + board.clientTop };
  const blocks = new Map<Block, RoutedBlock & { notes: Box[]; body: Box }>();
  for (const section of board.querySelectorAll<HTMLElement>('.block')) {
    const box = boxOf(section, origin);
    const body = section.querySelector('.block-body');
    blocks.set(section.dataset['block'] as Block, {
      box,
      isBottom: false,
      notes: [],
      body: body ? boxOf(body, origin) : box,
    });
  }
  const lowest = Math.max(...[...blocks.values()].map(({ box }) => box.top));
  for (const block of blocks.values()) block.isBottom = block.box.top > lowest - 2;
  const notes = new Map<string, { note: Box; block: RoutedBlock }>();
  for (const { id, block: name } of state.notes.values()) {
    const block = blocks.get(name);
    const element = view.element(id);
    if (!block || !element) continue;
    const box = boxOf(element, origin);
    const note = {
      ...box,
      top: Math.max(box.top, block.body.top),
      bottom: Math.min(box.bottom, block.body.bottom),
    };
    if (note.bottom - note.top < LEAST_IN_SIGHT) continue;
    block.notes.push(note);
    notes.set(id, { note, block });
  }
  return { blocks, notes };
}

function boxOf(element: Element, origin: { x: number; y: number }): Box {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left: left - origin.x, top: top - origin.y, right: right - origin.x, bottom: bottom - origin.y };
}
