import { describe, expect, test } from '@jest/globals';
import { coloursOf, initialsOf } from '../canvas/person-colour.ts';

const PEOPLE = Array.from({ length: 8 }, (_, index) => `01a20f88-ca1f-77e2-a3f8-98b053bb664${index}`);

describe('the colours of people', () => {
  test('differ among those who are here, as far as there are colours', () => {
    expect(new Set(coloursOf(PEOPLE).values()).size).toBe(8);
    expect(coloursOf([...PEOPLE, 'one more']).size).toBe(9);
  });

  test('are the same for everybody, whoever came first and however often', () => {
    const colours = coloursOf(PEOPLE);
    expect(coloursOf(PEOPLE.toReversed())).toEqual(colours);
    expect(coloursOf([...PEOPLE, ...PEOPLE])).toEqual(colours);
  });

  test('spread over people who come alone', () => {
    const ids = Array.from({ length: 400 }, (_, index) => `01a20f88-ca1f-77e2-a3f8-${index.toString(16)}`);
    const counts = Map.groupBy(ids, (id) => coloursOf([id]).get(id));
    expect(counts.size).toBe(8);
    for (const [, same] of counts) expect(same.length).toBeLessThan(100);
  });
});

test.each([
  ['Ana Marín', 'AM'],
  ['ben', 'B'],
  ['Ana de la Cruz', 'AC'],
  ['  ', '·'],
])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
