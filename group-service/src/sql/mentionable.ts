import { type Role, WEAKEST_ROLE } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

/** Its owner, or the members of its group who may read comments: by id, of canvas `c`. Guests are not among them. */
const READERS = `
  SELECT c.owner_id AS id WHERE c.owner_id IS NOT NULL
  UNION ALL
  SELECT other.user_id FROM members other
  WHERE other.group_id = c.group_id AND other.role >= '${WEAKEST_ROLE['canvas.comment']}'::role`;

export interface Mentionable {
  id: string;
  name: string;
  colour: string | null;
}

/** People who can be mentioned on a canvas, by name, with the role of who asks: nobody for one that is too weak. */
export async function listMentionableFor(
  db: Db,
  canvasId: string,
  userId: string,
  limit: number,
): Promise<{ role: Role | null; items: Mentionable[] } | null> {
  const { rows } = await db.query<
    { role: Role | null } & (Mentionable | { id: null; name: null; colour: null })
  >({
    name: 'list-mentionable',
    text: `
      SELECT ${roleOf('$2')} AS role, p.id, p.name, p.colour
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN LATERAL (${READERS}) reader ON ${roleOf('$2')} >= '${WEAKEST_ROLE['canvas.comment']}'::role
      LEFT JOIN people p ON p.id = reader.id
      WHERE c.id = $1
      ORDER BY lower(p.name), p.id LIMIT $3`,
    values: [canvasId, userId, limit],
  });
  const [first] = rows;
  if (!first) return null;
  return { role: first.role, items: rows.flatMap(({ role: _, ...row }) => (row.id === null ? [] : [row])) };
}

/** Which of these people can be mentioned on a canvas. */
export async function findMentionable(
  db: Db,
  canvasId: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-mentionable',
    text: `
      SELECT reader.id FROM canvases c CROSS JOIN LATERAL (${READERS}) reader
      WHERE c.id = $1 AND reader.id = ANY ($2::uuid[])`,
    values: [canvasId, userIds],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Authors in a thread who may still read it and have an account. */
export async function listParticipants(db: Db, canvasId: string, threadId: string): Promise<string[]> {
  const { rows } = await db.query<{ author: string }>({
    name: 'list-participants',
    text: `
      SELECT DISTINCT k.author FROM comments k
      JOIN canvases c ON c.id = k.canvas_id
      CROSS JOIN LATERAL (${READERS}) reader
      WHERE k.canvas_id = $1 AND k.thread_id = $2 AND k.deleted_at IS NULL AND reader.id = k.author`,
    values: [canvasId, threadId],
  });
  return rows.map(({ author }) => author);
}
