import { describe, expect, test } from '@jest/globals';
import { orderAfter } from '../src/canvas/order.ts';

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
