import type { Db } from '@aibmc/common/transaction';

export interface SessionRow {
  id: string;
  userId: string;
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** Days without a refresh after which a session has ended. */
export const IDLE_DAYS = 30;

const COLUMNS = 'id, user_id AS "userId", device, created_at AS "createdAt", last_used_at AS "lastUsedAt"';
const IN_USE = `last_used_at > now() - interval '${IDLE_DAYS} days'`;

/**
 * Opens a session while the password's hash still is the one that was compared; null where it was changed, or the
 * account deleted, meanwhile. `FOR SHARE` waits for such a change that is not committed yet.
 */
export async function insertSession(
  db: Db,
  session: { id: string; userId: string; passwordHash: string | null; device: string },
): Promise<SessionRow | null> {
  const { rows } = await db.query<SessionRow>(
    `INSERT INTO sessions (id, user_id, device)
     SELECT $1, owner.id, $4
     FROM (SELECT id FROM users WHERE id = $2 AND password_hash IS NOT DISTINCT FROM $3 FOR SHARE) AS owner
     RETURNING ${COLUMNS}`,
    [session.id, session.userId, session.passwordHash, session.device],
  );
  return rows[0] ?? null;
}

/** Whether the session is open and was signed in to within so many minutes: refreshing does not count. */
export async function isSessionFresh(db: Db, id: string, minutes: number): Promise<boolean> {
  const { rowCount } = await db.query(
    "SELECT FROM sessions WHERE id = $1 AND created_at > now() - $2 * interval '1 minute'",
    [id, minutes],
  );
  return rowCount === 1;
}

/** Of whom an open session is, and whether they administer the instance now; null where it is not open or not theirs. */
export async function findOpenSession(
  db: Db,
  id: string,
  userId: string,
): Promise<{ isAdmin: boolean } | null> {
  const { rows } = await db.query<{ isAdmin: boolean }>(
    `SELECT is_admin AS "isAdmin" FROM sessions JOIN users ON users.id = user_id
     WHERE sessions.id = $1 AND user_id = $2 AND ${IN_USE}`,
    [id, userId],
  );
  return rows[0] ?? null;
}

/** Notes the use of an open session and locks it until the transaction ends; null where it has ended. */
export async function touchSession(db: Db, id: string): Promise<SessionRow | null> {
  const { rows } = await db.query<SessionRow>(
    `UPDATE sessions SET last_used_at = now() WHERE id = $1 AND ${IN_USE} RETURNING ${COLUMNS}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Finds the open session that a refresh token belongs to, notes its use and locks it until the transaction ends. */
export async function touchSessionOfToken(db: Db, tokenHash: Buffer): Promise<SessionRow | null> {
  const { rows } = await db.query<SessionRow>(
    `UPDATE sessions SET last_used_at = now()
     WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = $1) AND ${IN_USE}
     RETURNING ${COLUMNS}`,
    [tokenHash],
  );
  return rows[0] ?? null;
}

/** A person's open sessions, newest first, after the one named. */
export async function listSessions(
  db: Db,
  { userId, after, limit }: { userId: string; after: string | null; limit: number },
): Promise<SessionRow[]> {
  const { rows } = await db.query<SessionRow>(
    `SELECT ${COLUMNS} FROM sessions
     WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ${IN_USE}
     ORDER BY id DESC LIMIT $3`,
    [userId, after, limit],
  );
  return rows;
}

/** Tells whether this person had such a session. */
export async function deleteSession(db: Db, id: string, userId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM sessions WHERE id = $1 AND user_id = $2', [id, userId]);
  return rowCount === 1;
}

/** Signs a person out everywhere, but for the session to keep. */
export async function deleteSessionsOf(db: Db, userId: string, keep: string | null): Promise<void> {
  await db.query('DELETE FROM sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2)', [
    userId,
    keep,
  ]);
}

export async function deleteIdleSessions(db: Db): Promise<number> {
  const { rowCount } = await db.query(`DELETE FROM sessions WHERE NOT (${IN_USE})`);
  return rowCount ?? 0;
}
