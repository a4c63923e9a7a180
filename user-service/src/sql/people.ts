import type { Db } from '@aibmc/common/transaction';

/** An account as who administers sees it. */
export interface PersonRow {
  id: string;
  email: string;
  name: string;
  isAdmin: boolean;
  secondFactor: boolean;
  sessions: number;
  createdAt: Date;
  lastSeenAt: Date | null;
}

const SELECT = `
  SELECT id, email, name, is_admin AS "isAdmin", created_at AS "createdAt",
    EXISTS (
      SELECT FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL
    ) AS "secondFactor",
    used.sessions, used.last_seen_at AS "lastSeenAt"
  FROM users, LATERAL (
    SELECT count(*)::integer AS sessions, max(last_used_at) AS last_seen_at
    FROM sessions WHERE user_id = users.id
  ) AS used`;

export async function findPerson(db: Db, id: string): Promise<PersonRow | null> {
  const { rows } = await db.query<PersonRow>(`${SELECT} WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** Accounts whose name or e-mail contains the text, of those named if any are, newest first, after the one named. */
export async function listPeople(
  db: Db,
  { q, ids, after, limit }: { q: string; ids: string[] | null; after: string | null; limit: number },
): Promise<PersonRow[]> {
  const { rows } = await db.query<PersonRow>(
    `${SELECT}
     WHERE ($1 = '' OR strpos(lower(name), lower($1)) > 0 OR strpos(email, lower($1)) > 0)
       AND ($2::uuid IS NULL OR id < $2) AND ($4::uuid[] IS NULL OR id = ANY ($4))
     ORDER BY id DESC LIMIT $3`,
    [q, after, limit, ids],
  );
  return rows;
}

/** Counts of the whole instance. */
export async function countPeople(db: Db): Promise<{ people: number; admins: number; sessions: number }> {
  const { rows } = await db.query<{ people: number; admins: number; sessions: number }>(
    `SELECT (SELECT count(*)::integer FROM users) AS people,
       (SELECT count(*)::integer FROM users WHERE is_admin) AS admins,
       (SELECT count(*)::integer FROM sessions) AS sessions`,
  );
  return rows[0] ?? { people: 0, admins: 0, sessions: 0 };
}

export async function updateIsAdmin(tx: Db, id: string, isAdmin: boolean): Promise<void> {
  await tx.query('UPDATE users SET is_admin = $2 WHERE id = $1', [id, isAdmin]);
}
