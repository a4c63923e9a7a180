import { describe, expect, test } from '@jest/globals';
import type { SegmentColour } from '@aibmc/common/canvas/colours';
import { connectionHue } from '../canvas/connection-hue.ts';
import {
  distanceTo,
  labelPoint,
  LANES,
  pathOf,
  type Point,
  route,
  type RoutedBlock,
} from '../canvas/line-routes.ts';

const MIDDLE = (LANES - 1) / 2;
const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

/** Three columns of 200 beside each other, 400 high, and a row of 100 under them. */
function boardWith(middleNotes: readonly { top: number; bottom: number }[] = []) {
  const column = (at: number, notes: RoutedBlock['notes'] = []): RoutedBlock => ({
    box: box(at * 200, 0, at * 200 + 199, 400),
    isBottom: false,
    notes,
  });
  const left = column(0);
  const middle = column(
    1,
    middleNotes.map(({ top, bottom }) => box(212, top, 387, bottom)),
  );
  const right = column(2);
  const bottom: RoutedBlock = { box: box(0, 401, 599, 500), isBottom: true, notes: [] };
  return { left, middle, right, bottom, blocks: [left, middle, right, bottom] };
}

const inside = (points: readonly Point[], { left, top, right, bottom }: ReturnType<typeof box>): boolean =>
  points.slice(1).some((to, index) => {
    const from = points[index]!;
    return Array.from({ length: 101 }, (_, n) => n / 100).some((t) => {
      const [x, y] = [from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t];
      return x > left && x < right && y > top && y < bottom;
    });
  });

describe('the way of a line', () => {
  test('between neighbouring columns it runs in the gap between them, from side to side', () => {
    const { left, middle, blocks } = boardWith();
    const from = { note: box(12, 60, 187, 90), block: left };
    const to = { note: box(212, 200, 387, 230), block: middle };
    expect(route(from, to, blocks, MIDDLE)).toEqual([
      { x: 187, y: 75 },
      { x: 199, y: 75 },
      { x: 199, y: 215 },
      { x: 212, y: 215 },
    ]);
  });

  test('it ends at the note that it points to, whichever side that is on', () => {
    const { left, middle, blocks } = boardWith();
    const a = { note: box(12, 60, 187, 90), block: left };
    const b = { note: box(212, 200, 387, 230), block: middle };
    expect(route(a, b, blocks, 0).at(-1)?.x).toBe(212);
    expect(route(b, a, blocks, 0).at(-1)?.x).toBe(187);
  });

  test('a column between is crossed past its notes and its title', () => {
    const notes = [
      { top: 50, bottom: 80 },
      { top: 87, bottom: 117 },
      { top: 124, bottom: 154 },
    ];
    const { left, middle, right, blocks } = boardWith(notes);
    const from = { note: box(12, 95, 187, 125), block: left };
    const to = { note: box(412, 95, 587, 125), block: right };
    for (let lane = 0; lane < LANES; lane++) {
      const points = route(from, to, blocks, lane);
      for (const note of middle.notes) expect(inside(points, note)).toBe(false);
      expect(inside(points, box(200, 6, 399, 36))).toBe(false);
    }
  });

  test('where a column is free it is crossed straight', () => {
    const { left, right, blocks } = boardWith([{ top: 300, bottom: 330 }]);
    const from = { note: box(12, 95, 187, 125), block: left };
    const to = { note: box(412, 95, 587, 125), block: right };
    expect(new Set(route(from, to, blocks, MIDDLE).map(({ y }) => y))).toEqual(new Set([110]));
  });

  test('from the lower row it goes up beside the column of the other note', () => {
    const notes = [{ top: 50, bottom: 380 }];
    const { middle, bottom, blocks } = boardWith(notes);
    const from = { note: box(12, 440, 187, 470), block: bottom };
    const to = { note: box(212, 60, 387, 90), block: middle };
    const points = route(from, to, blocks, MIDDLE);
    expect(points[0]?.y).toBe(440);
    expect(points.at(-1)).toEqual({ x: 212, y: 75 });
    expect(inside(points, middle.notes[0]!)).toBe(false);
    expect(route(to, from, blocks, MIDDLE)).toEqual(points.toReversed());
  });

  test('lanes keep lines apart that have the same gap', () => {
    const { left, middle, blocks } = boardWith();
    const from = { note: box(12, 60, 187, 90), block: left };
    const to = { note: box(212, 200, 387, 230), block: middle };
    const gaps = Array.from({ length: LANES }, (_, lane) => route(from, to, blocks, lane)[1]?.x);
    expect(new Set(gaps).size).toBe(LANES);
  });

  test('a line stays on its note however low that is', () => {
    const { left, middle, blocks } = boardWith();
    const from = { note: box(12, 60, 187, 68), block: left };
    const to = { note: box(212, 200, 387, 230), block: middle };
    for (let lane = 0; lane < LANES; lane++) {
      const { y } = route(from, to, blocks, lane)[0]!;
      expect(y).toBeGreaterThanOrEqual(60);
      expect(y).toBeLessThanOrEqual(68);
    }
  });
});

describe('a line as it is drawn', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 40 },
  ];

  test('has round corners, and begins and ends where it should', () => {
    expect(pathOf(points)).toBe('M0 0L91 0Q100 0 100 9L100 40');
    expect(pathOf([])).toBe('');
  });

  test('can be found near its stretches, and has its label on the longest', () => {
    expect(distanceTo(points, { x: 50, y: 6 })).toBe(6);
    expect(distanceTo(points, { x: 104, y: 20 })).toBe(4);
    expect(distanceTo(points, { x: 0, y: 0 })).toBe(0);
    expect(labelPoint(points)).toEqual({ x: 50, y: 0 });
  });
});

describe('the hue of a line', () => {
  const colours = new Map<string, SegmentColour>([
    ['office', { hues: ['blue'], segmentIds: ['office'] }],
    ['cafe', { hues: ['orange'], segmentIds: ['cafe'] }],
    ['both', { hues: ['blue', 'orange'], segmentIds: ['office', 'cafe'] }],
    ['oven', { hues: ['blue', 'orange'], segmentIds: ['office', 'cafe'] }],
    ['none', { hues: ['grey'], segmentIds: [] }],
  ]);

  test('is that of the segment it leads to or that both ends share', () => {
    expect(connectionHue(colours, 'both', 'cafe')).toBe('orange');
    expect(connectionHue(colours, 'oven', 'both')).toBe('blue');
  });

  test('is that of the chosen segment where both ends belong to it', () => {
    expect(connectionHue(colours, 'oven', 'both', 'cafe')).toBe('orange');
    expect(connectionHue(colours, 'both', 'office', 'cafe')).toBe('blue');
  });

  test('is grey between notes of no segment', () => {
    expect(connectionHue(colours, 'none', 'none')).toBe('grey');
  });
});
