import { AppError } from '@aibmc/common/errors';

export interface TurnLimits {
  atOnce: number;
  /** Pieces of work that may wait: all together, and of one owner. */
  waiting: number;
  waitingEach: number;
}

/** Runs work of an owner when it is its turn. */
export type Turns = <T>(owner: string, work: () => Promise<T>) => Promise<T>;

/**
 * Runs a few pieces of work at a time, the others in their order after them. Throws `unavailable` where too many wait
 * already, of this owner or of all.
 */
export function createTurns({ atOnce, waiting, waitingEach }: TurnLimits): Turns {
  const queue: { owner: string; begin: () => void }[] = [];
  let running = 0;

  function isFull(owner: string): boolean {
    if (queue.length >= waiting) return true;
    if (queue.length < waitingEach) return false;
    return queue.filter((other) => other.owner === owner).length >= waitingEach;
  }

  return async (owner, work) => {
    if (running < atOnce) running += 1;
    else if (isFull(owner)) throw new AppError('unavailable', 'Too many wait for this', { retryAfter: 2 });
    else await new Promise<void>((begin) => queue.push({ owner, begin }));
    try {
      return await work();
    } finally {
      // who waits takes over this turn
      const next = queue.shift();
      if (next) next.begin();
      else running -= 1;
    }
  };
}
