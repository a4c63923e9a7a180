import { asAppError } from '@aibmc/common/errors';
import type { Context } from '../context.ts';
import { listEventsAfter, type StoredEvent } from '../sql/generation-events.ts';
import { findGenerationById } from '../sql/generations.ts';
import { requireGenerate } from './canvas-access.ts';
import { retryWhileAway } from './retry.ts';

const BATCH = 100;
/** How often a watcher's right is asked for again; also the longest that a lost notice delays anything. */
const LOOK_MS = 5_000;
/** A right that cannot be confirmed for so long counts as lost. */
const UNCONFIRMED_MS = 30_000;

interface Watch {
  generationId: string;
  canvasId: string;
  userId: string;
  after: number;
}

/**
 * A generation's events after one, in order, until its last: first those that are there, then each as soon as it is
 * committed by any replica. Ends early when the generation is deleted; throws `forbidden` or `not-found` when the
 * person may no longer generate on the canvas.
 */
export async function* followEvents(
  ctx: Pick<Context, 'pool' | 'group' | 'feed'>,
  { generationId, canvasId, userId, after }: Watch,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent[]> {
  const subscription = ctx.feed.subscribe(generationId);
  let seq = after;
  let lookedAt = Date.now();
  let confirmedAt = lookedAt;
  try {
    while (!signal.aborted) {
      const events = await retryWhileAway(() => listEventsAfter(ctx.pool, generationId, seq, BATCH), signal);
      const last = events.at(-1);
      if (last) {
        yield events;
        seq = last.seq;
        if (last.name === 'done' || last.name === 'error') return;
      }
      if (events.length < BATCH) await subscription.next(LOOK_MS, signal);
      if (signal.aborted || Date.now() - lookedAt < LOOK_MS) continue;
      lookedAt = Date.now();
      if (await hasEnded(seq)) return;
      if (await isAllowed()) confirmedAt = Date.now();
      else if (Date.now() - confirmedAt > UNCONFIRMED_MS) return;
    }
  } finally {
    subscription.close();
  }

  async function hasEnded(lastSent: number): Promise<boolean> {
    const row = await retryWhileAway(() => findGenerationById(ctx.pool, generationId), signal);
    return row === null || (row.finishedAt !== null && row.lastSeq <= lastSent);
  }

  /** False when group-service cannot say. */
  async function isAllowed(): Promise<boolean> {
    try {
      await requireGenerate(ctx.group, canvasId, userId, { signal });
      return true;
    } catch (error) {
      const { code } = asAppError(error);
      if (code === 'forbidden' || code === 'not-found') throw error;
      return false;
    }
  }
}
