import type { Block } from '@aibmc/common/canvas/blocks';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Where a block's neighbours are on the board; the first of several is the one that moved notes go to. */
const NEIGHBOURS: Readonly<Record<Block, Partial<Record<Direction, readonly Block[]>>>> = {
  'key-partners': { right: ['key-activities', 'key-resources'], down: ['cost-structure'] },
  'key-activities': { left: ['key-partners'], right: ['value-propositions'], down: ['key-resources'] },
  'key-resources': {
    up: ['key-activities'],
    left: ['key-partners'],
    right: ['value-propositions'],
    down: ['cost-structure'],
  },
  'value-propositions': {
    left: ['key-activities', 'key-resources'],
    right: ['customer-relationships', 'channels'],
    down: ['cost-structure'],
  },
  'customer-relationships': {
    left: ['value-propositions'],
    right: ['customer-segments'],
    down: ['channels'],
  },
  channels: {
    up: ['customer-relationships'],
    left: ['value-propositions'],
    right: ['customer-segments'],
    down: ['revenue-streams'],
  },
  'customer-segments': { left: ['customer-relationships', 'channels'], down: ['revenue-streams'] },
  'cost-structure': { up: ['key-resources'], right: ['revenue-streams'] },
  'revenue-streams': { up: ['channels'], left: ['cost-structure'] },
};

export function neighboursOf(block: Block, direction: Direction): readonly Block[] {
  return NEIGHBOURS[block][direction] ?? [];
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The index of the box next to one of them in a direction, by where they are; null where there is none. */
export function nextInDirection(boxes: readonly Box[], from: number, direction: Direction): number | null {
  const start = boxes[from];
  if (!start) return null;
  let best: number | null = null;
  let shortest = Infinity;
  boxes.forEach((box, index) => {
    if (index === from) return;
    const { ahead, aside } = distance(start, box, direction);
    // Sideways only within the row; up and down to the nearest row, there to the nearest box.
    if (ahead < 0 || (isSideways(direction) && aside > 0)) return;
    const length = ahead * 1_000 + aside;
    if (length >= shortest) return;
    shortest = length;
    best = index;
  });
  return best;
}

function isSideways(direction: Direction): boolean {
  return direction === 'left' || direction === 'right';
}

/** Rounding and borders may let neighbours overlap by so much. */
const OVERLAP = 2;

function distance(from: Box, to: Box, direction: Direction): { ahead: number; aside: number } {
  const aheads: Record<Direction, number> = {
    up: from.top - to.bottom,
    down: to.top - from.bottom,
    left: from.left - to.right,
    right: to.left - from.right,
  };
  const aside = isSideways(direction)
    ? Math.max(to.top - from.bottom, from.top - to.bottom, 0)
    : Math.abs(to.left - from.left);
  return { ahead: aheads[direction] + OVERLAP, aside };
}

/** The index of the box whose middle is nearest to a height; null where there is none. */
export function nearestTo(boxes: readonly Box[], y: number): number | null {
  const distances = boxes.map(({ top, bottom }) => Math.abs((top + bottom) / 2 - y));
  const nearest = distances.indexOf(Math.min(...distances));
  return nearest === -1 ? null : nearest;
}

/** In front of which of the boxes, which come in reading order, something dropped at a point goes; their number: behind all. */
export function dropIndex(boxes: readonly Box[], x: number, y: number, columns: number): number {
  const index = boxes.findIndex(({ left, top, right, bottom }) => {
    if (columns === 1) return y < (top + bottom) / 2;
    return y < top || (y < bottom && x < (left + right) / 2);
  });
  return index === -1 ? boxes.length : index;
}
