import type { Block } from '@aibmc/common/canvas/blocks';
import type { Db } from '@aibmc/common/transaction';

/** Texts that people rejected of those suggested for a canvas, newest first, with the blocks that they were for. */
export async function listRejected(
  db: Db,
  canvasId: string,
  limit: number,
): Promise<{ block: Block | null; text: string }[]> {
  const { rows } = await db.query<{ block: Block | null; text: string }>({
    name: 'list-rejected',
    text: `
      SELECT coalesce(c.change->'note'->>'block', c.change->'set'->>'block', n.block) AS block, c.text
      FROM suggestions s
      CROSS JOIN LATERAL (
        SELECT s.suggestion->'change' AS change,
               coalesce(s.suggestion #>> '{change,note,text}', s.suggestion #>> '{change,set,text}') AS text) c
      LEFT JOIN notes n ON n.canvas_id = s.canvas_id AND n.id = (c.change->>'noteId')::uuid
      WHERE s.canvas_id = $1 AND s.state = 'rejected' AND c.text IS NOT NULL
      ORDER BY s.revision DESC LIMIT $2`,
    values: [canvasId, limit],
  });
  return rows;
}

/** Forgets what was rejected on canvases, but for the last ones of each. */
export async function deleteOldRejected(db: Db, canvasIds: readonly string[], kept: number): Promise<void> {
  await db.query({
    name: 'delete-old-rejected',
    text: `
      DELETE FROM suggestions s USING unnest($1::uuid[]) AS w (canvas_id)
      WHERE s.canvas_id = w.canvas_id AND s.state = 'rejected' AND s.revision <= (
        SELECT revision FROM suggestions
        WHERE canvas_id = w.canvas_id AND state = 'rejected'
        ORDER BY revision DESC OFFSET $2 LIMIT 1)`,
    values: [canvasIds, kept],
  });
}
