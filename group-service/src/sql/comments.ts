import type { Block } from '@aibmc/common/canvas/blocks';
import type { Comment } from '@aibmc/common/contract/comments';
import { type Role, WEAKEST_ROLE } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

interface CommentRow {
  id: string;
  canvas_id: string;
  thread_id: string;
  note_id: string | null;
  block: Block | null;
  author: string;
  author_name: string;
  author_colour: string | null;
  text: string;
  mentions: string[];
  created_at: Date;
  edited_at: Date | null;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolver_name: string | null;
  is_deleted: boolean;
  seq: number;
}

/** Comments `k` with the names of people. */
const COMMENTS = `
  SELECT k.id, k.canvas_id, k.thread_id, k.note_id, k.block, k.author, author.name AS author_name,
         author.colour AS author_colour, k.text, k.mentions, k.created_at, k.edited_at, k.resolved_at, k.resolved_by,
         resolver.name AS resolver_name, k.deleted_at IS NOT NULL AS is_deleted, k.seq
  FROM comments k
  JOIN people author ON author.id = k.author
  LEFT JOIN people resolver ON resolver.id = k.resolved_by`;

/** Of the first of a thread `k`: whether anything in it is not deleted. */
const IS_ALIVE = `EXISTS (
  SELECT FROM comments other
  WHERE other.canvas_id = k.canvas_id AND other.thread_id = k.id AND other.deleted_at IS NULL)`;

/** Keeps a canvas from being deleted until the transaction ends, edits aside; the role of a person there. */
export async function holdCanvasFor(
  db: Db,
  canvasId: string,
  userId: string,
): Promise<{ role: Role | null } | null> {
  const { rows } = await db.query<{ role: Role | null }>({
    name: 'hold-canvas',
    text: `
      SELECT ${roleOf('$2')} AS role FROM canvases c
      ${joinRoles('$2')}
      WHERE c.id = $1 FOR KEY SHARE OF c`,
    values: [canvasId, userId],
  });
  return rows[0] ?? null;
}

/** The next seq of a canvas; others who want one wait until the transaction ends. */
export async function takeSeq(db: Db, canvasId: string): Promise<number> {
  const { rows } = await db.query<{ seq: number }>({
    name: 'take-seq',
    text: `
      INSERT INTO comment_counters (canvas_id, seq) VALUES ($1, 1)
      ON CONFLICT (canvas_id) DO UPDATE SET seq = comment_counters.seq + 1
      RETURNING seq`,
    values: [canvasId],
  });
  return rows[0]?.seq ?? 0;
}

export interface CommentsFor {
  role: Role | null;
  items: Comment[];
  seq: number;
  readSeq: number;
}

/** The comments of a canvas, oldest first, with the role of who asks: without any for one that is too weak. */
export async function listCommentsFor(db: Db, canvasId: string, userId: string): Promise<CommentsFor | null> {
  const { rows } = await db.query<
    { role: Role | null; head: number; read_seq: number } & (CommentRow | { id: null })
  >({
    name: 'list-comments',
    text: `
      SELECT ${roleOf('$2')} AS role, coalesce(counter.seq, 0) AS head, coalesce(own.seq, 0) AS read_seq, k.*
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN comment_counters counter ON counter.canvas_id = c.id
      LEFT JOIN comment_reads own ON own.canvas_id = c.id AND own.user_id = $2
      LEFT JOIN LATERAL (
        ${COMMENTS}
        WHERE k.canvas_id = c.id AND (k.deleted_at IS NULL OR (k.id = k.thread_id AND ${IS_ALIVE}))
          AND ${roleOf('$2')} >= $3::role) k ON true
      WHERE c.id = $1
      ORDER BY k.created_at, k.id`,
    values: [canvasId, userId, WEAKEST_ROLE['canvas.comment']],
  });
  const [first] = rows;
  if (!first) return null;
  const items = rows.flatMap((row) => (row.id === null ? [] : [toComment(row)]));
  return { role: first.role, items, seq: first.head, readSeq: first.read_seq };
}

