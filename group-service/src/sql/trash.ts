import type { TrashedCanvas } from '@aibmc/common/contract/canvases';
import { TRASH_DAYS, type TrashedGroup } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import type { TimePosition } from '../domain/positions.ts';

const KEPT = `interval '${TRASH_DAYS} days'`;

/** That what was deleted at `deletedAt` (SQL) can still be restored. */
function isKept(deletedAt: string): string {
  return `${deletedAt} > now() - ${KEPT}`;
}

/** Puts a group into the trash, and with it its canvases, whose watchers are told. */
export async function trashGroup(db: Db, groupId: string, actorId: string): Promise<void> {
  await db.query(
    `WITH trashed AS (
       UPDATE groups SET deleted_at = now(), deleted_by = $2 WHERE id = $1
     ), canvases_with_it AS (
       UPDATE canvases
       SET deleted_at = now(), deleted_by = $2, trashed_group_id = group_id, trashed_with_group = true, group_id = NULL
       WHERE group_id = $1 RETURNING id
     )
     SELECT pg_notify('canvas_access', json_build_object('canvasId', id)::text) FROM canvases_with_it`,
    [groupId, actorId],
  );
}

/** Brings a group back, with the canvases that went with it. */
export async function untrashGroup(db: Db, groupId: string): Promise<void> {
  await db.query(
    `WITH restored AS (
       UPDATE groups SET deleted_at = NULL, deleted_by = NULL WHERE id = $1
     )
     UPDATE canvases
     SET deleted_at = NULL, deleted_by = NULL, group_id = trashed_group_id, trashed_group_id = NULL,
         trashed_with_group = false
     WHERE trashed_group_id = $1 AND trashed_with_group`,
    [groupId],
  );
}

