import type { Edit } from '@aibmc/common/canvas/edits';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

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
      SELECT CASE WHEN c.owner_id = $2 THEN 'owner'::role ELSE m.role END AS role, c.revision AS head,
             e.revision, e.author, e.origin, e.at, e.edit
      FROM canvases c
      LEFT JOIN members m ON m.group_id = c.group_id AND m.user_id = $2
      LEFT JOIN LATERAL (
        SELECT * FROM edits
        WHERE canvas_id = c.id AND revision > $3 AND (c.owner_id = $2 OR m.role IS NOT NULL)
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
      SELECT CASE WHEN c.owner_id = $2 THEN 'owner'::role ELSE m.role END AS role, c.revision AS head,
             e.revision, e.author, e.origin, e.at, e.edit
      FROM canvases c
      LEFT JOIN members m ON m.group_id = c.group_id AND m.user_id = $2
      LEFT JOIN LATERAL (
        SELECT * FROM edits
        WHERE canvas_id = c.id AND revision < $3 AND revision >= least($3, c.revision + 1) - $4::int
          AND (c.owner_id = $2 OR m.role IS NOT NULL)) e ON true
      WHERE c.id = $1
      ORDER BY e.revision`,
    values: [canvasId, userId, before, limit],
  });
  return toLogPage(rows);
}

function toLogPage(rows: LogRow[]): LogPage | null {
  const [first] = rows;
  return first ? { role: first.role, revision: first.head, edits: rows.flatMap(toLoggedEdit) } : null;
}

/** None for the row that stands for a canvas without edits after the revision. */
function toLoggedEdit({ revision, author, origin, at, edit }: LogRow): LoggedEdit[] {
  return revision === null ? [] : [{ ...edit, revision, author, origin, at: at.toISOString() }];
}
