import { describe, expect, test } from '@jest/globals';
import type { Block } from '../src/canvas/blocks.ts';
import { segmentColours } from '../src/canvas/colours.ts';
import { orderAtEnd } from '../src/canvas/order.ts';

const note = (id: string, block: Block, order = id) => ({ id, block, order });
const link = (from: string, to: string) => ({ from, to });

const NOTES = [
  note('cafes', 'customer-segments', 'a1'),
  note('offices', 'customer-segments', 'a0'),
  note('bread', 'value-propositions'),
  note('loaf', 'value-propositions'),
  note('desk', 'channels'),
  note('oven', 'key-resources'),
  note('lease', 'cost-structure'),
  note('alone', 'key-partners'),
];
const LINKS = [
  link('bread', 'offices'),
  link('loaf', 'cafes'),
  link('desk', 'bread'),
  link('oven', 'bread'),
  link('oven', 'loaf'),
  link('lease', 'oven'),
];

describe('the colours of notes', () => {
  const colours = segmentColours(NOTES, LINKS);

  test('segments get hues by their place in the block', () => {
    expect(colours.get('offices')?.hues).toEqual(['blue']);
    expect(colours.get('cafes')?.hues).toEqual(['orange']);
  });

  test('a hue chosen for a segment is kept, and its notes carry it', () => {
    const chosen = NOTES.map((n) => (n.id === 'offices' ? { ...n, colour: 'teal' as const } : n));
    expect(segmentColours(chosen, LINKS).get('bread')?.hues).toEqual(['teal']);
  });

  test('a note takes the hue of the segment it is connected to, directly or through a value proposition', () => {
    expect(colours.get('bread')).toEqual({ hues: ['blue'], segmentIds: ['offices'] });
    expect(colours.get('desk')).toEqual({ hues: ['blue'], segmentIds: ['offices'] });
  });

  test('a direct segment wins over those of the value propositions', () => {
    const direct = segmentColours(NOTES, [...LINKS, link('desk', 'cafes')]);
    expect(direct.get('desk')?.segmentIds).toEqual(['cafes']);
  });

  test('a note of several segments shows them all in the order of the segments', () => {
    expect(colours.get('oven')).toEqual({ hues: ['blue', 'orange'], segmentIds: ['offices', 'cafes'] });
  });

  test('a cost takes the segments of what causes it', () => {
    expect(colours.get('lease')?.segmentIds).toEqual(['offices', 'cafes']);
  });

  test('a hue chosen for another note is shown on it alone, and its segments stay', () => {
    const chosen = NOTES.map((n) => (n.id === 'bread' ? { ...n, colour: 'pink' as const } : n));
    const found = segmentColours(chosen, LINKS);
    expect(found.get('bread')).toEqual({ hues: ['pink'], segmentIds: ['offices'] });
    expect(found.get('desk')?.hues).toEqual(['blue']);
  });

  test('a note of no segment is grey', () => {
    expect(colours.get('alone')).toEqual({ hues: ['grey'], segmentIds: [] });
  });

  test('the hues begin again after the seventh segment', () => {
    const many = Array.from({ length: 8 }, (_, n) => note(`s${n}`, 'customer-segments'));
    expect(segmentColours(many, []).get('s7')?.hues).toEqual(['blue']);
  });
});

describe('the order key at the end of a block', () => {
  test('sorts behind every note of the block, whatever other blocks hold', () => {
    const notes = [
      note('x', 'channels', 'a3'),
      note('y', 'channels', 'a1'),
      note('z', 'key-partners', 'b00'),
    ];
    expect(orderAtEnd(notes, 'channels') > 'a3').toBe(true);
    expect(orderAtEnd(notes, 'channels') < 'b00').toBe(true);
    expect(orderAtEnd([], 'channels')).toBe('a0');
  });

  test('sorts behind a key that nobody here made', () => {
    expect(orderAtEnd([note('x', 'channels', 'zz')], 'channels') > 'zz').toBe(true);
  });
});
