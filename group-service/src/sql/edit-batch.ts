import type { AuthoredEdit } from '@aibmc/common/canvas/apply-edit';
import type { Language } from '@aibmc/common/canvas/blocks';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { type Role, WEAKEST_ROLE } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { DatabaseError, type QueryConfig } from 'pg';
import type { HotCanvas } from '../domain/hot-canvases.ts';
import type { CanvasChanges, EditCommand } from '../domain/plan-edits.ts';
import { NO_SUGGESTION_WRITES, suggestionWrites } from './suggestion-writes.ts';
import { joinRoles, roleOf } from './roles.ts';

/** A canvas that is locked until the transaction ends, with the role of one of those who change it. */
export interface LockedCanvas {
  id: string;
  userId: string;
  role: Role;
  revision: number;
  title: string;
  idea: string;
  language: Language;
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
  const pairs = distinctPairs(wanted);
  const { rows } = await db.query<LockedCanvas>({
    name: 'lock-canvases',
    text: `
      SELECT c.id, w.user_id AS "userId", ${roleOf('w.user_id')} AS role,
             c.revision, c.title, c.idea, c.language, c.text_length AS "textLength"
      FROM unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, user_id)
      JOIN canvases c ON c.id = w.canvas_id
      ${joinRoles('w.user_id')}
      WHERE ${roleOf('w.user_id')} IS NOT NULL
      ORDER BY c.id
      FOR NO KEY UPDATE OF c`,
    values: [pairs.map(({ canvasId }) => canvasId), pairs.map(({ userId }) => userId)],
  });
  return rows;
}

/** The revisions of those edits of commands that were applied before, by canvas and id. */
export async function loadApplied(
  db: Db,
  commands: readonly Pick<EditCommand, 'canvasId' | 'edits'>[],
): Promise<Map<string, Map<string, number>>> {
  const given = rowsOf(commands, ({ edits }) => edits);
  const { rows } = await db.query<{ canvas_id: string; edit_id: string; revision: number }>({
    name: 'load-applied',
    text: `
      SELECT e.canvas_id, e.edit_id, e.revision
      FROM unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, id)
      JOIN edits e ON e.canvas_id = w.canvas_id AND e.edit_id = w.id`,
    values: [given.map(([canvasId]) => canvasId), given.map(([, { id }]) => id)],
  });
  const byCanvas = Map.groupBy(rows, (row) => row.canvas_id);
  return new Map(
    [...byCanvas].map(([id, own]) => [id, new Map(own.map((row) => [row.edit_id, row.revision]))]),
  );
}

/** The edits of canvases after the revisions they are known to have, in the order of revisions. */
export async function loadTails(
  db: Db,
  canvases: readonly { id: string; revision: number }[],
): Promise<Map<string, AuthoredEdit[]>> {
  if (canvases.length === 0) return new Map();
  const { rows } = await db.query<{ id: string; edit: Edit; author: string; origin: 'human' | 'ai' }>({
    name: 'load-tails',
    text: `
      SELECT e.canvas_id AS id, e.edit, e.author, e.origin
      FROM unnest($1::uuid[], $2::int[]) AS w (id, revision)
      JOIN edits e ON e.canvas_id = w.id AND e.revision > w.revision
      ORDER BY e.canvas_id, e.revision`,
    values: [canvases.map(({ id }) => id), canvases.map(({ revision }) => revision)],
  });
  const byCanvas = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...byCanvas].map(([id, own]) => [
      id,
      own.map(({ edit, author, origin }) => ({ ...edit, author, origin })),
    ]),
  );
}

interface StateRow {
  id: string;
  notes: Note[];
  connections: Connection[];
  suggestions: Suggestion[];
}

