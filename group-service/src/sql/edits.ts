import type { Edit } from '@aibmc/common/canvas/edits';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

interface LogRow {
  role: Role | null;
  head: number;
  revision: number | null;
  author: string;
  origin: 'human' | 'ai';
  at: Date;
  edit: Edit;
}

export interface LogPage {
  role: Role | null;
  /** The revision that the canvas has reached, which may be behind the last edit of the page. */
  revision: number;
  edits: LoggedEdit[];
}

/** The log of a canvas after a revision, oldest first, with the role of who asks (null: an outsider). */
export async function listEditsFor(
  db: Db,
  canvasId: string,
  userId: string,
  after: number,
  limit: number,
): Promise<LogPage | null> {
  const { rows } = await db.query<LogRow>({
    name: 'list-edits',
    text: `
      SELECT ${roleOf('$2')} AS role, c.revision AS head,
             e.revision, e.author, e.origin, e.at, e.edit
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN LATERAL (
        SELECT * FROM edits
        WHERE canvas_id = c.id AND revision > $3 AND ${roleOf('$2')} IS NOT NULL
        ORDER BY revision LIMIT $4) e ON true
      WHERE c.id = $1
      ORDER BY e.revision`,
    values: [canvasId, userId, after, limit],
  });
  return toLogPage(rows);
}

/**
 * The end of the log of a canvas before a revision, oldest first, with the role of who asks (null: an outsider).
 * Revisions have no gaps, so that it is known where the page begins.
 */
export async function listEditsBeforeFor(
  db: Db,
  canvasId: string,
  userId: string,
  before: number,
  limit: number,
): Promise<LogPage | null> {
  const { rows } = await db.query<LogRow>({
    name: 'list-edits-before',
    text: `
      SELECT ${roleOf('$2')} AS role, c.revision AS head,
             e.revision, e.author, e.origin, e.at, e.edit
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN LATERAL (
        SELECT * FROM edits
        WHERE canvas_id = c.id AND revision < $3 AND revision >= least($3, c.revision + 1) - $4::int
          AND ${roleOf('$2')} IS NOT NULL) e ON true
      WHERE c.id = $1
      ORDER BY e.revision`,
    values: [canvasId, userId, before, limit],
  });
  return toLogPage(rows);
}

export interface RevisionOf {
  role: Role | null;
  /** The revision that the canvas has reached. */
  head: number;
  /** Time and author of the edit that made the revision, or of the canvas; null where it is not known. */
  at: Date | null;
  author: string | null;
}

/** When and by whom a revision was made, with the role of who asks (null: an outsider). */
export async function findRevisionFor(
  db: Db,
  canvasId: string,
  userId: string,
  revision: number,
): Promise<RevisionOf | null> {
  const { rows } = await db.query<RevisionOf>({
    name: 'find-revision',
    text: `
      SELECT ${roleOf('$2')} AS role, c.revision AS head,
             CASE WHEN $3 = 0 THEN c.created_at ELSE e.at END AS at,
             CASE WHEN $3 = 0 THEN c.owner_id ELSE e.author END AS author
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN edits e ON e.canvas_id = c.id AND e.revision = $3
      WHERE c.id = $1`,
    values: [canvasId, userId, revision],
  });
  return rows[0] ?? null;
}

function toLogPage(rows: LogRow[]): LogPage | null {
  const [first] = rows;
  return first ? { role: first.role, revision: first.head, edits: rows.flatMap(toLoggedEdit) } : null;
}

/** None for the row that stands for a canvas without edits after the revision. */
function toLoggedEdit({ revision, author, origin, at, edit }: LogRow): LoggedEdit[] {
  return revision === null ? [] : [{ ...edit, revision, author, origin, at: at.toISOString() }];
}

/** Edits of a canvas after a revision and up to another, oldest first, for those who may see them. */
export async function listTail(
  db: Db,
  canvasId: string,
  after: number,
  upTo: number,
  limit: number,
): Promise<LoggedEdit[]> {
  const { rows } = await db.query<LogRow>({
    name: 'list-tail',
    text: `
      SELECT revision, author, origin, at, edit FROM edits
      WHERE canvas_id = $1 AND revision > $2 AND revision <= $3
      ORDER BY revision LIMIT $4`,
    values: [canvasId, after, upTo, limit],
  });
  return rows.flatMap(toLoggedEdit);
}

/** The revision that a canvas has reached, or null. */
export async function findHead(db: Db, canvasId: string): Promise<number | null> {
  const { rows } = await db.query<{ revision: number }>({
    name: 'find-head',
    text: 'SELECT revision FROM canvases WHERE id = $1',
    values: [canvasId],
  });
  return rows[0]?.revision ?? null;
}
