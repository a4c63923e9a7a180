import type { Block, Language } from '@aibmc/common/canvas/blocks';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import type { CanvasChanges } from '../domain/plan-edits.ts';
import type { Touched } from '../domain/touched.ts';

/** A canvas that is locked until the transaction ends, with the role of one of those who change it. */
export interface LockedCanvas {
  id: string;
  userId: string;
  role: Role;
  revision: number;
  title: string;
  idea: string;
  language: Language;
  noteCount: number;
  connectionCount: number;
  textLength: number;
}

/**
 * Locks canvases in the order of their ids, so that batches of several replicas wait for each other and never in a
 * circle. A canvas is returned once for each person who may see it.
 */
export async function lockCanvases(
  db: Db,
  wanted: readonly { canvasId: string; userId: string }[],
): Promise<LockedCanvas[]> {
  const pairs = [...new Map(wanted.map((pair) => [`${pair.canvasId} ${pair.userId}`, pair])).values()];
  const { rows } = await db.query<LockedCanvas>({
    name: 'lock-canvases',
    text: `
      SELECT c.id, w.user_id AS "userId", CASE WHEN c.owner_id = w.user_id THEN 'owner'::role ELSE m.role END AS role,
             c.revision, c.title, c.idea, c.language, c.note_count AS "noteCount",
             c.connection_count AS "connectionCount", c.text_length AS "textLength"
      FROM unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, user_id)
      JOIN canvases c ON c.id = w.canvas_id
      LEFT JOIN members m ON m.group_id = c.group_id AND m.user_id = w.user_id
      WHERE c.owner_id = w.user_id OR m.role IS NOT NULL
      ORDER BY c.id
      FOR NO KEY UPDATE OF c`,
    values: [pairs.map(({ canvasId }) => canvasId), pairs.map(({ userId }) => userId)],
  });
  return rows;
}

export interface OfCanvas<T> {
  canvasId: string;
  value: T;
}

/** The part of the current state that edits can touch. */
export interface TouchedState {
  applied: OfCanvas<{ id: string; revision: number }>[];
  notes: OfCanvas<Note>[];
  connections: OfCanvas<Connection>[];
  lastOrders: OfCanvas<{ block: Block; order: string }>[];
}

/** Reads what edits can touch, once the canvases are locked: a statement sees only what was committed before it. */
export async function loadTouched(db: Db, touched: Touched): Promise<TouchedState> {
  const { edits, notes, connections, pairs, removedNotes, blocks } = touched;
  const { rows } = await db.query<TouchedState>({
    name: 'load-touched',
    text: `
      SELECT
        (SELECT coalesce(json_agg(json_build_object('canvasId', e.canvas_id, 'value', json_build_object(
            'id', e.edit_id, 'revision', e.revision))), '[]')
         FROM unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, id)
         JOIN edits e ON e.canvas_id = w.canvas_id AND e.edit_id = w.id) AS applied,
        (SELECT coalesce(json_agg(json_build_object('canvasId', n.canvas_id, 'value', json_strip_nulls(json_build_object(
            'id', n.id, 'block', n.block, 'text', n.text, 'order', n."order", 'colour', n.colour,
            'details', n.details, 'origin', n.origin, 'author', n.author)))), '[]')
         FROM unnest($3::uuid[], $4::uuid[]) AS w (canvas_id, id)
         JOIN notes n ON n.canvas_id = w.canvas_id AND n.id = w.id) AS notes,
        (SELECT coalesce(json_agg(json_build_object('canvasId', k.canvas_id, 'value', json_build_object(
            'id', k.id, 'from', k.from_id, 'to', k.to_id))), '[]')
         FROM (
           SELECT k.* FROM unnest($5::uuid[], $6::uuid[]) AS w (canvas_id, id)
             JOIN connections k ON k.canvas_id = w.canvas_id AND k.id = w.id
           UNION SELECT k.* FROM unnest($7::uuid[], $8::uuid[], $9::uuid[]) AS w (canvas_id, from_id, to_id)
             JOIN connections k ON k.canvas_id = w.canvas_id AND k.from_id = w.from_id AND k.to_id = w.to_id
           UNION SELECT k.* FROM unnest($10::uuid[], $11::uuid[]) AS w (canvas_id, id)
             JOIN connections k ON k.canvas_id = w.canvas_id AND k.from_id = w.id
           UNION SELECT k.* FROM unnest($10::uuid[], $11::uuid[]) AS w (canvas_id, id)
             JOIN connections k ON k.canvas_id = w.canvas_id AND k.to_id = w.id) k) AS connections,
        (SELECT coalesce(json_agg(json_build_object('canvasId', w.canvas_id, 'value', json_build_object(
            'block', w.block, 'order', n."order"))), '[]')
         FROM unnest($12::uuid[], $13::text[]) AS w (canvas_id, block)
         CROSS JOIN LATERAL (
           SELECT "order" FROM notes WHERE canvas_id = w.canvas_id AND block = w.block
           ORDER BY "order" DESC LIMIT 1) n) AS "lastOrders"`,
    values: [
      edits.canvasIds,
      edits.ids,
      notes.canvasIds,
      notes.ids,
      connections.canvasIds,
      connections.ids,
      pairs.canvasIds,
      pairs.from,
      pairs.to,
      removedNotes.canvasIds,
      removedNotes.ids,
      blocks.canvasIds,
      blocks.blocks,
    ],
  });
  return rows[0] ?? { applied: [], notes: [], connections: [], lastOrders: [] };
}

