import type { CanvasChanges } from '../domain/plan-edits.ts';

/** What `writeChanges` does besides, where its changes are about suggestions. */
interface SuggestionWrites {
  /** Behind the name of the statement. */
  name: string;
  /** Between its parts, before the heads are changed. */
  parts: string;
  /** What else of the heads is set. */
  set: string;
  /** From $39 on. */
  values: readonly unknown[];
}

export const NO_SUGGESTION_WRITES: SuggestionWrites = { name: '', parts: '', set: '', values: [] };

/**
 * The parts that write suggestions and what generations begin, null where the changes are about neither.
 *
 * The first time that a generation changes a canvas, by notes of its own or by a suggestion that is accepted, the canvas
 * as it was before becomes a version. It is written here and not before or after the commit: so it is there whenever the
 * change is, whatever ends this process, and of several who accept at once it is the first one's, since the canvas is
 * locked.
 */
export function suggestionWrites(changes: readonly CanvasChanges[]): SuggestionWrites | null {
  const of = changes.map(({ canvasId, suggestions }) => ({ canvas_id: canvasId, ...suggestions }));
  const saved = of.flatMap(({ canvas_id, saved }) => saved.map((row) => ({ canvas_id, ...row })));
  const gone = of.flatMap(({ canvas_id, gone }) => gone.map((id) => ({ canvas_id, id })));
  const begun = of.flatMap(({ canvas_id, begun }) =>
    begun.map(({ generationId: cause, noteCount: note_count, ...before }) => {
      return { canvas_id, cause, note_count, ...before };
    }),
  );
  if (saved.length + gone.length + begun.length === 0) return null;
  const values = [saved, gone, begun].map((rows) => JSON.stringify(rows));
  return { name: '-and-suggestions', parts: PARTS, set: SET, values };
}

/** A suggestion that stays what it is, open or rejected, keeps its revision: the one that comes is 0 then. */
const PARTS = `
      saved_suggestions AS (
        INSERT INTO suggestions (canvas_id, id, state, revision, suggestion)
        SELECT w.* FROM go, jsonb_to_recordset($39::jsonb)
          AS w (canvas_id uuid, id uuid, state text, revision int, suggestion jsonb)
        ON CONFLICT (canvas_id, id) DO UPDATE SET state = excluded.state,
          revision = greatest(suggestions.revision, excluded.revision), suggestion = excluded.suggestion
      ), gone_suggestions AS (
        DELETE FROM suggestions s USING go, jsonb_to_recordset($40::jsonb) AS w (canvas_id uuid, id uuid)
        WHERE s.canvas_id = w.canvas_id AND s.id = w.id
      ), begun AS (
        SELECT w.* FROM go, jsonb_to_recordset($41::jsonb)
          AS w (canvas_id uuid, cause uuid, revision int, author uuid, note_count int)
      ), caused AS (
        INSERT INTO version_causes (canvas_id, cause, revision)
        SELECT canvas_id, cause, revision FROM begun
        ON CONFLICT (canvas_id, cause) DO NOTHING
        RETURNING canvas_id, cause, revision
      ), saved_versions AS (
        INSERT INTO versions (canvas_id, revision, kind, author, at, note_count)
        SELECT c.canvas_id, c.revision, 'before-generation', b.author, coalesce(e.at, statement_timestamp()),
               b.note_count
        FROM caused c
        JOIN begun b ON b.canvas_id = c.canvas_id AND b.cause = c.cause
        LEFT JOIN edits e ON e.canvas_id = c.canvas_id AND e.revision = c.revision
        WHERE c.revision > 0
        ON CONFLICT (canvas_id, revision) DO NOTHING
      ),`;

const SET = `,
            versioned_revision = greatest(c.versioned_revision,
              (SELECT max(caused.revision) FROM caused WHERE caused.canvas_id = c.id))`;
