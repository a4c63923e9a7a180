import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { deleteMute, findMuteFor, insertMute } from '../sql/mutes.ts';
import { requireAction } from './access.ts';
import { requirePerson } from './people.ts';

/** Whether somebody muted a canvas that they may see. Throws `not-found`. */
export async function isMutedFor(db: Db, canvasId: string, userId: string): Promise<boolean> {
  return requireAction(await findMuteFor(db, canvasId, userId), 'canvas.read', 'canvas').isMuted;
}

/** Has somebody told nothing of a canvas, or again. Throws `not-found`. */
export async function changeMute(
  pool: Pool,
  canvasId: string,
  userId: string,
  isMuted: boolean,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await requirePerson(tx, userId);
    await isMutedFor(tx, canvasId, userId);
    await (isMuted ? insertMute : deleteMute)(tx, canvasId, userId);
  });
}