/**
 * Deletes what is gone, connections before the notes they hang on. Before and apart from `writeChanges`, since a
 * connection may be replaced by one of another id between the same notes.
 */
export async function deleteGone(db: Db, changes: readonly CanvasChanges[]): Promise<void> {
  const connections = rowsOf(changes, ({ goneConnections }) => goneConnections);
  const notes = rowsOf(changes, ({ goneNotes }) => goneNotes);
  await db.query({
    name: 'delete-gone',
    text: `
      WITH gone AS (
        DELETE FROM connections k USING unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, id)
        WHERE k.canvas_id = w.canvas_id AND k.id = w.id)
      DELETE FROM notes n USING unnest($3::uuid[], $4::uuid[]) AS w (canvas_id, id)
      WHERE n.canvas_id = w.canvas_id AND n.id = w.id`,
    values: [
      connections.map(([canvasId]) => canvasId),
      connections.map(([, id]) => id),
      notes.map(([canvasId]) => canvasId),
      notes.map(([, id]) => id),
    ],
  });
}

/** Writes log, state and heads of all canvases at once, and tells listeners once for each canvas. The log's time. */
export async function writeChanges(db: Db, changes: readonly CanvasChanges[]): Promise<Date> {
  const log = rowsOf(changes, (change) => change.log);
  const notes = rowsOf(changes, ({ savedNotes }) => savedNotes);
  const connections = rowsOf(changes, ({ savedConnections }) => savedConnections);
  const { rows } = await db.query<{ at: Date }>({
    name: 'write-changes',
    text: `
      WITH logged AS (
        INSERT INTO edits (canvas_id, revision, edit_id, author, origin, at, type, edit)
        SELECT canvas_id, revision, edit_id, author, origin, statement_timestamp(), type, edit
        FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::jsonb[])
          AS w (canvas_id, revision, edit_id, author, origin, type, edit)
      ), saved_notes AS (
        INSERT INTO notes (canvas_id, id, block, text, "order", colour, details, origin, author)
        SELECT * FROM unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
          $15::text[], $16::uuid[])
        ON CONFLICT (canvas_id, id) DO UPDATE SET block = excluded.block, text = excluded.text,
          "order" = excluded."order", colour = excluded.colour, details = excluded.details,
          origin = excluded.origin, author = excluded.author
      ), saved_connections AS (
        INSERT INTO connections (canvas_id, id, from_id, to_id)
        SELECT * FROM unnest($17::uuid[], $18::uuid[], $19::uuid[], $20::uuid[])
      ), changed AS (
        UPDATE canvases c
        SET revision = w.revision, title = coalesce(w.title, c.title), idea = coalesce(w.idea, c.idea),
            language = coalesce(w.language, c.language), note_count = w.note_count,
            connection_count = w.connection_count, text_length = w.text_length,
            updated_at = statement_timestamp()
        FROM unnest($21::uuid[], $22::int[], $23::text[], $24::text[], $25::text[], $26::int[], $27::int[],
          $28::int[]) AS w (id, revision, title, idea, language, note_count, connection_count, text_length)
        WHERE c.id = w.id
        RETURNING c.id, c.revision
      )
      SELECT pg_notify('canvas_edits', json_build_object('canvasId', id, 'revision', revision)::text),
             statement_timestamp()::timestamptz(3) AS at
      FROM changed`,
    values: [
      log.map(([canvasId]) => canvasId),
      log.map(([, { revision }]) => revision),
      log.map(([, { edit }]) => edit.id),
      log.map(([, { author }]) => author),
      log.map(([, { origin }]) => origin),
      log.map(([, { edit }]) => edit.type),
      log.map(([, { edit }]) => JSON.stringify(edit)),
      notes.map(([canvasId]) => canvasId),
      notes.map(([, { id }]) => id),
      notes.map(([, { block }]) => block),
      notes.map(([, { text }]) => text),
      notes.map(([, { order }]) => order),
      notes.map(([, { colour }]) => colour ?? null),
      notes.map(([, { details }]) => details ?? null),
      notes.map(([, { origin }]) => origin),
      notes.map(([, { author }]) => author),
      connections.map(([canvasId]) => canvasId),
      connections.map(([, { id }]) => id),
      connections.map(([, { from }]) => from),
      connections.map(([, { to }]) => to),
      changes.map(({ canvasId }) => canvasId),
      changes.map(({ revision }) => revision),
      changes.map(({ settings }) => settings.title ?? null),
      changes.map(({ settings }) => settings.idea ?? null),
      changes.map(({ settings }) => settings.language ?? null),
      changes.map(({ noteCount }) => noteCount),
      changes.map(({ connectionCount }) => connectionCount),
      changes.map(({ textLength }) => textLength),
    ],
  });
  return rows[0]?.at ?? new Date();
}

function rowsOf<T>(
  changes: readonly CanvasChanges[],
  partsOf: (change: CanvasChanges) => readonly T[],
): [string, T][] {
  return changes.flatMap((change) => partsOf(change).map((part): [string, T] => [change.canvasId, part]));
}
