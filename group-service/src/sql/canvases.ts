import type { Language } from '@aibmc/common/canvas/blocks';
import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import type { TimePosition } from '../domain/positions.ts';
import { joinRoles, roleOf } from './roles.ts';

/** A canvas as one person sees it; an outsider's role is null. */
export type CanvasFor = Omit<CanvasSummary, 'role'> & { role: Role | null };

export interface CanvasRow<R> {
  id: string;
  title: string;
  idea: string;
  language: Language;
  revision: number;
  group_id: string | null;
  group_name: string | null;
  note_count: number;
  created_at: Date;
  updated_at: Date;
  role: R;
}

function toCanvas<R>(row: CanvasRow<R>) {
  return { ...toCanvasFields(row), role: row.role, noteCount: row.note_count };
}

/** What every view of a canvas has. */
export function toCanvasFields(row: Omit<CanvasRow<unknown>, 'role'>) {
  return {
    id: row.id,
    title: row.title,
    kind: 'bmc' as const,
    idea: row.idea,
    language: row.language,
    revision: row.revision,
    groupId: row.group_id,
    groupName: row.group_name,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

const FIELDS =
  'c.id, c.title, c.idea, c.language, c.revision, c.group_id, c.note_count, c.created_at, c.updated_at';

/** Behind every place that a list can have. */
const BEGINNING: TimePosition = { time: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/**
 * Canvases that a person may see (of one group, if named) before a position, last changed first. Each group gives
 * no more rows than the page needs, in the order of its index.
 */
export async function listCanvasesFor(
  db: Db,
  userId: string,
  groupId: string | null,
  before: TimePosition | null,
  limit: number,
): Promise<CanvasSummary[]> {
  const { time, id } = before ?? BEGINNING;
  const { rows } = await db.query<CanvasRow<Role>>({
    name: 'list-canvases',
    text: `
      (SELECT ${FIELDS}, NULL AS group_name, 'owner'::role AS role
       FROM canvases c
       WHERE c.owner_id = $1 AND $2::uuid IS NULL AND (c.updated_at, c.id) < ($3::timestamptz, $4::uuid)
       ORDER BY c.updated_at DESC, c.id DESC LIMIT $5)
      UNION ALL
      (SELECT c.*, g.name, m.role
       FROM members m
       JOIN groups g ON g.id = m.group_id
       CROSS JOIN LATERAL (
         SELECT ${FIELDS} FROM canvases c
         WHERE c.group_id = m.group_id AND (c.updated_at, c.id) < ($3::timestamptz, $4::uuid)
         ORDER BY c.updated_at DESC, c.id DESC LIMIT $5) c
       WHERE m.user_id = $1 AND ($2::uuid IS NULL OR m.group_id = $2)
       ORDER BY c.updated_at DESC, c.id DESC LIMIT $5)
      ORDER BY updated_at DESC, id DESC LIMIT $5`,
    values: [userId, groupId, time, id, limit],
  });
  return rows.map(toCanvas);
}

export async function findCanvasFor(db: Db, canvasId: string, userId: string): Promise<CanvasFor | null> {
  const { rows } = await db.query<CanvasRow<Role | null>>({
    name: 'find-canvas',
    text: `
      SELECT ${FIELDS}, g.name AS group_name,
             ${roleOf('$2')} AS role
      FROM canvases c
      LEFT JOIN groups g ON g.id = c.group_id
      ${joinRoles('$2')}
      WHERE c.id = $1`,
    values: [canvasId, userId],
  });
  return rows[0] ? toCanvas(rows[0]) : null;
}

interface CanvasToInsert {
  id: string;
  groupId: string | null;
  ownerId: string | null;
  title: string;
  kind: 'bmc';
  idea: string;
  language: Language;
}

export async function insertCanvas(db: Db, given: CanvasToInsert): Promise<void> {
  await db.query(
    `INSERT INTO canvases (id, group_id, owner_id, title, kind, idea, language)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [given.id, given.groupId, given.ownerId, given.title, given.kind, given.idea, given.language],
  );
}

/** Locks a canvas, so that no edits come meanwhile. */
export async function lockCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query('SELECT FROM canvases WHERE id = $1 FOR UPDATE', [canvasId]);
}

/** Locks a group's canvases by id, the order in which edits lock theirs. */
export async function lockCanvasesOfGroup(db: Db, groupId: string): Promise<void> {
  await db.query('SELECT FROM canvases WHERE group_id = $1 ORDER BY id FOR UPDATE', [groupId]);
}

/** Locks a person's own canvases and those of groups that they are in alone, by id. */
export async function lockCanvasesOf(db: Db, userId: string): Promise<void> {
  await db.query(
    `SELECT FROM canvases
     WHERE owner_id = $1
        OR group_id IN (
          SELECT group_id FROM members m WHERE user_id = $1 AND NOT EXISTS (
            SELECT FROM members other WHERE other.group_id = m.group_id AND other.user_id <> $1))
     ORDER BY id FOR UPDATE`,
    [userId],
  );
}

export async function deleteCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query('DELETE FROM canvases WHERE id = $1', [canvasId]);
}

export async function deleteCanvasesOwnedBy(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM canvases WHERE owner_id = $1', [userId]);
}
