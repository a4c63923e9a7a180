import { describe, expect, test } from '@jest/globals';
import { aheadBy, minutesAndSeconds } from '../votes/clock.ts';
import { countOf, dotsOf, onNotes, stateAt, withStep } from '../votes/dots.ts';

describe('dots', () => {
  const own = dotsOf([
    { noteId: 'a', dots: 2 },
    { noteId: 'b', dots: 1 },
  ]);

  test('are given as long as there are some, and taken back where one is', () => {
    expect(withStep(own, 'c', 1, 3)).toBeNull();
    expect(withStep(own, 'c', -1, 3)).toBeNull();
    expect(withStep(own, 'c', 1, 4)?.get('c')).toBe(1);
    expect([...(withStep(own, 'b', -1, 3) ?? [])]).toEqual([['a', 2]]);
    expect(countOf(own)).toBe(3);
  });

  test('on notes that are gone can be given again', () => {
    expect(countOf(onNotes(own, new Map([['b', null]])))).toBe(1);
  });
});

describe('time', () => {
  test('a voting is over when its time is, by the clock of the server', () => {
    const endsAt = '2026-01-01T00:01:00.000Z';
    const end = Date.parse(endsAt);
    expect(stateAt({ state: 'open', endsAt }, end - 1)).toBe('open');
    expect(stateAt({ state: 'open', endsAt }, end)).toBe('closed');
    expect(stateAt({ state: 'revealed', endsAt }, end)).toBe('revealed');
    expect(stateAt({ state: 'open', endsAt: null }, end)).toBe('open');
  });

  test('the clock of the server counts where it differs by more than can be measured', () => {
    const now = Date.parse('2026-01-01T00:00:10.000Z');
    expect(aheadBy('Thu, 01 Jan 2026 00:00:10 GMT', now, now + 200)).toBe(0);
    expect(aheadBy('Thu, 01 Jan 2026 00:01:10 GMT', now, now + 200)).toBe(60_400);
    expect(aheadBy(null, now, now)).toBe(0);
  });

  test('is told in minutes and seconds, up to the end', () => {
    expect([300_000, 59_001, 5_000, -20].map(minutesAndSeconds)).toEqual(['5:00', '1:00', '0:05', '0:00']);
  });
});
