import { describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { printSize } from '../src/view-models/print-size.ts';

function notes(count: number, block: Block, text: string) {
  return Array.from({ length: count }, (_, n) => ({
    id: `n${n}`,
    block,
    text,
    order: `a${n}`,
    origin: 'human' as const,
    author: 'p',
  }));
}

describe('the size of notes on paper', () => {
  test('is the largest while there is room', () => {
    expect(printSize([])).toBe(9);
    expect(printSize(notes(6, 'channels', 'Bicycle to the door'))).toBe(9);
  });

  test('gets smaller with the fullest block, which has less room where two share a column', () => {
    const tall = printSize(notes(20, 'key-partners', 'A mill nearby that grinds for us'));
    const half = printSize(notes(20, 'channels', 'A mill nearby that grinds for us'));
    expect(half).toBeLessThan(tall);
    expect(
      printSize([
        ...notes(20, 'channels', 'A mill nearby that grinds for us'),
        ...notes(1, 'key-partners', 'x'),
      ]),
    ).toBe(half);
  });

  test('has an end, and counts lines that people made', () => {
    expect(printSize(notes(500, 'channels', 'x'.repeat(280)))).toBe(3);
    expect(printSize(notes(6, 'channels', 'a\nb\nc\nd'))).toBeLessThan(
      printSize(notes(6, 'channels', 'a b c d')),
    );
  });
});
