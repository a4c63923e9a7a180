import { describe, expect, test } from '@jest/globals';
import { coloursOf, initialsOf } from '../canvas/person-colour.ts';

const PEOPLE = Array.from({ length: 8 }, (_, index) => `01a20f88-ca1f-77e2-a3f8-98b053bb664${index}`);

const someone = (userId: string, colour: string | null = null) => ({ userId, colour });

describe('the colours of people', () => {
  const people = PEOPLE.map((id) => someone(id));

  test('differ among those who are here, as far as there are colours', () => {
    expect(new Set(coloursOf(people).values()).size).toBe(8);
    expect(coloursOf([...people, someone('one more')]).size).toBe(9);
  });

  test('are the same for everybody, whoever came first and however often', () => {
    const colours = coloursOf(people);
    expect(coloursOf(people.toReversed())).toEqual(colours);
    expect(coloursOf([...people, ...people])).toEqual(colours);
  });

  test('are those that people chose, which others then do not have', () => {
    const colours = coloursOf([...people.slice(2), someone('a', 'pink'), someone('b', 'pink')]);
    expect([colours.get('a'), colours.get('b')]).toEqual(['pink', 'pink']);
    expect([...colours.values()].filter((colour) => colour === 'pink')).toHaveLength(2);
  });

  test('are by the id where the chosen one is not known', () => {
    expect(coloursOf([someone('a', 'mauve')])).toEqual(coloursOf([someone('a')]));
  });

  test('spread over people who come alone', () => {
    const ids = Array.from({ length: 400 }, (_, index) => `01a20f88-ca1f-77e2-a3f8-${index.toString(16)}`);
    const counts = Map.groupBy(ids, (id) => coloursOf([someone(id)]).get(id));
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
