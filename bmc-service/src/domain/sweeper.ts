import type { Context } from '../context.ts';
import { trimOldEvents } from '../sql/retention.ts';

const EVERY_MS = 3_600_000;
/** Generations whose events go in one statement: few, so that nobody waits for it. */
const BATCH = 50;

/** Removes old events now and every hour, until what it gives is called. */
export function startSweeper({ pool, log, eventsDays, stopping }: Context): () => Promise<void> {
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    sweeping = sweepOnce().catch((err: unknown) => {
      log.warn({ err }, 'old events could not be removed');
    });
  };
  const sweepOnce = async (): Promise<void> => {
    while (!stopping.signal.aborted && (await trimOldEvents(pool, eventsDays, BATCH)) === BATCH);
  };
  const timer = setInterval(sweep, EVERY_MS);
  sweep();
  return async () => {
    clearInterval(timer);
    await sweeping;
  };
}
