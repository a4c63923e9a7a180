import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type ListedState, listsOf, stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Db } from '@aibmc/common/transaction';

export interface Checkpoint {
  revision: number;
  state: CanvasState;
}

interface CheckpointRow {
  revision: number;
  state: ListedState;
}

/** The last state that is kept of a canvas at or before a revision. */
export async function findCheckpoint(db: Db, canvasId: string, revision: number): Promise<Checkpoint | null> {
  const { rows } = await db.query<CheckpointRow>({
    name: 'find-checkpoint',
    text: `
      SELECT revision, state FROM checkpoints
      WHERE canvas_id = $1 AND revision <= $2
      ORDER BY revision DESC LIMIT 1`,
    values: [canvasId, revision],
  });
  return rows[0] ? toCheckpoint(rows[0]) : null;
}

/** The revision of the last state that is kept of a canvas; 0 also where there is none. */
export async function findLastCheckpoint(db: Db, canvasId: string): Promise<number> {
  const { rows } = await db.query<{ revision: number }>({
    name: 'find-last-checkpoint',
    text: 'SELECT revision FROM checkpoints WHERE canvas_id = $1 ORDER BY revision DESC LIMIT 1',
    values: [canvasId],
  });
  return rows[0]?.revision ?? 0;
}

/** Keeps a state, where it is not kept yet and the canvas is still there. */
export async function insertCheckpoint(
  db: Db,
  canvasId: string,
  { revision, state }: Checkpoint,
): Promise<void> {
  await db.query({
    name: 'insert-checkpoint',
    text: `
      INSERT INTO checkpoints (canvas_id, revision, state)
      SELECT id, $2, $3 FROM canvases WHERE id = $1
      ON CONFLICT (canvas_id, revision) DO NOTHING`,
    values: [canvasId, revision, JSON.stringify(listsOf(state))],
  });
}

/**
 * Makes the checkpoint 0 that a canvas lacks, as the migration did for those of its time: a replica of the version
 * before may have made the canvas since. Null where there is no such canvas.
 */
export async function insertFirstCheckpoint(db: Db, canvasId: string): Promise<Checkpoint | null> {
  const { rows } = await db.query<CheckpointRow>({
    name: 'insert-first-checkpoint',
    text: `
      INSERT INTO checkpoints (canvas_id, revision, state)
      SELECT c.id, 0, jsonb_build_object(
        'title', coalesce(s.titles[1], c.title), 'idea', coalesce(s.ideas[1], c.idea),
        'language', coalesce(s.languages[1], c.language), 'notes', '[]'::jsonb, 'connections', '[]'::jsonb)
      FROM canvases c
      CROSS JOIN LATERAL (
        SELECT array_agg(edit->'set'->>'title' ORDER BY revision) FILTER (WHERE edit->'set' ? 'title') AS titles,
               array_agg(edit->'set'->>'idea' ORDER BY revision) FILTER (WHERE edit->'set' ? 'idea') AS ideas,
               array_agg(edit->'set'->>'language' ORDER BY revision) FILTER (WHERE edit->'set' ? 'language') AS languages
        FROM edits WHERE canvas_id = c.id AND type = 'canvas.set') s
      WHERE c.id = $1
      ON CONFLICT (canvas_id, revision) DO UPDATE SET state = checkpoints.state
      RETURNING revision, state`,
    values: [canvasId],
  });
  return rows[0] ? toCheckpoint(rows[0]) : null;
}

function toCheckpoint({ revision, state }: CheckpointRow): Checkpoint {
  return { revision, state: stateOf(state) };
}
