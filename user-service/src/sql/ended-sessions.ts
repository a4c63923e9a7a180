import type { Db } from '@aibmc/common/transaction';

/**
 * Takes sessions whose end other services have to be told of and, with the same statement, puts the next attempt off:
 * 1 s, 2 s, … up to a minute. Rows are written by a trigger, when a session is deleted.
 */
export async function claimEndedSessions(db: Db, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sessionId: string }>(
    `WITH due AS (
       SELECT session_id FROM ended_sessions WHERE due_at <= now()
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
     )
     UPDATE ended_sessions
     SET attempts = attempts + 1,
         due_at = now() + least(interval '1 minute', interval '1 second' * power(2, least(attempts, 10)))
     FROM due WHERE ended_sessions.session_id = due.session_id
     RETURNING due.session_id AS "sessionId"`,
    [limit],
  );
  return rows.map(({ sessionId }) => sessionId);
}

export async function deleteEndedSessions(db: Db, sessionIds: string[]): Promise<void> {
  await db.query('DELETE FROM ended_sessions WHERE session_id = ANY ($1)', [sessionIds]);
}

/** Nobody has to be told any more once the last access token is out. */
export async function deleteOldEndedSessions(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    "DELETE FROM ended_sessions WHERE ended_at < now() - interval '11 minutes'",
  );
  return rowCount ?? 0;
}