/** Locks a group in the trash that can still be restored; false where there is none. */
export async function lockTrashedGroup(db: Db, groupId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT FROM groups WHERE id = $1 AND ${isKept('deleted_at')} FOR NO KEY UPDATE`,
    [groupId],
  );
  return rowCount === 1;
}

interface TrashedRow {
  id: string;
  deleted_at: Date;
  deleted_by: string;
  gone_at: Date;
}

function toTrashed(row: TrashedRow) {
  return {
    id: row.id,
    deletedAt: row.deleted_at.toISOString(),
    deletedBy: row.deleted_by,
    goneAt: row.gone_at.toISOString(),
  };
}

/** Groups in the trash that a person may restore, before a position, deleted last first. */
export async function listTrashedGroupsFor(
  db: Db,
  userId: string,
  before: TimePosition | null,
  limit: number,
): Promise<TrashedGroup[]> {
  const { rows } = await db.query<TrashedRow & { name: string; canvas_count: number }>({
    name: 'list-trashed-groups',
    text: `
      SELECT g.id, g.name, g.deleted_at, p.name AS deleted_by, g.deleted_at + ${KEPT} AS gone_at,
        (SELECT count(*)::int FROM canvases
         WHERE trashed_group_id = g.id AND trashed_with_group) AS canvas_count
      FROM members m
      JOIN groups g ON g.id = m.group_id AND ${isKept('g.deleted_at')}
      JOIN people p ON p.id = g.deleted_by
      WHERE m.user_id = $1 AND m.role = 'owner'
        AND ($2::timestamptz IS NULL OR (g.deleted_at, g.id) < ($2::timestamptz, $3::uuid))
      ORDER BY g.deleted_at DESC, g.id DESC LIMIT $4`,
    values: [userId, before?.time ?? null, before?.id ?? null, limit],
  });
  return rows.map((row) => ({ ...toTrashed(row), name: row.name, canvasCount: row.canvas_count }));
}

/** Puts a canvas into the trash. */
export async function trashCanvas(db: Db, canvasId: string, actorId: string): Promise<void> {
  await db.query(
    `UPDATE canvases
     SET deleted_at = now(), deleted_by = $2, trashed_group_id = group_id, trashed_owner_id = owner_id,
         group_id = NULL, owner_id = NULL
     WHERE id = $1`,
    [canvasId, actorId],
  );
}

/** Brings a canvas back to where it was. */
export async function untrashCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query(
    `UPDATE canvases
     SET deleted_at = NULL, deleted_by = NULL, group_id = trashed_group_id, owner_id = trashed_owner_id,
         trashed_group_id = NULL, trashed_owner_id = NULL
     WHERE id = $1`,
    [canvasId],
  );
}

/** The role of a person where a canvas in the trash was. */
const ROLE_THERE = `CASE WHEN c.trashed_owner_id = $2 THEN 'owner'::role ELSE m.role END`;

export interface CanvasInTrash {
  role: Role | null;
  title: string;
  groupId: string | null;
  isGroupInTrash: boolean;
}

/** A canvas in the trash that can still be restored, with the role that a person has where it was. */
export async function findTrashedCanvasFor(
  db: Db,
  canvasId: string,
  userId: string,
): Promise<CanvasInTrash | null> {
  const { rows } = await db.query<CanvasInTrash>({
    name: 'find-trashed-canvas',
    text: `
      SELECT ${ROLE_THERE} AS role, c.title, c.trashed_group_id AS "groupId",
             g.deleted_at IS NOT NULL AS "isGroupInTrash"
      FROM canvases c
      LEFT JOIN groups g ON g.id = c.trashed_group_id
      LEFT JOIN members m ON m.group_id = c.trashed_group_id AND m.user_id = $2
      WHERE c.id = $1 AND ${isKept('c.deleted_at')}`,
    values: [canvasId, userId],
  });
  return rows[0] ?? null;
}

interface TrashedCanvasRow extends TrashedRow {
  title: string;
  group_id: string | null;
  group_name: string | null;
  note_count: number;
}

const TRASHED_CANVAS = `c.id, c.title, c.trashed_group_id AS group_id, c.note_count, c.deleted_at, c.deleted_by AS deleter`;
const IS_BEFORE = `($2::timestamptz IS NULL OR (c.deleted_at, c.id) < ($2::timestamptz, $3::uuid))`;

/**
 * Canvases in the trash that a person may restore, before a position, deleted last first. Those of a group in the
 * trash come back with it, or after it.
 */
export async function listTrashedCanvasesFor(
  db: Db,
  userId: string,
  before: TimePosition | null,
  limit: number,
): Promise<TrashedCanvas[]> {
  const { rows } = await db.query<TrashedCanvasRow>({
    name: 'list-trashed-canvases',
    text: `
      SELECT c.*, p.name AS deleted_by, c.deleted_at + ${KEPT} AS gone_at
      FROM (
        (SELECT ${TRASHED_CANVAS}, NULL AS group_name
         FROM canvases c
         WHERE c.trashed_owner_id = $1 AND ${isKept('c.deleted_at')} AND ${IS_BEFORE}
         ORDER BY c.deleted_at DESC, c.id DESC LIMIT $4)
        UNION ALL
        (SELECT c.*, g.name
         FROM members m
         JOIN groups g ON g.id = m.group_id AND g.deleted_at IS NULL
         CROSS JOIN LATERAL (
           SELECT ${TRASHED_CANVAS}
           FROM canvases c
           WHERE c.trashed_group_id = m.group_id AND ${isKept('c.deleted_at')} AND ${IS_BEFORE}
           ORDER BY c.deleted_at DESC, c.id DESC LIMIT $4) c
         WHERE m.user_id = $1 AND m.role = 'owner')) c
      JOIN people p ON p.id = c.deleter
      ORDER BY c.deleted_at DESC, c.id DESC LIMIT $4`,
    values: [userId, before?.time ?? null, before?.id ?? null, limit],
  });
  return rows.map((row) => ({
    ...toTrashed(row),
    title: row.title,
    groupId: row.group_id,
    groupName: row.group_name,
    noteCount: row.note_count,
  }));
}