/** Comments by their ids, each with its canvas; those that are nowhere are left out. */
export async function listCommentsByIds(
  db: Db,
  wanted: readonly { canvasId: string; id: string }[],
): Promise<{ canvasId: string; comment: Comment }[]> {
  const { rows } = await db.query<CommentRow>({
    name: 'list-comments-by-ids',
    text: `
      ${COMMENTS}
      JOIN unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, id) ON w.canvas_id = k.canvas_id AND w.id = k.id
      ORDER BY k.seq`,
    values: [wanted.map(({ canvasId }) => canvasId), wanted.map(({ id }) => id)],
  });
  return rows.map((row) => ({ canvasId: row.canvas_id, comment: toComment(row) }));
}

/** Comments of some canvases that were changed within so many seconds, in the order of their changes. */
export async function listRecentComments(
  db: Db,
  canvasIds: readonly string[],
  seconds: number,
): Promise<{ canvasId: string; comment: Comment }[]> {
  const { rows } = await db.query<CommentRow>({
    name: 'list-recent-comments',
    text: `
      ${COMMENTS}
      WHERE k.canvas_id = ANY ($1::uuid[]) AND k.changed_at > now() - interval '1 second' * $2::int
      ORDER BY k.seq`,
    values: [canvasIds, seconds],
  });
  return rows.map((row) => ({ canvasId: row.canvas_id, comment: toComment(row) }));
}

export async function findComment(db: Db, canvasId: string, id: string): Promise<Comment | null> {
  const [found] = await listCommentsByIds(db, [{ canvasId, id }]);
  return found?.comment ?? null;
}

/** What a thread is on; null where there is none, or all of it is deleted. */
export async function findThread(
  db: Db,
  canvasId: string,
  threadId: string,
): Promise<{ noteId: string | null; block: Block | null } | null> {
  const { rows } = await db.query<{ noteId: string | null; block: Block | null }>({
    name: 'find-thread',
    text: `
      SELECT note_id AS "noteId", block FROM comments k
      WHERE canvas_id = $1 AND id = $2 AND thread_id = id AND ${IS_ALIVE}`,
    values: [canvasId, threadId],
  });
  return rows[0] ?? null;
}

/** How many comments a canvas has, those that were deleted and are not cleared away yet apart. */
export async function countComments(db: Db, canvasId: string): Promise<{ alive: number; deleted: number }> {
  const { rows } = await db.query<{ alive: number; deleted: number }>({
    name: 'count-comments',
    text: `
      SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS alive,
             count(deleted_at)::int AS deleted
      FROM comments WHERE canvas_id = $1`,
    values: [canvasId],
  });
  return rows[0] ?? { alive: 0, deleted: 0 };
}

interface CommentToInsert {
  canvasId: string;
  id: string;
  threadId: string;
  noteId: string | null;
  block: Block | null;
  author: string;
  text: string;
  mentions: readonly string[];
  seq: number;
}

