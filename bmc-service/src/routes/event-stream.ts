import { once } from 'node:events';
import { encodeEvents, openEventStream } from '@aibmc/common/event-stream';
import type { Response } from 'express';
import type { Context } from '../context.ts';
import { followEvents } from '../domain/follow-events.ts';
import type { GenerationRow } from '../sql/generations.ts';

/** A client that takes nothing for so long is let go; it can come back with its Last-Event-ID. */
const STUCK_MS = 30_000;

interface Watcher {
  userId: string;
  sessionId: string;
  /** The last event that the client has. */
  after: number;
}

/**
 * Answers with a generation's events as text/event-stream, until its last. Where the client has them all already it
 * answers 204, which tells an EventSource not to come back. Throws where too many streams are open.
 */
export async function streamEvents(
  ctx: Context,
  res: Response,
  generation: GenerationRow,
  { userId, sessionId, after }: Watcher,
): Promise<void> {
  if (generation.finishedAt !== null && generation.lastSeq <= after) {
    res.status(204).set('cache-control', 'no-store').end();
    return;
  }
  const closeStream = ctx.streams.open(userId);
  const left = new AbortController();
  res.on('close', () => {
    left.abort();
  });
  // it may have left while its right was asked for
  if (res.closed) left.abort();
  const signal = AbortSignal.any([left.signal, ctx.stopping.signal]);
  const forgetSession = ctx.endedSessions.onEnd(sessionId, () => {
    left.abort();
  });
  const endHeartbeat = openEventStream(res);
  try {
    for await (const events of followEvents(ctx, { generation, userId, after }, signal)) {
      if (res.write(encodeEvents(events.map(({ seq: id, name, data }) => ({ id, name, data }))))) continue;
      // nothing more is read from the table before the client has taken this
      await once(res, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(STUCK_MS)]) });
    }
  } catch (error) {
    // the headers are out: the stream ends, and a client that comes back is told why
    if (!signal.aborted)
      ctx.log.info({ err: error, generationId: generation.id }, 'event stream ended early');
  } finally {
    endHeartbeat();
    forgetSession();
    closeStream();
    if (res.writableNeedDrain) res.destroy();
    else res.end();
  }
}
