import type { Version } from '@aibmc/common/contract/history';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

interface VersionRow {
  revision: number;
  kind: Version['kind'];
  name: string | null;
  author: string | null;
  author_name: string | null;
  at: Date;
  note_count: number;
}

/** Versions of a canvas before a revision, newest first, with the role of who asks (null: an outsider). */
export async function listVersionsFor(
  db: Db,
  canvasId: string,
  userId: string,
  before: number | null,
  limit: number,
): Promise<{ role: Role | null; versions: Version[] } | null> {
  const { rows } = await db.query<
    Omit<VersionRow, 'revision'> & { role: Role | null; revision: number | null }
  >({
    name: 'list-versions',
    text: `
      SELECT ${roleOf('$2')} AS role, v.*,
             nullif(p.name, '') AS author_name
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN LATERAL (
        SELECT * FROM versions
        WHERE canvas_id = c.id AND ($3::int IS NULL OR revision < $3) AND ${roleOf('$2')} IS NOT NULL
        ORDER BY revision DESC LIMIT $4) v ON true
      LEFT JOIN people p ON p.id = v.author
      WHERE c.id = $1
      ORDER BY v.revision DESC`,
    values: [canvasId, userId, before, limit],
  });
  const [first] = rows;
  if (!first) return null;
  const versions = rows.flatMap(({ revision, ...row }) =>
    revision === null ? [] : [toVersion({ revision, ...row })],
  );
  return { role: first.role, versions };
}

interface VersionToSave {
  canvasId: string;
  revision: number;
  kind: Exclude<Version['kind'], 'quiet'>;
  name?: string;
  author: string;
  noteCount: number;
}

/**
 * Saves a version; null where the canvas is gone. Of a revision that is a version already, only a name is taken. The
 * canvas is locked first, as everything here does it that writes to both.
 */
export async function saveVersion(db: Db, version: VersionToSave): Promise<Version | null> {
  const { canvasId, revision, kind, name = null, author, noteCount } = version;
  const { rows } = await db.query<VersionRow>({
    name: 'save-version',
    text: `
      WITH marked AS (
        UPDATE canvases SET versioned_revision = greatest(versioned_revision, $2) WHERE id = $1
        RETURNING id, created_at
      ), saved AS (
        INSERT INTO versions (canvas_id, revision, kind, name, author, at, note_count)
        SELECT m.id, $2, $3, $4, $5, coalesce(e.at, m.created_at), $6
        FROM marked m
        LEFT JOIN edits e ON e.canvas_id = m.id AND e.revision = $2
        ON CONFLICT (canvas_id, revision) DO UPDATE SET
          kind = CASE WHEN excluded.name IS NULL THEN versions.kind ELSE excluded.kind END,
          name = coalesce(excluded.name, versions.name),
          author = CASE WHEN excluded.name IS NULL THEN versions.author ELSE excluded.author END
        RETURNING *
      )
      SELECT s.*, nullif(p.name, '') AS author_name FROM saved s LEFT JOIN people p ON p.id = s.author`,
    values: [canvasId, revision, kind, name, author, noteCount],
  });
  return rows[0] ? toVersion(rows[0]) : null;
}

/** How many revisions of a canvas have a name, beside one. */
export async function countNamedVersions(db: Db, canvasId: string, besides: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-named-versions',
    text: `
      SELECT count(*)::int AS count FROM versions
      WHERE canvas_id = $1 AND kind = 'named' AND revision <> $2`,
    values: [canvasId, besides],
  });
  return rows[0]?.count ?? 0;
}

/** The revision that a canvas had when this cause first came, null where it has not come. */
export async function findCause(db: Db, canvasId: string, cause: string): Promise<number | null> {
  const { rows } = await db.query<{ revision: number }>({
    name: 'find-cause',
    text: 'SELECT revision FROM version_causes WHERE canvas_id = $1 AND cause = $2',
    values: [canvasId, cause],
  });
  return rows[0]?.revision ?? null;
}

/** Remembers at which revision a cause came; false where it had come before, or the canvas is gone. */
export async function insertCause(
  db: Db,
  canvasId: string,
  cause: string,
  revision: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'insert-cause',
    text: `
      INSERT INTO version_causes (canvas_id, cause, revision)
      SELECT id, $2, $3 FROM canvases WHERE id = $1
      ON CONFLICT (canvas_id, cause) DO NOTHING`,
    values: [canvasId, cause, revision],
  });
  return rowCount === 1;
}

/**
 * Makes versions of the heads of some canvases that have come to rest: at least 5 edits since the last version, and
 * none after the time given. Waits for no lock: who edits goes first. The canvases, with the revisions.
 */
export async function insertQuietVersions(
  db: Db,
  quietSince: Date,
  limit: number,
): Promise<{ canvasId: string; revision: number }[]> {
  const { rows } = await db.query<{ canvasId: string; revision: number }>({
    name: 'insert-quiet-versions',
    text: `
      WITH quiet AS (
        SELECT id, revision, note_count, updated_at FROM canvases
        WHERE revision >= versioned_revision + 5 AND updated_at <= $1
        ORDER BY updated_at LIMIT $2
        FOR NO KEY UPDATE SKIP LOCKED
      ), saved AS (
        INSERT INTO versions (canvas_id, revision, kind, at, note_count)
        SELECT id, revision, 'quiet', updated_at, note_count FROM quiet
        ON CONFLICT (canvas_id, revision) DO NOTHING
      )
      UPDATE canvases c SET versioned_revision = q.revision FROM quiet q WHERE c.id = q.id
      RETURNING c.id AS "canvasId", c.revision`,
    values: [quietSince, limit],
  });
  return rows;
}

function toVersion(row: VersionRow): Version {
  return {
    revision: row.revision,
    kind: row.kind,
    name: row.name,
    author: row.author,
    authorName: row.author_name,
    at: row.at.toISOString(),
    noteCount: row.note_count,
  };
}
