import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';
import { deleteOldRejected } from '../sql/suggestions.ts';
import { insertQuietVersions } from '../sql/versions.ts';
import type { Replay } from './replay.ts';

/** Milliseconds without an edit after which a canvas is at rest. */
const QUIET_MS = 5 * 60_000;
const EVERY_MS = 30_000;
/** Canvases whose versions are made by one statement. */
const BATCH = 50;
/** Rejected suggestions that a canvas keeps. */
const REJECTED_KEPT = 200;

export interface QuietContext {
  pool: Pool;
  replay: Replay;
  log: Logger;
}

/**
 * Makes versions of canvases that have come to rest, and then the checkpoints that lead up to them; clears away what
 * is too long ago of their rejected suggestions. How many versions.
 */
export async function makeQuietVersions(
  { pool, replay, log }: QuietContext,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const quietSince = new Date(now.getTime() - QUIET_MS);
  let count = 0;
  for (;;) {
    const made = await insertQuietVersions(pool, quietSince, BATCH);
    count += made.length;
    if (made.length > 0) {
      const canvasIds = made.map(({ canvasId }) => canvasId);
      await deleteOldRejected(pool, canvasIds, REJECTED_KEPT);
    }
    for (const { canvasId, revision } of made) {
      if (signal?.aborted) return count;
      // a view of the canvas would make them too, later
      await replay.keepUp(canvasId, revision, signal).catch((err: unknown) => {
        log.info({ err, canvasId }, 'checkpoints were not made');
      });
    }
    if (made.length < BATCH || signal?.aborted) return count;
  }
}

/** Makes them all the time, in every replica alike. What it returns ends it, once the work at hand is done. */
export function startQuietVersions(
  ctx: QuietContext,
  everyMs = EVERY_MS,
  now = () => new Date(),
): () => Promise<void> {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    await makeQuietVersions(ctx, now(), stopping.signal).catch((err: unknown) => {
      ctx.log.warn({ err }, 'quiet versions were not made, trying again later');
    });
    isRunning = false;
  }

  const timer = setInterval(() => {
    if (!isRunning) running = run();
  }, everyMs);
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}
