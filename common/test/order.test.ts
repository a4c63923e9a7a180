import { describe, expect, test } from '@jest/globals';
import { orderAfter, ordersBetween } from '../src/canvas/order.ts';

describe('orderAfter', () => {
  test.each(['a0', 'Zz', 'm', 'zz', '0', 'a00', 'z'.repeat(199)])('gives a greater key after %s', (key) => {
    expect(orderAfter(key) > key).toBe(true);
  });

  test('gives keys that an edit may carry, however many follow each other', () => {
    let key = 'zzz';
    for (let count = 0; count < 1_500; count += 1) {
      const next = orderAfter(key);
      expect(next > key).toBe(true);
      key = next;
    }
    expect(key).toMatch(/^[0-9A-Za-z]{1,200}$/);
    expect(orderAfter('z'.repeat(200))).toBe('z'.repeat(200));
  });
});

describe('ordersBetween', () => {
  const BOUNDS: [string | null, string | null][] = [
    [null, null],
    [null, 'a0'],
    ['a0', null],
    ['a0', 'a1'],
    ['Zz', 'a0'],
    ['a0', 'a0V'],
    ['0', '1'],
    ['0', '00V'],
    ['m', 'm01'],
    ['mz', 'n'],
    ['zz', 'zzz'],
    [null, '01'],
    ['zzz', null],
    ['a00', 'b'],
  ];

  test.each(BOUNDS)('gives keys in order between %s and %s', (before, after) => {
    for (const count of [1, 2, 7, 200]) {
      const keys = ordersBetween(before, after, count);
      expect(keys).toHaveLength(count);
      const inOrder = [before ?? '', ...(keys ?? []), after ?? '~'];
      expect(inOrder.toSorted()).toEqual(inOrder);
      expect(new Set(inOrder).size).toBe(count + 2);
      for (const key of keys ?? []) expect(key).toMatch(/^[0-9A-Za-z]{1,200}$/);
    }
  });

  test.each([
    ['a0', 'a0'],
    ['b', 'a'],
    ['a', 'a0'],
    [null, '0'],
    ['z'.repeat(200), null],
    ['z'.repeat(199), `${'z'.repeat(199)}0`],
  ])('finds no room between %s and %s', (before, after) => {
    expect(ordersBetween(before, after, 1)).toBeNull();
  });

  test('there is room for many one in front of the other, whatever made the bound', () => {
    for (const bound of ['a1', '7', 'zz']) {
      let after = bound;
      for (let count = 0; count < 300; count++) {
        const key: string = ordersBetween(null, after, 1)?.[0] ?? '~';
        expect(key < after).toBe(true);
        after = key;
      }
    }
  });
});
