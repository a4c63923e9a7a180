import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import { GENERATION_COLUMNS, type GenerationRow } from './generations.ts';

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

/** Records that the model is about to be asked, once for each call; false when the job is no longer ours. */
export async function beginCall(db: Db, job: Pick<Job, 'id' | 'leaseToken'>): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE generations SET called_at = coalesce(called_at, now()), calls = calls + 1
     WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
    [job.id, job.leaseToken],
  );
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

/** How a generation ends. */
export interface Ending {
  status: 'done' | 'failed' | 'cancelled' | 'interrupted';
  error: { code: string; message: string } | null;
  /** Whether the person gets the unit of their quota back; a job that nobody ever began always gives it back. */
  giveBack: boolean;
}

/**
 * Ends a generation with its last event, and gives the quota's unit back, all at once; null when it had ended
 * before. With a lease token it ends only for who holds that lease.
 */
export async function finishGeneration(
  db: Db,
  id: string,
  leaseToken: string | null,
  { status, error, giveBack }: Ending,
): Promise<GenerationRow | null> {
  const { rows } = await db.query<GenerationRow>(
    `WITH ended AS (
       UPDATE generations
       SET status = $3, error_code = $4, error_message = $5, finished_at = now(), last_seq = last_seq + 1,
           lease_token = NULL, lease_until = NULL
       WHERE id = $1 AND status IN ('queued', 'running') AND ($2::uuid IS NULL OR lease_token = $2)
       RETURNING *
     ), event AS (
       INSERT INTO generation_events (generation_id, seq, name, data)
       SELECT id, last_seq,
              CASE WHEN $4::text IS NULL THEN 'done' ELSE 'error' END,
              CASE WHEN $4::text IS NULL
                THEN jsonb_build_object('status', $3::text, 'notes', note_count, 'connections', connection_count,
                  'checks', CASE WHEN checks_total IS NOT NULL
                    THEN jsonb_build_object('passed', checks_passed, 'total', checks_total) END)
                ELSE jsonb_build_object('code', $4::text, 'message', $5::text) END
       FROM ended
     ), given_back AS (
       UPDATE usage_days u SET used = u.used - 1 FROM ended
       WHERE ($6 OR ended.attempts = 0) AND u.user_id = ended.user_id AND u.day = ended.day AND u.used > 0
       RETURNING u.day
     ), given_back_to_all AS (
       UPDATE instance_days i SET used = i.used - 1 FROM given_back
       WHERE i.day = given_back.day AND i.used > 0
     )
     SELECT ${GENERATION_COLUMNS}, pg_notify('generation_events', id::text),
            CASE WHEN $3 = 'cancelled' THEN pg_notify('generation_cancelled', id::text) END
     FROM ended`,
    [id, leaseToken, status, error?.code ?? null, error?.message ?? null, giveBack],
  );
  return rows[0] ?? null;
}
