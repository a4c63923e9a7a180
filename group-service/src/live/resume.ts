import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';
import type { Turns } from '../domain/turns.ts';
import { findHead, listTail } from '../sql/edits.ts';
import type { Connection } from './connection.ts';
import { encodeEdits } from './frames.ts';
import type { LiveLimits } from './limits.ts';
import type { Room } from './room.ts';

interface Log {
  pool: Pool;
  log: Logger;
  limits: LiveLimits;
  /** Pages are read in turns: a crowd that comes back together leaves connections to those who edit. */
  inTurn: Turns;
}

const RETRIES_MS = [100, 400, 1_000];

/**
 * Sends the edits after a revision up to what the room has sent to all by now, a page at a time and no faster than
 * they are read. Who is too far behind, ahead of the log, or was not there yet, is told to read the canvas again. Resolves with the
 * number of edits sent; rejects when the database stays away.
 */
export async function sendTail(
  { pool, log, limits, inTurn }: Log,
  room: Room,
  connection: Connection,
  after: number,
): Promise<number> {
  const upTo = room.taken;
  if (after < connection.since || (await isLost(after, upTo))) {
    connection.send({ type: 'reload', revision: upTo });
    return 0;
  }
  let at = after;
  while (at < upTo && connection.isOpen) {
    const edits = await page(at);
    const last = edits.at(-1);
    if (!last) break; // deleted meanwhile
    connection.write(encodeEdits(edits));
    at = last.revision;
    await connection.drained();
  }
  return Math.max(0, at - after);

  /** What lies ahead of the room may be in the log already; what lies ahead of the log was never committed. */
  async function isLost(after: number, upTo: number): Promise<boolean> {
    if (after <= upTo) return upTo - after > limits.resumeEdits;
    return after > ((await tryAgain(log, () => findHead(pool, room.canvasId))) ?? 0);
  }

  function page(after: number): Promise<LoggedEdit[]> {
    const read = (): Promise<LoggedEdit[]> =>
      listTail(pool, room.canvasId, after, upTo, limits.resumePageEdits);
    return tryAgain(log, () => inTurn(room.canvasId, read));
  }
}

async function tryAgain<T>(log: Logger, read: () => Promise<T>): Promise<T> {
  for (const pause of RETRIES_MS) {
    try {
      return await read();
    } catch (err) {
      log.warn({ err }, 'the log of a canvas could not be read, trying again');
      await delay(pause);
    }
  }
  return read();
}