export async function insertComment(db: Db, given: CommentToInsert): Promise<void> {
  await db.query({
    name: 'insert-comment',
    text: `
      INSERT INTO comments (canvas_id, id, thread_id, note_id, block, author, text, mentions, seq)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      given.canvasId,
      given.id,
      given.threadId,
      given.noteId,
      given.block,
      given.author,
      given.text,
      given.mentions,
      given.seq,
    ],
  });
}

export async function updateCommentText(
  db: Db,
  canvasId: string,
  id: string,
  { text, mentions, seq }: { text: string; mentions: readonly string[]; seq: number },
): Promise<void> {
  await db.query({
    name: 'update-comment-text',
    text: `
      UPDATE comments
      SET text = $3, mentions = $4, seq = $5, changed_at = clock_timestamp(),
          edited_at = CASE WHEN text = $3 THEN edited_at ELSE clock_timestamp() END
      WHERE canvas_id = $1 AND id = $2`,
    values: [canvasId, id, text, mentions, seq],
  });
}

/** Resolves a thread, or opens it again (by nobody). */
export async function updateResolved(
  db: Db,
  canvasId: string,
  id: string,
  { resolvedBy, seq }: { resolvedBy: string | null; seq: number },
): Promise<void> {
  await db.query({
    name: 'update-resolved',
    text: `
      UPDATE comments
      SET resolved_by = $3, resolved_at = CASE WHEN $3::uuid IS NOT NULL THEN clock_timestamp() END, seq = $4,
          changed_at = clock_timestamp()
      WHERE canvas_id = $1 AND id = $2`,
    values: [canvasId, id, resolvedBy, seq],
  });
}

/** Takes a comment's text away; its place is cleared away later. */
export async function emptyComment(db: Db, canvasId: string, id: string, seq: number): Promise<void> {
  await db.query({
    name: 'empty-comment',
    text: `
      UPDATE comments
      SET text = '', mentions = '{}', deleted_at = clock_timestamp(), changed_at = clock_timestamp(), seq = $3
      WHERE canvas_id = $1 AND id = $2`,
    values: [canvasId, id, seq],
  });
}

/** Clears away comments that were deleted some days ago, but for those that others answered; at most so many. */
export async function clearDeletedComments(db: Db, days: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'clear-deleted-comments',
    text: `
      DELETE FROM comments WHERE (canvas_id, id) IN (
        SELECT canvas_id, id FROM comments k
        WHERE deleted_at < now() - interval '1 day' * $1::int
          AND NOT EXISTS (
            SELECT FROM comments other
            WHERE other.canvas_id = k.canvas_id AND other.thread_id = k.id AND other.id <> k.id)
        ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    values: [days, limit],
  });
  return rowCount ?? 0;
}

/** Has every replica tell those who have the canvas open of a comment, once the transaction is committed. */
export async function notifyComment(db: Db, canvasId: string, id: string): Promise<void> {
  await db.query({
    name: 'notify-comment',
    text: "SELECT pg_notify('canvas_comments', $1)",
    values: [JSON.stringify({ canvasId, id })],
  });
}

/** Remembers that a person has read up to a seq, which the canvas has reached, and never less; their role there. */
export async function saveReadSeq(
  db: Db,
  canvasId: string,
  userId: string,
  seq: number,
): Promise<{ role: Role | null } | null> {
  const { rows } = await db.query<{ role: Role | null }>({
    name: 'save-read-seq',
    text: `
      WITH me AS MATERIALIZED (
        SELECT id FROM people WHERE id = $2 AND forgotten_at IS NULL FOR SHARE
      ), found AS (
        SELECT c.id, ${roleOf('$2')} AS role, coalesce(counter.seq, 0) AS head
        FROM canvases c
        ${joinRoles('$2')}
        LEFT JOIN comment_counters counter ON counter.canvas_id = c.id
        WHERE c.id = $1
      ), saved AS (
        INSERT INTO comment_reads (canvas_id, user_id, seq)
        SELECT f.id, me.id, least($3, f.head) FROM me CROSS JOIN found f
        WHERE f.role >= $4::role
        ON CONFLICT (canvas_id, user_id) DO UPDATE SET seq = excluded.seq
          WHERE comment_reads.seq < excluded.seq
      )
      SELECT role FROM found`,
    values: [canvasId, userId, seq, WEAKEST_ROLE['canvas.comment']],
  });
  return rows[0] ?? null;
}

function toComment(row: CommentRow): Comment {
  return {
    id: row.id,
    threadId: row.thread_id,
    noteId: row.note_id,
    block: row.block,
    author: { id: row.author, name: row.author_name, colour: row.author_colour },
    text: row.text,
    mentions: row.mentions,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by === null ? null : { id: row.resolved_by, name: row.resolver_name ?? '' },
    isDeleted: row.is_deleted,
    seq: row.seq,
  };
}
