import { firstIdAt } from '@aibmc/common/ids';
import type { Logger } from '@aibmc/common/logger';
import { repeat } from '@aibmc/common/repeat';
import type { Db } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { deleteEndedGuests } from '../sql/guests.ts';
import { deleteOldInvitations } from '../sql/invitations.ts';
import {
  deleteActivityBefore,
  deleteDueCanvas,
  deleteDueGroups,
  deleteEditsOfDue,
  deleteExpiredLimits,
  listDueCanvases,
} from '../sql/purge.ts';
import { deleteEndedLinks } from '../sql/share-links.ts';
import { clearTalk } from './clear-talk.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long it is kept what happened in a group. */
const ACTIVITY_MS = 400 * DAY;
/** Rows that one statement deletes at most: short enough for those who write meanwhile. */
const ROWS = 5_000;
const CANVASES = 20;
const GROUPS = 20;

/**
 * Removes for good what was in the trash for as long as it is kept, what happened too long ago, and invitations,
 * share links, passes and counters that are over; in small steps, any number of replicas at once.
 */
export async function purge(pool: Pool, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const due = await listDueCanvases(pool, CANVASES);
    await purgeCanvases(pool, due, signal);
    if (due.length < CANVASES) break;
  }
  while (!signal?.aborted && (await deleteDueGroups(pool, GROUPS)) === GROUPS);
  const oldest = firstIdAt(Date.now() - ACTIVITY_MS);
  while (!signal?.aborted && (await deleteActivityBefore(pool, oldest, ROWS)) === ROWS);
  while (!signal?.aborted && (await deleteEndedGuests(pool, ROWS)) === ROWS);
  await deleteEndedLinks(pool);
  while (!signal?.aborted && (await deleteOldInvitations(pool, ROWS)) === ROWS);
  await clearTalk(pool, ROWS, signal);
  await deleteExpiredLimits(pool);
}

/** Removes those of these canvases whose time in the trash is over: their logs piece by piece, then they themselves. */
export async function purgeCanvases(
  db: Db,
  canvasIds: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const id of canvasIds) {
    while (!signal?.aborted && (await deleteEditsOfDue(db, id, ROWS)) > 0);
    if (signal?.aborted) return;
    await deleteDueCanvas(db, id);
  }
}

/** Does so every ten minutes. What it returns ends it, once the step at hand is done. */
export function startPurge({ pool, log }: { pool: Pool; log: Logger }): () => Promise<void> {
  const stopping = new AbortController();
  const job = repeat(log, { name: 'purge', everyMs: 10 * MINUTE, job: () => purge(pool, stopping.signal) });
  return async () => {
    stopping.abort();
    await job.stop();
  };
}
