import { setTimeout as delay } from 'node:timers/promises';
import { asAppError } from '@aibmc/common/errors';

const AWAY = new Set(['unavailable', 'bad-gateway', 'gateway-timeout']);
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;

/**
 * Repeats a step that may safely be repeated while the database or a peer is away, for at most `forMs`, with growing
 * waits. Ends at once with the signal's reason when that is aborted.
 */
export async function retryWhileAway<T>(
  step: () => Promise<T>,
  signal: AbortSignal,
  forMs = 20_000,
): Promise<T> {
  const until = Date.now() + forMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      signal.throwIfAborted();
      if (!AWAY.has(asAppError(error).code) || Date.now() + wait > until) throw error;
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
