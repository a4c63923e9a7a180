import { describe, expect, test } from '@jest/globals';
import { readLines, whyRefused } from '../canvas/note-lines.ts';

describe('a pasted text', () => {
  test('gives a note for each line, without bullets, numbers, boxes and empty lines', () => {
    const text =
      '- Bakers\r\n* Mills\n\n  • Cafés \n1. Offices\n12) Couriers\n- [ ] Oven\n– Rent\n\u200b\n2026 plan\n-5 % rebate';
    expect(readLines(text)).toEqual([
      'Bakers',
      'Mills',
      'Cafés',
      'Offices',
      'Couriers',
      'Oven',
      'Rent',
      '2026 plan',
      '-5 % rebate',
    ]);
  });

  test('loses what no note may hold: control characters and halves of characters', () => {
    expect(readLines('a\u0000b\tc\n\ud83d')).toEqual(['a b c', '\ufffd']);
  });

  test('is refused whole where a line is too long for a note or there are too many', () => {
    expect(whyRefused(['x'.repeat(280), 'y'])).toBeNull();
    expect(whyRefused(['x'.repeat(281), 'y', 'z'.repeat(900)])).toEqual([
      'list-too-long',
      { count: 2, most: 280 },
    ]);
    expect(whyRefused(['x'.repeat(300)])).toEqual(['text-too-long', { count: 300, most: 280 }]);
    expect(whyRefused(Array<string>(201).fill('x'))).toEqual(['list-too-many', { count: 201, most: 200 }]);
  });
});
