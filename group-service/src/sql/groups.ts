import type { Group } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

/** A group as one person sees it; an outsider's role is null. */
export type GroupFor = Omit<Group, 'role'> & { role: Role | null };

interface GroupRow<R> {
  id: string;
  name: string;
  description: string;
  role: R;
  member_count: number;
  canvas_count: number;
  created_at: Date;
}

function toGroup<R>(row: GroupRow<R>) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    role: row.role,
    memberCount: row.member_count,
    canvasCount: row.canvas_count,
    createdAt: row.created_at.toISOString(),
  };
}

const FIELDS = `g.id, g.name, g.description, g.created_at, m.role,
        (SELECT count(*)::int FROM members WHERE group_id = g.id) AS member_count,
        (SELECT count(*)::int FROM canvases WHERE group_id = g.id) AS canvas_count`;

/** A person's groups before an id, newest first. */
export async function listGroupsOf(
  db: Db,
  userId: string,
  beforeId: string | null,
  limit: number,
): Promise<Group[]> {
  const { rows } = await db.query<GroupRow<Role>>({
    name: 'list-groups',
    text: `
      SELECT ${FIELDS}
      FROM members m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
      WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.group_id < $2)
      ORDER BY m.group_id DESC LIMIT $3`,
    values: [userId, beforeId, limit],
  });
  return rows.map(toGroup);
}

export async function findGroupFor(db: Db, groupId: string, userId: string): Promise<GroupFor | null> {
  const { rows } = await db.query<GroupRow<Role | null>>({
    name: 'find-group',
    text: `
      SELECT ${FIELDS}
      FROM groups g LEFT JOIN members m ON m.group_id = g.id AND m.user_id = $2
      WHERE g.id = $1 AND g.deleted_at IS NULL`,
    values: [groupId, userId],
  });
  return rows[0] ? toGroup(rows[0]) : null;
}

/** What its owners say of a group. */
export interface GroupTexts {
  name: string;
  description: string;
}

/** A new group with its first owner. */
export async function insertGroup(db: Db, id: string, texts: GroupTexts, ownerId: string): Promise<void> {
  await db.query(
    `WITH made AS (INSERT INTO groups (id, name, description) VALUES ($1, $2, $3) RETURNING id)
     INSERT INTO members (group_id, user_id, role) SELECT id, $4, 'owner' FROM made`,
    [id, texts.name, texts.description, ownerId],
  );
}

export async function updateGroupTexts(db: Db, groupId: string, texts: GroupTexts): Promise<void> {
  await db.query('UPDATE groups SET name = $2, description = $3 WHERE id = $1', [
    groupId,
    texts.name,
    texts.description,
  ]);
}

/**
 * Locks a group, so that its members and owners change one after the other; false where there is none. Not as for its
 * deletion (`FOR UPDATE`): what is written down of it refers to it, which nobody shall wait for who has locked a
 * canvas of it, since canvases are locked after groups.
 */
export async function lockGroup(db: Db, groupId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'SELECT FROM groups WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE',
    [groupId],
  );
  return rowCount === 1;
}

/** Keeps a group from being deleted until the transaction ends; false where there is none. */
export async function holdGroup(db: Db, groupId: string): Promise<boolean> {
  const { rowCount } = await db.query('SELECT FROM groups WHERE id = $1 AND deleted_at IS NULL FOR SHARE', [
    groupId,
  ]);
  return rowCount === 1;
}
