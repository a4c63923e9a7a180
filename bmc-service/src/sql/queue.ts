import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import { GENERATION_COLUMNS } from './generations.ts';
import type { Job, JobKind } from './jobs.ts';

/**
 * Queued jobs in the order in which they begin: next is the oldest of the person with the fewest running, then of who
 * was served the longest ago. Jobs of the pattern library and those that call the endpoint queue apart.
 */
const IN_ORDER = `
  SELECT waiting.id, row_number() OVER (
           PARTITION BY waiting.library
           ORDER BY person.running + waiting.turn, person.served_at NULLS FIRST, waiting.id
         )::int AS position
  FROM (
    SELECT id, user_id, model = '${PATTERN_LIBRARY}' AS library,
           row_number() OVER (PARTITION BY user_id, model = '${PATTERN_LIBRARY}' ORDER BY id) AS turn
    FROM generations WHERE status = 'queued'
  ) AS waiting
  JOIN (
    SELECT user_id, model = '${PATTERN_LIBRARY}' AS library, count(*) FILTER (WHERE status = 'running') AS running,
           (SELECT max(started_at) FROM generations s WHERE s.user_id = g.user_id) AS served_at
    FROM generations g WHERE status IN ('queued', 'running') GROUP BY 1, 2
  ) AS person USING (user_id, library)`;

interface Claim {
  leaseToken: string;
  leaseMs: number;
  kind: JobKind;
  /** Jobs of that kind that may run at once over all replicas; null: no limit. */
  atOnce: number | null;
}

/** Lets one transaction at a time count what runs and claim the next; the others wait for its end. */
export async function lockClaims(tx: Db): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('claim', 0))`);
}

/**
 * Takes a job whose holder has let its lease run out, or else the next of the queue while fewer than `atOnce` run;
 * null when there is none. Where `atOnce` is to hold, `lockClaims` comes first, as a statement of its own: this one has
 * to see what the others did.
 */
export async function claimJob(db: Db, { leaseToken, leaseMs, kind, atOnce }: Claim): Promise<Job | null> {
  const { rows } = await db.query<Job>(
    `UPDATE generations
     SET status = 'running', lease_token = $1, lease_until = clock_timestamp() + $2 * interval '1 ms',
         attempts = attempts + 1, started_at = clock_timestamp()
     WHERE id = (
       SELECT candidate.id FROM generations candidate
       JOIN (
         SELECT id, 0 AS position FROM generations WHERE status = 'running' AND lease_until < now()
         UNION ALL
         SELECT id, position FROM (${IN_ORDER}) AS queue
         WHERE $4::int IS NULL OR $4 > (
           SELECT count(*) FROM generations WHERE status = 'running' AND (model = '${PATTERN_LIBRARY}') = $3
         )
       ) AS next ON next.id = candidate.id
       WHERE (candidate.model = '${PATTERN_LIBRARY}') = $3
         -- again, as it may have ended since: this is what a row that changed meanwhile is looked at for
         AND (candidate.status = 'queued' OR candidate.status = 'running' AND candidate.lease_until < now())
       ORDER BY next.position LIMIT 1
       FOR UPDATE OF candidate SKIP LOCKED
     )
     RETURNING ${GENERATION_COLUMNS}`,
    [leaseToken, leaseMs, kind === 'library', atOnce],
  );
  return rows[0] ?? null;
}

/** Wakes the runners of all replicas, on commit. */
export async function notifyQueued(db: Db): Promise<void> {
  await db.query(`SELECT pg_notify('generation_queued', '')`);
}

/** Places of queued generations by id, of those named or of all; 1 is the next to begin. */
export async function findPositions(db: Db, ids: readonly string[] | null): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; position: number }>(
    `SELECT id, position FROM (${IN_ORDER}) AS queue WHERE $1::uuid[] IS NULL OR id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, position }) => [id, position]));
}

/** Jobs that wait and that run, by kind. */
export async function countOpenJobs(
  db: Db,
): Promise<{ status: 'queued' | 'running'; kind: JobKind; count: number }[]> {
  const { rows } = await db.query<{ status: 'queued' | 'running'; kind: JobKind; count: number }>(
    `SELECT s.status, k.kind, count(g.id)::int AS count
     FROM unnest(ARRAY['queued', 'running']) AS s (status) CROSS JOIN unnest(ARRAY['library', 'endpoint']) AS k (kind)
     LEFT JOIN generations g
       ON g.status = s.status AND (g.model = '${PATTERN_LIBRARY}') = (k.kind = 'library')
     GROUP BY 1, 2`,
  );
  return rows;
}
