import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

interface CopyToMake {
  sourceId: string;
  id: string;
  groupId: string | null;
  ownerId: string | null;
  /** Null: that of the source. */
  title: string | null;
  copierId: string;
}

/**
 * Copies a canvas as it is at one moment, for somebody who may see it; false where they may not. An author who may not
 * be known where the copy is to be, since they are not in that group, is the copier there.
 */
export async function insertCopy(db: Db, given: CopyToMake): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH source AS (
       SELECT c.* FROM canvases c ${joinRoles('$6')}
       WHERE c.id = $1 AND ${roleOf('$6')} IS NOT NULL
     ), made AS (
       INSERT INTO canvases (id, group_id, owner_id, title, kind, idea, language, note_count, connection_count)
       SELECT $2, $3, $4, coalesce($5, title), kind, idea, language, note_count, connection_count FROM source
       RETURNING id
     ), copied_notes AS (
       INSERT INTO notes (canvas_id, id, block, text, "order", colour, details, assumption, origin, author)
       SELECT made.id, n.id, n.block, n.text, n."order", n.colour, n.details, n.assumption, n.origin,
              coalesce((SELECT user_id FROM members WHERE group_id = $3 AND user_id = n.author), $6)
       FROM made JOIN notes n ON n.canvas_id = $1
     ), copied_connections AS (
       INSERT INTO connections (canvas_id, id, from_id, to_id)
       SELECT made.id, k.id, k.from_id, k.to_id FROM made JOIN connections k ON k.canvas_id = $1
     )
     SELECT FROM made`,
    [given.sourceId, given.id, given.groupId, given.ownerId, given.title, given.copierId],
  );
  return rowCount === 1;
}

/** Puts a canvas into a group, or else makes it a person's own. */
export async function placeCanvas(
  db: Db,
  canvasId: string,
  place: { groupId: string | null; ownerId: string | null },
): Promise<void> {
  await db.query('UPDATE canvases SET group_id = $2, owner_id = $3 WHERE id = $1', [
    canvasId,
    place.groupId,
    place.ownerId,
  ]);
}

/** Revokes the share links of a canvas, with the passes of their guests. */
export async function deleteShareLinksOfCanvas(db: Db, canvasId: string): Promise<void> {
  await db.query(
    `DELETE FROM share_links WHERE id IN (
       SELECT id FROM share_links WHERE canvas_id = $1 ORDER BY id FOR UPDATE)`,
    [canvasId],
  );
}
