import type { Db } from '@aibmc/common/transaction';

/** Removes what a person was told and what they chose, read and muted. Their comments stay, as their notes do. */
export async function deleteTalkOf(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM ballots WHERE user_id = $1', [userId]);
  await db.query('DELETE FROM comment_reads WHERE user_id = $1', [userId]);
  await db.query('DELETE FROM mutes WHERE user_id = $1', [userId]);
  await db.query('DELETE FROM notifications WHERE user_id = $1', [userId]);
}

export interface OwnComment {
  canvasId: string;
  id: string;
  threadId: string;
  noteId: string | null;
  block: string | null;
  text: string;
  createdAt: Date;
  editedAt: Date | null;
}

/** A person's comments after one, by canvas and id: their own words, also where they may not see the canvas any more. */
export async function listCommentsBy(
  db: Db,
  userId: string,
  after: { canvasId: string; id: string } | null,
  limit: number,
): Promise<OwnComment[]> {
  const first = '00000000-0000-0000-0000-000000000000';
  const { rows } = await db.query<OwnComment>({
    name: 'list-comments-by',
    text: `
      SELECT canvas_id AS "canvasId", id, thread_id AS "threadId", note_id AS "noteId", block, text,
             created_at AS "createdAt", edited_at AS "editedAt"
      FROM comments
      WHERE author = $1 AND (canvas_id, id) > ($2::uuid, $3::uuid) AND deleted_at IS NULL
      ORDER BY canvas_id, id LIMIT $4`,
    values: [userId, after?.canvasId ?? first, after?.id ?? first, limit],
  });
  return rows;
}

export interface OwnBallot {
  canvasId: string;
  voting: string;
  title: string;
  noteIds: string[];
}

/** The dots that a person gave, by voting; a note is named once for each. */
export async function listBallotsBy(db: Db, userId: string): Promise<OwnBallot[]> {
  const { rows } = await db.query<OwnBallot>({
    name: 'list-ballots-by',
    text: `
      SELECT v.canvas_id AS "canvasId", v.id AS voting, v.title, b.note_ids AS "noteIds"
      FROM ballots b JOIN votings v ON v.number = b.voting
      WHERE b.user_id = $1 ORDER BY v.number`,
    values: [userId],
  });
  return rows;
}

/** The canvases of which a person is told nothing. */
export async function listMutesOf(db: Db, userId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'list-mutes',
    text: 'SELECT canvas_id AS id FROM mutes WHERE user_id = $1 ORDER BY canvas_id',
    values: [userId],
  });
  return rows.map(({ id }) => id);
}
