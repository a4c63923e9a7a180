import type { Box } from './layout.ts';

/* Where the lines between notes run: through the gaps between the columns of blocks, and past the notes in them. */

export interface Point {
  x: number;
  y: number;
}

/** A block with the parts of its notes that are in sight. */
export interface RoutedBlock {
  box: Box;
  /** In the lower row: costs and revenue. */
  isBottom: boolean;
  notes: readonly Box[];
}

interface End {
  note: Box;
  block: RoutedBlock;
}

/** Lines that share a gap run this far apart. */
const LANE = 3;
export const LANES = 5;
/** A line keeps this far from notes and titles that it passes. */
const CLEARANCE = 3;
const TITLE_HEIGHT = 38;
const CORNER = 9;

/**
 * The corners of a line from one note to another, both in sight. `lane`, 0 to `LANES` - 1, keeps lines apart that would
 * run on top of each other. A column that lies between is crossed where nothing is in the way, as near as can be.
 */
export function route(from: End, to: End, blocks: readonly RoutedBlock[], lane: number): Point[] {
  const aside = (lane - (LANES - 1) / 2) * LANE;
  if (from.block.isBottom !== to.block.isBottom) {
    return from.block.isBottom ? upward(from, to, aside) : upward(to, from, aside).reverse();
  }
  return from.note.left <= to.note.left
    ? sideways(from, to, blocks, aside)
    : sideways(to, from, blocks, aside).reverse();
}

function sideways(left: End, right: End, blocks: readonly RoutedBlock[], aside: number): Point[] {
  const [y1, y2] = [heightAt(left.note, aside), heightAt(right.note, aside)];
  const [x1, x2] = [left.block.box.right + aside, right.block.box.left + aside];
  const start = { x: left.note.right, y: y1 };
  const end = { x: right.note.left, y: y2 };
  const between = blocks.filter(
    ({ box, isBottom }) =>
      isBottom === left.block.isBottom &&
      box.left >= left.block.box.right - 2 &&
      box.right <= right.block.box.left + 2,
  );
  if (between.length === 0) return [start, { x: x1, y: y1 }, { x: x1, y: y2 }, end];
  const y = freeHeight(between, (y1 + y2) / 2) + aside / LANE;
  return [start, { x: x1, y: y1 }, { x: x1, y }, { x: x2, y }, { x: x2, y: y2 }, end];
}

/** From the lower row along its upper edge to the gap beside the other note's column, then up. */
function upward(lower: End, upper: End, aside: number): Point[] {
  const middle = (lower.note.left + lower.note.right) / 2;
  const { box } = upper.block;
  const isLeft = Math.abs(box.left - middle) < Math.abs(box.right - middle);
  const gap = (isLeft ? box.left : box.right) + aside;
  const x = clamp(gap, lower.note.left + 14 + aside, lower.note.right - 14 + aside);
  const edge = lower.block.box.top + aside;
  const y = heightAt(upper.note, aside);
  const corners = [
    { x, y: lower.note.top },
    { x, y: edge },
    { x: gap, y: edge },
    { x: gap, y },
  ];
  return [...corners, { x: isLeft ? upper.note.left : upper.note.right, y }];
}

function heightAt({ top, bottom }: Box, aside: number): number {
  const most = Math.max(0, (bottom - top) / 2 - 4);
  return (top + bottom) / 2 + clamp(aside, -most, most);
}

/** The height nearest to a wanted one at which blocks, one above the other, can be crossed past their notes and titles. */
function freeHeight(blocks: readonly RoutedBlock[], wanted: number): number {
  const taken = blocks.flatMap(({ box, notes }) => [
    { top: box.top + CLEARANCE, bottom: box.top + TITLE_HEIGHT },
    ...notes,
  ]);
  const isFree = (y: number) =>
    !taken.some(({ top, bottom }) => y > top - CLEARANCE && y < bottom + CLEARANCE);
  const highest = Math.min(...blocks.map(({ box }) => box.top));
  const lowest = Math.max(...blocks.map(({ box }) => box.bottom));
  let best: number | null = null;
  for (const y of [wanted, ...taken.flatMap(({ top, bottom }) => [top - CLEARANCE, bottom + CLEARANCE])]) {
    if (y < highest || y > lowest || !isFree(y)) continue;
    if (best === null || Math.abs(y - wanted) < Math.abs(best - wanted)) best = y;
  }
  return best ?? wanted;
}

/** A path along the corners, rounded. */
export function pathOf([first, ...rest]: readonly Point[]): string {
  if (!first) return '';
  let path = `M${round(first)}`;
  let before = first;
  rest.forEach((corner, index) => {
    const next = rest[index + 1];
    if (!next) {
      path += `L${round(corner)}`;
      return;
    }
    const radius = Math.min(CORNER, distance(before, corner) / 2, distance(corner, next) / 2);
    path += `L${round(towards(corner, before, radius))}Q${round(corner)} ${round(towards(corner, next, radius))}`;
    before = corner;
  });
  return path;
}

function round({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** How far a point is from a line along these corners. */
export function distanceTo(points: readonly Point[], point: Point): number {
  let nearest = Infinity;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a && b) nearest = Math.min(nearest, distanceToStretch(a, b, point));
  }
  return nearest;
}

function distanceToStretch(a: Point, b: Point, point: Point): number {
  const squared = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = squared === 0 ? 0 : ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / squared;
  return distance(point, towards(a, b, clamp(along, 0, 1) * Math.sqrt(squared)));
}

/** The middle of the longest stretch: where there is room for a label. */
export function labelPoint(points: readonly Point[]): Point {
  let longest = { length: -1, x: 0, y: 0 };
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (!a || !b || distance(a, b) <= longest.length) continue;
    longest = { length: distance(a, b), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  return { x: longest.x, y: longest.y };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