/** Locked canvases with all of their notes, connections and open suggestions. */
export async function loadCanvasStates(db: Db, canvases: readonly LockedCanvas[]): Promise<HotCanvas[]> {
  if (canvases.length === 0) return [];
  const { rows } = await db.query<StateRow>({
    name: 'load-canvas-states',
    text: `
      SELECT w.id,
        (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
            'id', n.id, 'block', n.block, 'text', n.text, 'order', n."order", 'colour', n.colour,
            'details', n.details, 'assumption', n.assumption, 'origin', n.origin, 'author', n.author))), '[]')
         FROM notes n WHERE n.canvas_id = w.id) AS notes,
        (SELECT coalesce(json_agg(json_build_object('id', k.id, 'from', k.from_id, 'to', k.to_id)), '[]')
         FROM connections k WHERE k.canvas_id = w.id) AS connections,
        (SELECT coalesce(json_agg(s.suggestion ORDER BY s.revision), '[]')
         FROM suggestions s WHERE s.canvas_id = w.id AND s.state = 'open') AS suggestions
      FROM unnest($1::uuid[]) AS w (id)`,
    values: [canvases.map(({ id }) => id)],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return canvases.map(({ id, revision, textLength, title, idea, language }) => ({
    id,
    revision,
    textLength,
    state: stateOf({
      title,
      idea,
      language,
      notes: found.get(id)?.notes ?? [],
      connections: found.get(id)?.connections ?? [],
      suggestions: found.get(id)?.suggestions ?? [],
    }),
  }));
}

/** Deletes connections that are gone, so that others may take their places. */
export async function deleteGone(db: Db, changes: readonly CanvasChanges[]): Promise<void> {
  const connections = rowsOf(changes, ({ goneConnections }) => goneConnections);
  await db.query({
    name: 'delete-gone',
    text: `
      DELETE FROM connections k USING unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, id)
      WHERE k.canvas_id = w.canvas_id AND k.id = w.id`,
    values: [connections.map(([canvasId]) => canvasId), connections.map(([, id]) => id)],
  });
}

/** Whether a statement failed because an edit is in the log already. */
export function isDuplicateEdit(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'edits_canvas_id_edit_id_key';
}

/** PostgreSQL refuses payloads of 8,000 bytes; each canvas takes 80. */
const CANVASES_A_NOTICE = 75;

/** A connection that the network forgot is given up after this, while those who wait still do. */
const ANSWER_LIMIT_MS = 3_000;

/**
 * Writes log, state and heads of all canvases at once, and tells listeners of them together; answers the log's time.
 * Writes nothing and answers null where a canvas no longer has the revision before its changes, or where one of the
 * actors may not edit the canvas that they name. Canvases are locked in the order of their ids. Most batches are about
 * no suggestions, and do without that part of the statement.
 */
export async function writeChanges(
  db: Db,
  changes: readonly CanvasChanges[],
  actors: readonly { canvasId: string; userId: string }[],
): Promise<Date | null> {
  const pairs = distinctPairs(actors);
  const log = rowsOf(changes, (change) => change.log);
  const notes = rowsOf(changes, ({ savedNotes }) => savedNotes);
  const connections = rowsOf(changes, ({ savedConnections }) => savedConnections);
  const goneNotes = rowsOf(changes, (change) => change.goneNotes);
  const goneConnections = rowsOf(changes, (change) => change.goneConnections);
  const suggestions = suggestionWrites(changes) ?? NO_SUGGESTION_WRITES;
  const write: QueryConfig & { query_timeout: number } = {
    name: `write-changes${suggestions.name}`,
    query_timeout: ANSWER_LIMIT_MS,
    text: `
      WITH heads AS (
        SELECT c.id
        FROM unnest($1::uuid[], $2::int[]) AS w (id, revision_before)
        JOIN canvases c ON c.id = w.id
        WHERE c.revision = w.revision_before
        ORDER BY c.id
        FOR NO KEY UPDATE OF c
      ), go AS MATERIALIZED (
        SELECT WHERE (SELECT count(*) FROM heads) = cardinality($1::uuid[]) AND NOT EXISTS (
          SELECT FROM unnest($3::uuid[], $4::uuid[]) AS a (canvas_id, user_id)
          JOIN canvases c ON c.id = a.canvas_id
          ${joinRoles('a.user_id')}
          WHERE (${roleOf('a.user_id')} >= $5::role) IS NOT TRUE)
      ), logged AS (
        INSERT INTO edits (canvas_id, revision, edit_id, author, origin, at, type, edit)
        SELECT canvas_id, revision, edit_id, author, origin, statement_timestamp(), type, edit
        FROM go, unnest($6::uuid[], $7::int[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::jsonb[])
          AS w (canvas_id, revision, edit_id, author, origin, type, edit)
      ), gone_connections AS (
        DELETE FROM connections k USING go, unnest($13::uuid[], $14::uuid[]) AS w (canvas_id, id)
        WHERE k.canvas_id = w.canvas_id AND k.id = w.id
      ), gone_notes AS (
        DELETE FROM notes n USING go, unnest($15::uuid[], $16::uuid[]) AS w (canvas_id, id)
        WHERE n.canvas_id = w.canvas_id AND n.id = w.id
      ), saved_notes AS (
        INSERT INTO notes (canvas_id, id, block, text, "order", colour, details, origin, author, assumption)
        SELECT w.* FROM go, unnest($17::uuid[], $18::uuid[], $19::text[], $20::text[], $21::text[], $22::text[],
          $23::text[], $24::text[], $25::uuid[], $38::boolean[]) AS w
        ON CONFLICT (canvas_id, id) DO UPDATE SET block = excluded.block, text = excluded.text,
          "order" = excluded."order", colour = excluded.colour, details = excluded.details,
          origin = excluded.origin, author = excluded.author, assumption = excluded.assumption
      ), saved_connections AS (
        INSERT INTO connections (canvas_id, id, from_id, to_id)
        SELECT w.* FROM go, unnest($26::uuid[], $27::uuid[], $28::uuid[], $29::uuid[]) AS w
      ), ${suggestions.parts} changed AS (
        UPDATE canvases c
        SET revision = w.revision, title = coalesce(w.title, c.title), idea = coalesce(w.idea, c.idea),
            language = coalesce(w.language, c.language), note_count = w.note_count,
            connection_count = w.connection_count, text_length = w.text_length,
            updated_at = statement_timestamp()${suggestions.set}
        FROM go, unnest($1::uuid[], $30::int[], $31::text[], $32::text[], $33::text[], $34::int[], $35::int[],
          $36::int[]) AS w (id, revision, title, idea, language, note_count, connection_count, text_length)
        WHERE c.id = w.id
        RETURNING c.id, c.revision
      )
      SELECT pg_notify('canvas_edits', notice), statement_timestamp()::timestamptz(3) AS at
      FROM (
        SELECT json_agg(json_build_object('canvasId', id, 'revision', revision))::text AS notice
        FROM (SELECT id, revision, (row_number() OVER () - 1) / $37 AS notice FROM changed) c
        GROUP BY c.notice) notices`,
    values: [
      changes.map(({ canvasId }) => canvasId),
      changes.map((change) => change.revision - change.log.length),
      pairs.map(({ canvasId }) => canvasId),
      pairs.map(({ userId }) => userId),
      WEAKEST_ROLE['canvas.edit'],
      log.map(([canvasId]) => canvasId),
      log.map(([, { revision }]) => revision),
      log.map(([, { edit }]) => edit.id),
      log.map(([, { author }]) => author),
      log.map(([, { origin }]) => origin),
      log.map(([, { edit }]) => edit.type),
      log.map(([, { edit }]) => JSON.stringify(edit)),
      goneConnections.map(([canvasId]) => canvasId),
      goneConnections.map(([, id]) => id),
      goneNotes.map(([canvasId]) => canvasId),
      goneNotes.map(([, id]) => id),
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
      changes.map(({ revision }) => revision),
      changes.map(({ settings }) => settings.title ?? null),
      changes.map(({ settings }) => settings.idea ?? null),
      changes.map(({ settings }) => settings.language ?? null),
      changes.map(({ noteCount }) => noteCount),
      changes.map(({ connectionCount }) => connectionCount),
      changes.map(({ textLength }) => textLength),
      CANVASES_A_NOTICE,
      notes.map(([, { assumption }]) => assumption ?? null),
      ...suggestions.values,
    ],
  };
  const { rows } = await db.query<{ at: Date }>(write);
  return rows[0]?.at ?? null;
}

function distinctPairs<T extends { canvasId: string; userId: string }>(wanted: readonly T[]): T[] {
  return [...new Map(wanted.map((pair) => [`${pair.canvasId} ${pair.userId}`, pair])).values()];
}

function rowsOf<C extends { canvasId: string }, T>(
  groups: readonly C[],
  partsOf: (group: C) => readonly T[],
): [string, T][] {
  return groups.flatMap((group) => partsOf(group).map((part): [string, T] => [group.canvasId, part]));
}
