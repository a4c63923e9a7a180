import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import type { GenerationRow } from './generations.ts';

/** A generation that this process works on. */
export type Job = GenerationRow & { leaseToken: string };

/** What a job works with: the pattern library, or calls of the endpoint. */
export type JobKind = 'library' | 'endpoint';

export function kindOf({ model }: Pick<GenerationRow, 'model'>): JobKind {
  return model === PATTERN_LIBRARY ? 'library' : 'endpoint';
}

/** Renews leases; answers those that are still held. The others were cancelled or taken over. */
export async function renewLeases(
  db: Db,
  leaseTokens: readonly string[],
  leaseMs: number,
): Promise<Set<string>> {
  const { rows } = await db.query<{ leaseToken: string }>(
    `UPDATE generations SET lease_until = now() + $2 * interval '1 ms'
     WHERE lease_token = ANY($1) AND status = 'running'
     RETURNING lease_token AS "leaseToken"`,
    [leaseTokens, leaseMs],
  );
  return new Set(rows.map((row) => row.leaseToken));
}

/**
 * Records that the model is about to be asked for the `nth` time; false when the job is no longer ours. Repeating a call
 * whose answer was lost changes nothing.
 */
export async function beginCall(db: Db, job: Pick<Job, 'id' | 'leaseToken'>, nth: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'begin-call',
    text: `UPDATE generations SET called_at = coalesce(called_at, now()), calls = $3
     WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
    values: [job.id, job.leaseToken, nth],
  });
  return rowCount === 1;
}

/** Gives a job back to the queue, for another process to go on with. */
export async function handBackJob(db: Db, job: Job): Promise<void> {
  await db.query(
    `WITH job AS (
       UPDATE generations SET status = 'queued', lease_token = NULL, lease_until = NULL
       WHERE id = $1 AND lease_token = $2 AND status = 'running'
       RETURNING id
     )
     SELECT pg_notify('generation_queued', '') FROM job`,
    [job.id, job.leaseToken],
  );
}
