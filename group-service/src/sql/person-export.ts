import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

export interface Membership {
  groupId: string;
  name: string;
  description: string;
  role: Role;
  joinedAt: Date;
}

/** The groups that a person is in. */
export async function listMemberships(db: Db, userId: string): Promise<Membership[]> {
  const { rows } = await db.query<Membership>({
    name: 'list-memberships',
    text: `
      SELECT m.group_id AS "groupId", g.name, g.description, m.role, m.joined_at AS "joinedAt"
      FROM members m JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
      WHERE m.user_id = $1 ORDER BY m.group_id`,
    values: [userId],
  });
  return rows;
}

/** Ids of a person's own canvases, those in the trash too, after one. */
export async function listCanvasIdsOf(
  db: Db,
  userId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'list-canvas-ids-of',
    text: `
      SELECT id FROM canvases
      WHERE (owner_id = $1 OR trashed_owner_id = $1) AND ($2::uuid IS NULL OR id > $2)
      ORDER BY id LIMIT $3`,
    values: [userId, after, limit],
  });
  return rows.map(({ id }) => id);
}

export interface OwnNote {
  canvasId: string;
  canvasTitle: string;
  id: string;
  block: string;
  text: string;
  details: string | null;
  origin: 'human' | 'ai';
}

/** Notes that a person wrote on the canvases of a group that they are in, after one; by canvas and id. */
export async function listNotesBy(
  db: Db,
  { userId, groupId }: { userId: string; groupId: string },
  after: OwnNote | null,
  limit: number,
): Promise<OwnNote[]> {
  const first = '00000000-0000-0000-0000-000000000000';
  const { rows } = await db.query<OwnNote>({
    name: 'list-notes-by',
    text: `
      SELECT c.id AS "canvasId", c.title AS "canvasTitle", n.id, n.block, n.text, n.details, n.origin
      FROM members m
      JOIN canvases c ON c.group_id = m.group_id AND c.id >= $3
      JOIN notes n ON n.canvas_id = c.id AND n.author = $1
      WHERE m.user_id = $1 AND m.group_id = $2 AND (c.id, n.id) > ($3::uuid, $4::uuid)
      ORDER BY c.id, n.id LIMIT $5`,
    values: [userId, groupId, after?.canvasId ?? first, after?.id ?? first, limit],
  });
  return rows;
}

export interface OwnActivity {
  id: string;
  at: Date;
  kind: string;
  groupId: string;
  canvasTitle: string | null;
}

/** What a person did in a group, after something; oldest first. */
export async function listActivityBy(
  db: Db,
  { userId, groupId }: { userId: string; groupId: string },
  after: OwnActivity | null,
  limit: number,
): Promise<OwnActivity[]> {
  const { rows } = await db.query<OwnActivity>({
    name: 'list-activity-by',
    text: `
      SELECT id, at, kind, group_id AS "groupId", canvas_title AS "canvasTitle"
      FROM activity
      WHERE group_id = $2 AND actor = $1 AND ($3::uuid IS NULL OR id > $3)
      ORDER BY id LIMIT $4`,
    values: [userId, groupId, after?.id ?? null, limit],
  });
  return rows;
}
