import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';

export type StoredEvent = GenerationEvent & { seq: number };

/** How far a running job has come, as absolute figures: writing them again changes nothing. */
export interface JobProgress {
  lastSeq: number;
  noteCount: number;
  connectionCount: number;
  pattern: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  checksPassed: number | null;
  checksTotal: number | null;
}

/**
 * Adds a running job's next events, which are numbered up to `progress.lastSeq`, and tells all replicas. False when
 * the lease is no longer ours or the job has ended: then nothing is written. Repeating a call whose answer was lost
 * changes nothing.
 */
export async function appendEvents(
  db: Db,
  job: { id: string; leaseToken: string },
  progress: JobProgress,
  events: readonly GenerationEvent[],
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'append-events',
    text: `WITH job AS (
       UPDATE generations
       SET last_seq = $3, note_count = $4, connection_count = $5, pattern = $6, prompt_tokens = $7,
           completion_tokens = $8, checks_passed = $11, checks_total = $12
       WHERE id = $1 AND lease_token = $2 AND status = 'running'
       RETURNING id
     ), added AS (
       INSERT INTO generation_events (generation_id, seq, name, data)
       SELECT job.id, $3 - cardinality($9::text[]) + e.n, e.name, e.data
       FROM job, unnest($9::text[], $10::jsonb[]) WITH ORDINALITY AS e (name, data, n)
       ON CONFLICT DO NOTHING
     )
     SELECT pg_notify('generation_events', job.id::text) FROM job`,
    values: [
      job.id,
      job.leaseToken,
      progress.lastSeq,
      progress.noteCount,
      progress.connectionCount,
      progress.pattern,
      progress.promptTokens,
      progress.completionTokens,
      events.map(({ name }) => name),
      events.map(({ data }) => JSON.stringify(data)),
      progress.checksPassed,
      progress.checksTotal,
    ],
  });
  return rowCount === 1;
}

/** Events of a generation after `seq`, oldest first. */
export async function listEventsAfter(
  db: Db,
  generationId: string,
  seq: number,
  limit: number,
): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>({
    name: 'list-events-after',
    text: `SELECT seq, name, data FROM generation_events WHERE generation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    values: [generationId, seq, limit],
  });
  return rows;
}
