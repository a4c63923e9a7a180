import { expect, test } from '@jest/globals';
import type { Block } from '../src/canvas/blocks.ts';
import { segmentGaps } from '../src/canvas/segment-coverage.ts';

const NOTES = new Map(
  (
    [
      ['office', 'customer-segments'],
      ['cafe', 'customer-segments'],
      ['bread', 'value-propositions'],
      ['door', 'channels'],
      ['fee', 'revenue-streams'],
    ] as [string, Block][]
  ).map(([id, block]) => [id, { id, block }]),
);

test('a segment lacks what nothing connects to it from, in either direction', () => {
  const gaps = segmentGaps(NOTES, [
    { from: 'bread', to: 'office' },
    { from: 'office', to: 'fee' },
    { from: 'door', to: 'gone' },
  ]);
  expect(gaps.get('office')).toEqual(['channels', 'customer-relationships']);
  expect(gaps.get('cafe')).toHaveLength(4);
  expect([...gaps.keys()]).toEqual(['office', 'cafe']);
});
