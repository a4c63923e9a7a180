import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

/** A group that a person is in, and its strongest other member; of equals who joined first. */
export interface GroupToLeave {
  id: string;
  name: string;
  isInTrash: boolean;
  role: Role;
  heir: { id: string; name: string; role: Role } | null;
}

export async function listGroupsToLeave(db: Db, userId: string): Promise<GroupToLeave[]> {
  const { rows } = await db.query<GroupToLeave>({
    name: 'list-groups-to-leave',
    text: `
      SELECT g.id, g.name, g.deleted_at IS NOT NULL AS "isInTrash", m.role, heir.heir
      FROM members m
      JOIN groups g ON g.id = m.group_id
      LEFT JOIN LATERAL (
        SELECT json_build_object('id', p.id, 'name', p.name, 'role', other.role) AS heir
        FROM members other JOIN people p ON p.id = other.user_id
        WHERE other.group_id = m.group_id AND other.user_id <> $1
        ORDER BY other.role DESC, other.joined_at, other.user_id LIMIT 1) heir ON true
      WHERE m.user_id = $1
      ORDER BY g.id`,
    values: [userId],
  });
  return rows;
}

/** Canvases of a person alone, without those in the trash. */
export async function countCanvasesOf(db: Db, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-canvases-of',
    text: 'SELECT count(*)::int AS count FROM canvases WHERE owner_id = $1',
    values: [userId],
  });
  return rows[0]?.count ?? 0;
}

/** Locks every group that a person is in. */
export async function lockGroupsOf(db: Db, userId: string): Promise<void> {
  await db.query(
    `SELECT FROM groups WHERE id IN (SELECT group_id FROM members WHERE user_id = $1) ORDER BY id FOR NO KEY UPDATE`,
    [userId],
  );
}

/** That a canvas is of a person ($1) alone, or of one of some groups ($2); in the trash or not. */
const IS_THEIRS = `(owner_id = $1 OR trashed_owner_id = $1
       OR group_id = ANY ($2::uuid[]) OR trashed_group_id = ANY ($2::uuid[]))`;

/** Locks a person's own canvases and those of groups, by id, the order in which edits lock theirs. */
export async function lockCanvasesToRemove(
  db: Db,
  userId: string,
  groupIds: readonly string[],
): Promise<void> {
  await db.query(`SELECT FROM canvases WHERE ${IS_THEIRS} ORDER BY id FOR UPDATE`, [userId, groupIds]);
}

/**
 * Puts a person's own canvases and these groups with theirs where only the purge finds them: into the trash, since long
 * ago. Ids of the canvases.
 */
export async function abandon(db: Db, userId: string, groupIds: readonly string[]): Promise<string[]> {
  await db.query(
    'UPDATE groups SET deleted_at = to_timestamp(0), deleted_by = $1 WHERE id = ANY ($2::uuid[])',
    [userId, groupIds],
  );
  const { rows } = await db.query<{ id: string }>(
    `UPDATE canvases
     SET deleted_at = to_timestamp(0), deleted_by = $1,
         trashed_group_id = coalesce(trashed_group_id, group_id), group_id = NULL,
         trashed_owner_id = coalesce(trashed_owner_id, owner_id), owner_id = NULL
     WHERE ${IS_THEIRS} RETURNING id`,
    [userId, groupIds],
  );
  return rows.map(({ id }) => id);
}

/** Revokes the share links that a person made. Ids of the canvases that they were of. */
export async function deleteShareLinksBy(db: Db, userId: string): Promise<string[]> {
  const { rows } = await db.query<{ canvas_id: string }>(
    `DELETE FROM share_links WHERE id IN (
       SELECT id FROM share_links WHERE created_by = $1 ORDER BY id FOR UPDATE) RETURNING canvas_id`,
    [userId],
  );
  return [...new Set(rows.map((row) => row.canvas_id))];
}
