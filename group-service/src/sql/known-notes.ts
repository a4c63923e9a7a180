import type { Db } from '@aibmc/common/transaction';

/** Edits in which a note that was removed is looked for. */
const LOOKED_BACK = 10_000;

/** Which of these notes a canvas has, or had until a while ago. */
export async function findKnownNotes(
  db: Db,
  canvasId: string,
  noteIds: readonly string[],
): Promise<Set<string>> {
  const present = await db.query<{ id: string }>({
    name: 'find-notes',
    text: 'SELECT id FROM notes WHERE canvas_id = $1 AND id = ANY ($2::uuid[])',
    values: [canvasId, noteIds],
  });
  const known = new Set(present.rows.map(({ id }) => id));
  const missing = noteIds.filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const removed = await db.query<{ id: string }>({
    name: 'find-removed-notes',
    text: `
      SELECT DISTINCT e.edit->>'noteId' AS id FROM edits e
      WHERE e.canvas_id = $1 AND e.revision > (SELECT revision FROM canvases WHERE id = $1) - $3::int
        AND e.type = 'note.remove' AND e.edit->>'noteId' = ANY ($2::text[])`,
    values: [canvasId, missing, LOOKED_BACK],
  });
  for (const { id } of removed.rows) known.add(id);
  return known;
}
