import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Db } from '@aibmc/common/transaction';
import { GENERATION_COLUMNS } from './generations.ts';
import type { Job, JobKind } from './jobs.ts';

/**
 * Queued jobs in the order in which they begin: next is the oldest of the person with the fewest running, then of who
 * was served the longest ago. Jobs of the pattern library and those that call the endpoint queue apart.
 */
const IN_ORDER = `
  SELECT waiting.id, waiting.library, row_number() OVER (
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
  /** The generation whose first call is begun as soon as this is committed, if it is the one that is taken. */
  calling: string | null;
}

/** Lets one transaction at a time count what runs and claim the next; the others wait for its end. */
export async function lockClaims(tx: Db): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('claim', 0))`);
}

// Candidates are a few, as some may be locked by who ends them. Their state is asked for again beside the lock: that is
// what a row that has changed meanwhile is looked at for.
const CLAIM = `
  WITH next AS MATERIALIZED (
    SELECT id, 0 AS position FROM generations
    WHERE status = 'running' AND lease_until < now() AND (model = '${PATTERN_LIBRARY}') = $3
    UNION ALL
    (SELECT queue.id, position FROM (${IN_ORDER}) AS queue
     WHERE library = $3 AND ($4::int IS NULL OR $4 > (
       SELECT count(*) FROM generations WHERE status = 'running' AND (model = '${PATTERN_LIBRARY}') = $3
     ))
     ORDER BY position LIMIT 20)
  ), taken AS (
    SELECT g.id FROM generations g JOIN next ON next.id = g.id
    WHERE g.status = 'queued' OR g.status = 'running' AND g.lease_until < now()
    ORDER BY next.position LIMIT 1
    FOR UPDATE OF g SKIP LOCKED
  )
  UPDATE generations
  SET status = 'running', lease_token = $1, lease_until = clock_timestamp() + $2 * interval '1 ms',
      attempts = attempts + 1, started_at = clock_timestamp(),
      called_at = CASE WHEN id = $5 THEN clock_timestamp() ELSE called_at END,
      calls = calls + CASE WHEN id = $5 THEN 1 ELSE 0 END
  WHERE id = (SELECT id FROM taken)
  RETURNING ${GENERATION_COLUMNS}`;

/**
 * Takes a job whose holder has let its lease run out, or else the next of the queue while fewer than `atOnce` run;
 * null when there is none. Where `atOnce` is to hold, `lockClaims` comes first, as a statement of its own: this one has
 * to see what the others did.
 */
export async function claimJob(db: Db, claim: Claim): Promise<Job | null> {
  const { leaseToken, leaseMs, kind, atOnce, calling } = claim;
  const values = [leaseToken, leaseMs, kind === 'library', atOnce, calling];
  // named: planning it takes longer than running it
  const { rows } = await db.query<Job>({ name: 'claim-job', text: CLAIM, values });
  return rows[0] ?? null;
}

/** Wakes the runners of all replicas, on commit. */
export async function notifyQueued(db: Db): Promise<void> {
  await db.query(`SELECT pg_notify('generation_queued', '')`);
}

/** Places of queued generations by id, of those named or of all; 1 is the next to begin. */
export async function findPositions(db: Db, ids: readonly string[] | null): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; position: number }>({
    name: 'find-positions',
    text: `SELECT id, position FROM (${IN_ORDER}) AS queue WHERE $1::uuid[] IS NULL OR id = ANY ($1)`,
    values: [ids],
  });
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
