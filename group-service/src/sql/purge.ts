import { TRASH_DAYS } from '@aibmc/common/contract/groups';
import type { Db } from '@aibmc/common/transaction';

/** An hour more than who restores has: nobody is in the middle of it when it begins to go. */
const IS_DUE = `deleted_at < now() - interval '${TRASH_DAYS} days 1 hour'`;

/** Canvases whose time in the trash is over, those that were deleted first. */
export async function listDueCanvases(db: Db, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'list-due-canvases',
    text: `SELECT id FROM canvases WHERE ${IS_DUE} ORDER BY deleted_at LIMIT $1`,
    values: [limit],
  });
  return rows.map(({ id }) => id);
}

/** Deletes edits of a canvas whose time in the trash is over, so many at most; how many there were. */
export async function deleteEditsOfDue(db: Db, canvasId: string, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-edits-of-due',
    text: `
      DELETE FROM edits
      WHERE canvas_id = $1 AND revision <= (SELECT min(revision) FROM edits WHERE canvas_id = $1) + $2 - 1
        AND EXISTS (SELECT FROM canvases WHERE id = $1 AND ${IS_DUE})`,
    values: [canvasId, limit],
  });
  return rowCount ?? 0;
}

/** Deletes a canvas whose time in the trash is over, with what is written down of it alone. */
export async function deleteDueCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query({
    name: 'delete-due-canvas',
    text: `
      WITH gone AS (DELETE FROM canvases WHERE id = $1 AND ${IS_DUE} RETURNING id)
      DELETE FROM activity USING gone WHERE canvas_id = gone.id AND group_id IS NULL`,
    values: [canvasId],
  });
}

/** Deletes groups whose time in the trash is over, once their canvases are gone; how many. */
export async function deleteDueGroups(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-due-groups',
    text: `
      DELETE FROM groups WHERE id IN (
        SELECT id FROM groups g
        WHERE ${IS_DUE} AND NOT EXISTS (SELECT FROM canvases WHERE trashed_group_id = g.id)
        ORDER BY deleted_at LIMIT $1)`,
    values: [limit],
  });
  return rowCount ?? 0;
}

/** Deletes what happened before an id, so many at most; how many there were. */
export async function deleteActivityBefore(db: Db, id: string, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-activity',
    text: 'DELETE FROM activity WHERE id IN (SELECT id FROM activity WHERE id < $1 ORDER BY id LIMIT $2)',
    values: [id, limit],
  });
  return rowCount ?? 0;
}

/** Deletes counters of limits whose time is over. */
export async function deleteExpiredLimits(db: Db): Promise<void> {
  await db.query('DELETE FROM rate_limits WHERE expire < extract(epoch FROM now()) * 1000');
}
