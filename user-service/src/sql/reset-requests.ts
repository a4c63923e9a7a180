import { newId } from '@aibmc/common/ids';
import type { Db } from '@aibmc/common/transaction';

export async function insertResetRequest(db: Db, email: string): Promise<void> {
  await db.query('INSERT INTO reset_requests (id, email) VALUES ($1, $2)', [newId(), email]);
}

/** Forgets all of them: where no mail is sent nobody answers them. */
export async function deleteResetRequests(db: Db): Promise<void> {
  await db.query('DELETE FROM reset_requests');
}

/** Takes some that nobody else is about, in the transaction that answers them. */
export async function takeResetRequests(tx: Db, limit: number): Promise<{ email: string }[]> {
  const { rows } = await tx.query<{ email: string }>(
    `DELETE FROM reset_requests
     WHERE id IN (SELECT id FROM reset_requests ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING email`,
    [limit],
  );
  return rows;
}
