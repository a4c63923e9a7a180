import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../src/domain/turns.ts';

/** Work that goes on until it is told to end. */
function work(): { run: () => Promise<string>; end: (result: string) => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { run: () => promise, end: resolve };
}

const code = (turn: Promise<string>) => turn.catch((error: { code?: string }) => error.code);

describe('turns', () => {
  test('one owner cannot take all places in the queue', async () => {
    const inTurn = createTurns({ atOnce: 1, waiting: 4, waitingEach: 2 });
    const first = work();
    const begun = inTurn('greedy', first.run);
    const waiting = [1, 2].map((n) => inTurn('greedy', () => Promise.resolve(`greedy ${n}`)));
    expect(await code(inTurn('greedy', first.run))).toBe('unavailable');
    const others = ['a', 'b'].map((owner) => inTurn(owner, () => Promise.resolve(owner)));
    expect(await code(inTurn('c', first.run))).toBe('unavailable');
    first.end('first');
    expect(await Promise.all([begun, ...waiting, ...others])).toEqual([
      'first',
      'greedy 1',
      'greedy 2',
      'a',
      'b',
    ]);
    expect(await inTurn('greedy', () => Promise.resolve('again'))).toBe('again');
  });
});
