import { describe, expect, test } from '@jest/globals';
import { endlessLists } from '../src/contract/endless-lists.ts';

describe('endlessLists', () => {
  test('names the fields with more elements than any may have', () => {
    const sent = { name: 'x', few: Array(1_000).fill(0), edits: Array(1_001).fill({}) };
    expect(endlessLists(sent)).toEqual([{ path: 'edits', message: 'must have at most 1000 elements' }]);
  });

  test('has nothing to say of anything else', () => {
    for (const sent of [null, undefined, 1, 'text', [], {}, { edits: 'x'.repeat(2_000) }]) {
      expect(endlessLists(sent)).toEqual([]);
    }
  });
});
