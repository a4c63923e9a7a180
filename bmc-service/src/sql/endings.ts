import type { Task } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import { GENERATION_COLUMNS, type GenerationRow } from './generations.ts';

/** How a generation ends. */
export interface Ending {
  status: 'done' | 'failed' | 'cancelled' | 'interrupted';
  error: { code: string; message: string } | null;
  /** Whether the person gets the unit of their quota back; a job that nobody ever began always gives it back. */
  giveBack: boolean;
}

/** What there is to read of a generation ($1), put together from its events. What was told again counts as told last. */
const RESULT = `
  jsonb_build_object(
    'text', coalesce((SELECT string_agg(data->>'text', '' ORDER BY seq) FROM generation_events
                      WHERE generation_id = $1 AND name = 'text'), ''),
    'points', ${lastOfEach('point')},
    'suggestions', ${lastOfEach('suggestion')})`;

function lastOfEach(name: 'point' | 'suggestion'): string {
  return `coalesce((
    SELECT jsonb_agg(data ORDER BY first) FROM (
      SELECT DISTINCT ON (data->>'id') data, min(seq) OVER (PARTITION BY data->>'id') AS first
      FROM generation_events WHERE generation_id = $1 AND name = '${name}'
      ORDER BY data->>'id', seq DESC
    ) AS told), '[]')`;
}

/**
 * Ends a generation with its last event, keeps what there is to read of it when it is one of `readingTasks`, and gives
 * the quota's unit back, all at once; null when it had ended before. With a lease token it ends only for who holds that
 * lease.
 */
export async function finishGeneration(
  db: Db,
  id: string,
  leaseToken: string | null,
  { status, error, giveBack }: Ending,
  readingTasks: readonly Task[],
): Promise<GenerationRow | null> {
  const { rows } = await db.query<GenerationRow>({
    name: 'finish-generation',
    text: `WITH ended AS (
       UPDATE generations
       SET status = $3, error_code = $4, error_message = $5, finished_at = now(), last_seq = last_seq + 1,
           lease_token = NULL, lease_until = NULL, result = CASE WHEN task = ANY ($7) THEN ${RESULT} END
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
    values: [id, leaseToken, status, error?.code ?? null, error?.message ?? null, giveBack, readingTasks],
  });
  return rows[0] ?? null;
}
