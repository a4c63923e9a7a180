import { newId } from '@aibmc/common/ids';
import type { Db } from '@aibmc/common/transaction';

export interface ForgettingRow {
  id: string;
  userId: string;
  peer: string;
  attempts: number;
}

/** Notes, in the transaction that deletes an account, that a peer has to be told after so many seconds. */
export async function insertForgetting(
  db: Db,
  { userId, peer, delaySeconds }: { userId: string; peer: string; delaySeconds: number },
): Promise<void> {
  await db.query(
    `INSERT INTO forgettings (id, user_id, peer, due_at)
     VALUES ($1, $2, $3, now() + $4 * interval '1 second')`,
    [newId(), userId, peer, delaySeconds],
  );
}

/**
 * Takes what is due and, with the same statement, puts off its next attempt: 8 s, 16 s, … up to 10 min. So one
 * replica at a time delivers it, and one that dies meanwhile leaves it to the next attempt.
 */
export async function claimForgettings(db: Db, limit: number): Promise<ForgettingRow[]> {
  const { rows } = await db.query<ForgettingRow>(
    `WITH due AS (
       SELECT id FROM forgettings WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
     )
     UPDATE forgettings
     SET attempts = attempts + 1,
         due_at = now() + least(interval '10 minutes', interval '8 seconds' * power(2, least(attempts, 10)))
     FROM due WHERE forgettings.id = due.id
     RETURNING forgettings.id, user_id AS "userId", peer, attempts`,
    [limit],
  );
  return rows;
}

export async function deleteForgetting(db: Db, id: string): Promise<void> {
  await db.query('DELETE FROM forgettings WHERE id = $1', [id]);
}
