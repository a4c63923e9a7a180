import { setTimeout as delay } from 'node:timers/promises';

/** Waits; ends early, without an error, when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * The same values; calls `onIdle` when the source gives none for `idleMs` after the first. The time that the reader
 * takes does not count, nor does the wait for the first value: a model may think before it speaks.
 */
export async function* withIdleLimit<T>(
  source: AsyncIterable<T>,
  idleMs: number,
  onIdle: () => void,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (let first = true; ; first = false) {
      if (!first) timer = setTimeout(onIdle, idleMs);
      const result = await iterator.next();
      clearTimeout(timer);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    clearTimeout(timer);
    await iterator.return?.();
  }
}
