import { describe, expect, test } from '@jest/globals';
import { figuresIn, statesNewFigure } from '../src/domain/assumptions.ts';

describe('figures in a text', () => {
  test.each([
    ['Desk subscription, €4.20 a day', ['4.20']],
    ['Offices of 20–200 desks', ['20', '200']],
    ['1.200 loaves, 1,200 rolls', ['1200']],
    ['4,20 € al día', ['4.20']],
    ['15% commission', ['15']],
    ['B2B sales over 4G, support 24/7', []],
    ['A 3D printer', []],
  ])('%s', (text, figures) => {
    expect([...figuresIn(text)]).toEqual(figures);
  });

  test('only one that no source states is an assumption', () => {
    const known = figuresIn('Bread for 200 desks at 4,20 €');
    expect(statesNewFigure('€4.20 a desk, 200 desks', known)).toBe(false);
    expect(statesNewFigure('€5 a desk', known)).toBe(true);
    expect(statesNewFigure('Fresh bread', known)).toBe(false);
  });
});
