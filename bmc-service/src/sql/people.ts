import type { Db } from '@aibmc/common/transaction';
import { GENERATION_COLUMNS, type GenerationRow } from './generations.ts';

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

/** A person's generations, oldest first, after the one named. */
export async function listGenerationsOf(
  db: Db,
  { userId, after, limit }: { userId: string; after: string | null; limit: number },
): Promise<GenerationRow[]> {
  const { rows } = await db.query<GenerationRow>(
    `SELECT ${GENERATION_COLUMNS} FROM generations
     WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2)
     ORDER BY id LIMIT $3`,
    [userId, after, limit],
  );
  return rows;
}

/** What is still there of the events of these generations, by generation and in order. */
export async function listEventsOf(
  db: Db,
  generationIds: string[],
): Promise<{ generationId: string; name: string; data: unknown }[]> {
  const { rows } = await db.query<{ generationId: string; name: string; data: unknown }>(
    `SELECT generation_id AS "generationId", name, data FROM generation_events
     WHERE generation_id = ANY ($1) ORDER BY generation_id, seq`,
    [generationIds],
  );
  return rows;
}

/** How many generations a person started on each day (UTC), oldest first. */
export async function listUsageOf(db: Db, userId: string): Promise<{ day: string; used: number }[]> {
  const { rows } = await db.query<{ day: string; used: number }>(
    'SELECT day::text, used FROM usage_days WHERE user_id = $1 ORDER BY day',
    [userId],
  );
  return rows;
}
