import { AppError } from '@aibmc/common/errors';

/**
 * Runs a few pieces of work at a time, the others in their order after them. Throws `unavailable` where `waiting` of
 * them wait already.
 */
export function createTurns(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running < atOnce) running += 1;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw new AppError('unavailable', 'Too many wait for this', { retryAfter: 2 });
    try {
      return await work();
    } finally {
      // who waits takes over this turn
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
