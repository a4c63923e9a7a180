import { describe, expect, test } from '@jest/globals';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import {
  type Box,
  type Direction,
  dropIndex,
  nearestTo,
  neighboursOf,
  nextInDirection,
} from '../canvas/layout.ts';

const OPPOSITE: Record<Direction, Direction> = { up: 'down', down: 'up', left: 'right', right: 'left' };
const DIRECTIONS: readonly Direction[] = ['up', 'down', 'left', 'right'];

const box = (left: number, top: number, width = 100, height = 30): Box => {
  return { left, top, right: left + width, bottom: top + height };
};
const COLUMN = [box(0, 0), box(0, 37, 100, 60), box(0, 104)];
const GRID = [box(0, 0), box(107, 0), box(0, 37), box(107, 37), box(0, 74)];

describe('the blocks of the board', () => {
  test('whoever goes sideways can come back', () => {
    for (const block of BLOCKS) {
      for (const direction of ['left', 'right'] as const) {
        for (const next of neighboursOf(block, direction)) {
          expect(neighboursOf(next, OPPOSITE[direction])).toContain(block);
        }
      }
    }
  });

  test('every block is reached from every other by the first neighbours alone, as moved notes go', () => {
    for (const start of BLOCKS) {
      const reached = new Set([start]);
      for (const block of reached) {
        for (const direction of DIRECTIONS) {
          const next = neighboursOf(block, direction)[0];
          if (next) reached.add(next);
        }
      }
      expect(reached.size).toBe(BLOCKS.length);
    }
  });
});

describe('notes by where they are', () => {
  test('up and down go to the next row, in the same column', () => {
    expect(nextInDirection(COLUMN, 0, 'down')).toBe(1);
    expect(nextInDirection(COLUMN, 2, 'up')).toBe(1);
    expect(nextInDirection(GRID, 1, 'down')).toBe(3);
    expect(nextInDirection(GRID, 3, 'down')).toBe(4);
    expect(nextInDirection(COLUMN, 2, 'down')).toBeNull();
  });

  test('left and right stay in the row', () => {
    expect(nextInDirection(GRID, 2, 'right')).toBe(3);
    expect(nextInDirection(GRID, 3, 'left')).toBe(2);
    expect(nextInDirection(GRID, 4, 'right')).toBeNull();
    expect(nextInDirection(COLUMN, 1, 'right')).toBeNull();
  });

  test('the nearest to a height is found, none among none', () => {
    expect(nearestTo(COLUMN, 70)).toBe(1);
    expect(nearestTo(COLUMN, 900)).toBe(2);
    expect(nearestTo([], 3)).toBeNull();
  });

  test('what is dropped in a column goes in front of the note whose middle is below', () => {
    expect(dropIndex(COLUMN, 50, 5, 1)).toBe(0);
    expect(dropIndex(COLUMN, 50, 20, 1)).toBe(1);
    expect(dropIndex(COLUMN, 50, 100, 1)).toBe(2);
    expect(dropIndex(COLUMN, 50, 500, 1)).toBe(3);
    expect(dropIndex([], 50, 500, 1)).toBe(0);
  });

  test('in two columns it goes by the row and then by the middle', () => {
    expect(dropIndex(GRID, 20, 10, 2)).toBe(0);
    expect(dropIndex(GRID, 90, 10, 2)).toBe(1);
    expect(dropIndex(GRID, 200, 10, 2)).toBe(2);
    expect(dropIndex(GRID, 200, 90, 2)).toBe(5);
  });
});
