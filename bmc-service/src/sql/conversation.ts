import type { Db } from '@aibmc/common/transaction';

/** The last questions that were answered on a canvas, oldest first. */
export async function listConversation(
  db: Db,
  canvasId: string,
  limit: number,
): Promise<{ question: string; answer: string }[]> {
  const { rows } = await db.query<{ question: string; answer: string }>(
    `SELECT instruction AS question, result->>'text' AS answer FROM generations
     WHERE canvas_id = $1 AND task = 'ask' AND status = 'done' AND result->>'text' <> ''
     ORDER BY id DESC LIMIT $2`,
    [canvasId, limit],
  );
  return rows.toReversed();
}
