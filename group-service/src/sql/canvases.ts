import type { Language } from '@aibmc/common/canvas/blocks';
import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
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

export function toCanvas<R>(row: CanvasRow<R>) {
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

/** The columns of a row, of canvases `c`. */
export const CANVAS_FIELDS =
  'c.id, c.title, c.idea, c.language, c.revision, c.group_id, c.note_count, c.created_at, c.updated_at';

export async function findCanvasFor(db: Db, canvasId: string, userId: string): Promise<CanvasFor | null> {
  const { rows } = await db.query<CanvasRow<Role | null>>({
    name: 'find-canvas',
    text: `
      SELECT ${CANVAS_FIELDS}, g.name AS group_name,
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

/** Keeps a canvas where it is, and out of the trash, until the transaction ends; edits go on. */
export async function holdCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query('SELECT FROM canvases WHERE id = $1 FOR KEY SHARE', [canvasId]);
}

/** Locks a group's canvases by id, the order in which edits lock theirs; those that went into the trash with it too. */
export async function lockCanvasesOfGroup(db: Db, groupId: string): Promise<void> {
  await db.query(
    `SELECT FROM canvases WHERE group_id = $1 OR (trashed_group_id = $1 AND trashed_with_group)
     ORDER BY id FOR UPDATE`,
    [groupId],
  );
}
