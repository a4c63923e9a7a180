import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { asAppError } from '@aibmc/common/errors';
import type { Context } from '../context.ts';
import { listEventsAfter, type StoredEvent } from '../sql/generation-events.ts';
import { findStanding, type GenerationRow } from '../sql/generations.ts';
import { retryWhileAway } from './retry.ts';

const BATCH = 100;
/** How old a watcher's right may be before it is asked for again; also the longest that a lost notice delays anything. */
const LOOK_MS = 1_400;
/** How often a place in the queue is told, at most. */
const PLACE_MS = 1_000;
/** A right that cannot be confirmed for so long counts as lost. */
const UNCONFIRMED_MS = 30_000;

interface Watch {
  generation: Pick<GenerationRow, 'id' | 'canvasId' | 'status'>;
  userId: string;
  after: number;
}

/** An event of the generation, or its place in the queue, which is told only to who watches and has no number. */
export type FollowedEvent = StoredEvent | (Extract<GenerationEvent, { name: 'queue' }> & { seq: null });

/**
 * A generation's events after one, in order, until its last: first those that are there, then each as soon as it is
 * committed by any replica, and its place while it waits. Ends early when the generation is deleted; throws `forbidden`
 * or `not-found` when the person may no longer generate on the canvas.
 */
export async function* followEvents(
  ctx: Pick<Context, 'pool' | 'feed' | 'places' | 'rights'>,
  { generation, userId, after }: Watch,
  signal: AbortSignal,
): AsyncGenerator<FollowedEvent[]> {
  const { id, canvasId } = generation;
  const subscription = ctx.feed.subscribe(id);
  let seq = after;
  let mayHaveMore = true;
  let isWaiting = generation.status === 'queued';
  let place: number | null = null;
  let lookedAt = Date.now();
  let confirmedAt = lookedAt;
  try {
    while (!signal.aborted) {
      const from = seq;
      const events: StoredEvent[] = mayHaveMore
        ? await retryWhileAway(() => listEventsAfter(ctx.pool, id, from, BATCH), signal)
        : [];
      const last = events.at(-1);
      if (last) {
        isWaiting = false;
        yield events;
        seq = last.seq;
        if (last.name === 'done' || last.name === 'error') return;
      }
      if (isWaiting) {
        const now = await ctx.places.placeOf(id);
        if (now !== null && now !== place) yield [{ seq: null, name: 'queue', data: { position: now } }];
        place = now ?? place;
      }
      // what comes meanwhile does not put the next look off
      const untilLook = Math.max(0, lookedAt + LOOK_MS - Date.now());
      const wait = isWaiting ? Math.min(PLACE_MS, untilLook) : untilLook;
      mayHaveMore = events.length === BATCH || (await subscription.next(wait, signal));
      if (signal.aborted || Date.now() - lookedAt < LOOK_MS) continue;
      lookedAt = Date.now();
      const standing = await retryWhileAway(() => findStanding(ctx.pool, id), signal);
      if (!standing || (standing.hasEnded && standing.lastSeq <= seq)) return;
      isWaiting = standing.isWaiting;
      mayHaveMore ||= standing.lastSeq > seq;
      const allowedAt = await findAllowedAt();
      // who was allowed a moment ago, by the answer to another stream, is asked for the sooner
      if (allowedAt !== null) lookedAt = confirmedAt = allowedAt;
      else if (Date.now() - confirmedAt > UNCONFIRMED_MS) return;
    }
  } finally {
    subscription.close();
  }

  /** Null when group-service cannot say. */
  async function findAllowedAt(): Promise<number | null> {
    try {
      return await ctx.rights.confirm(canvasId, userId);
    } catch (error) {
      const { code } = asAppError(error);
      if (code === 'forbidden' || code === 'not-found') throw error;
      return null;
    }
  }
}
