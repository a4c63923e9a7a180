import type { Pool } from 'pg';
import { clearDeletedComments } from '../sql/comments.ts';
import { deleteNotificationsOfForgotten, deleteOldNotifications } from '../sql/notifications.ts';

const NOTIFICATION_DAYS = 90;
/** The place of a deleted comment is kept for who comes back after a while with an answer to it. */
const DELETED_DAYS = 30;
/** Longer than no purge runs. */
const FORGOTTEN_DAYS = 7;

/** Clears away what nobody looks at any more, in statements of so many rows. */
export async function clearTalk(pool: Pool, rows: number, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await deleteOldNotifications(pool, NOTIFICATION_DAYS, rows)) === rows);
  await deleteNotificationsOfForgotten(pool, FORGOTTEN_DAYS);
  while (!signal?.aborted && (await clearDeletedComments(pool, DELETED_DAYS, rows)) === rows);
}
