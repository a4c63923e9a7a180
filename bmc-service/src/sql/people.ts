import type { Db } from '@aibmc/common/transaction';

/** Removes a person's generations with their events, and stops those that run. */
export async function deleteGenerationsOf(db: Db, userId: string): Promise<void> {
  await db.query(
    `WITH gone AS (DELETE FROM generations WHERE user_id = $1 RETURNING id)
     SELECT pg_notify('generation_cancelled', id::text) FROM gone`,
    [userId],
  );
}

export async function deleteUsageOf(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM usage_days WHERE user_id = $1', [userId]);
}
