import type { Voting } from '@aibmc/common/contract/comments';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

export interface Dots {
  noteId: string;
  dots: number;
}

interface VotingRow {
  id: string;
  title: string;
  dots: number;
  state: Voting['state'];
  started_by: string;
  starter_name: string;
  started_at: Date;
  ends_at: Date | null;
  voters: number;
  results: Dots[] | null;
}

/** Votings `v` as everybody sees them: what came of one only once it is revealed, and only of notes that are there. */
const VOTINGS = `
  SELECT v.number, v.canvas_id, v.id, v.title, v.dots, v.started_by, starter.name AS starter_name, v.started_at, v.ends_at,
         CASE WHEN v.revealed_at IS NOT NULL THEN 'revealed'
              WHEN v.closed_at IS NOT NULL OR v.ends_at <= clock_timestamp() THEN 'closed'
              ELSE 'open' END AS state,
         (SELECT count(*)::int FROM ballots WHERE voting = v.number AND note_ids <> '{}') AS voters,
         CASE WHEN v.revealed_at IS NOT NULL THEN (
           SELECT coalesce(json_agg(json_build_object('noteId', note, 'dots', dots) ORDER BY dots DESC, note), '[]')
           FROM (
             SELECT n.id AS note, count(*)::int AS dots
             FROM ballots b
             CROSS JOIN unnest(b.note_ids) AS given (note)
             JOIN notes n ON n.canvas_id = v.canvas_id AND n.id = given.note
             WHERE b.voting = v.number GROUP BY n.id) counted) END AS results
  FROM votings v
  JOIN people starter ON starter.id = v.started_by`;

/** A person's own dots of voting `v`, on notes that are there. */
const OWN_DOTS = `
  SELECT coalesce(json_agg(json_build_object('noteId', note, 'dots', dots) ORDER BY note), '[]') AS own
  FROM (
    SELECT n.id AS note, count(*)::int AS dots
    FROM ballots b
    CROSS JOIN unnest(b.note_ids) AS given (note)
    JOIN notes n ON n.canvas_id = v.canvas_id AND n.id = given.note
    WHERE b.voting = v.number AND b.user_id = $2 GROUP BY n.id) counted`;

/** The latest voting of a canvas with a person's own dots, and their role there. */
export async function findVotingFor(
  db: Db,
  canvasId: string,
  userId: string,
): Promise<{ role: Role | null; voting: Voting | null; own: Dots[] } | null> {
  const { rows } = await db.query<{ role: Role | null; own: Dots[] | null } & (VotingRow | { id: null })>({
    name: 'find-voting',
    text: `
      SELECT ${roleOf('$2')} AS role, v.*, own.own
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN LATERAL (
        ${VOTINGS} WHERE v.canvas_id = c.id AND ${roleOf('$2')} IS NOT NULL ORDER BY v.number DESC LIMIT 1) v ON true
      LEFT JOIN LATERAL (${OWN_DOTS}) own ON true
      WHERE c.id = $1`,
    values: [canvasId, userId],
  });
  const [row] = rows;
  if (!row) return null;
  return { role: row.role, voting: row.id === null ? null : toVoting(row), own: row.own ?? [] };
}

/** The latest votings of some canvases; a canvas that has none is left out. */
export async function listVotings(db: Db, canvasIds: readonly string[]): Promise<Map<string, Voting>> {
  const { rows } = await db.query<VotingRow & { canvas_id: string }>({
    name: 'list-votings',
    text: `
      SELECT latest.* FROM unnest($1::uuid[]) AS w (canvas_id)
      CROSS JOIN LATERAL (
        ${VOTINGS} WHERE v.canvas_id = w.canvas_id ORDER BY v.number DESC LIMIT 1) latest`,
    values: [canvasIds],
  });
  return new Map(rows.map((row) => [row.canvas_id, toVoting(row)]));
}

/** A voting by its id, and whether it is the latest of its canvas. */
export async function findVoting(
  db: Db,
  canvasId: string,
  id: string,
): Promise<{ voting: Voting; isLatest: boolean } | null> {
  const { rows } = await db.query<VotingRow & { is_latest: boolean }>({
    name: 'find-voting-by-id',
    text: `
      SELECT found.*, NOT EXISTS (
          SELECT FROM votings newer WHERE newer.canvas_id = $1 AND newer.number > found.number) AS is_latest
      FROM (${VOTINGS} WHERE v.canvas_id = $1 AND v.id = $2) found`,
    values: [canvasId, id],
  });
  const [row] = rows;
  return row ? { voting: toVoting(row), isLatest: row.is_latest } : null;
}

interface VotingToInsert {
  canvasId: string;
  id: string;
  title: string;
  dots: number;
  /** From now on; null: until somebody stops it. */
  seconds: number | null;
  startedBy: string;
}

export async function insertVoting(db: Db, given: VotingToInsert): Promise<void> {
  await db.query({
    name: 'insert-voting',
    text: `
      INSERT INTO votings (canvas_id, id, title, dots, started_by, ends_at)
      VALUES ($1, $2, $3, $4, $5, clock_timestamp() + interval '1 second' * $6::int)`,
    values: [given.canvasId, given.id, given.title, given.dots, given.startedBy, given.seconds],
  });
}

/** Ends what is open of a canvas. */
export async function closeVotings(db: Db, canvasId: string): Promise<void> {
  await db.query({
    name: 'close-votings',
    text: 'UPDATE votings SET closed_at = clock_timestamp() WHERE canvas_id = $1 AND closed_at IS NULL',
    values: [canvasId],
  });
}

export async function revealVoting(db: Db, canvasId: string, id: string): Promise<void> {
  await db.query({
    name: 'reveal-voting',
    text: `
      UPDATE votings
      SET revealed_at = coalesce(revealed_at, clock_timestamp()), closed_at = coalesce(closed_at, clock_timestamp())
      WHERE canvas_id = $1 AND id = $2`,
    values: [canvasId, id],
  });
}

/** Removes a voting and those before it, so that none of them comes to count again; whether there was one. */
export async function deleteVotings(db: Db, canvasId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'delete-votings',
    text: `
      DELETE FROM votings
      WHERE canvas_id = $1 AND number <= (SELECT number FROM votings WHERE canvas_id = $1 AND id = $2)`,
    values: [canvasId, id],
  });
  return (rowCount ?? 0) > 0;
}

/**
 * Replaces a person's dots while the voting is open and they are no more than each has; else nothing is done and it
 * is false. Who ends the voting waits for it, and the other way round.
 */
export async function saveBallot(
  db: Db,
  canvasId: string,
  id: string,
  userId: string,
  noteIds: readonly string[],
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'save-ballot',
    text: `
      WITH voting AS (
        SELECT number FROM votings
        WHERE canvas_id = $1 AND id = $2 AND closed_at IS NULL
          AND (ends_at IS NULL OR ends_at > clock_timestamp()) AND dots >= cardinality($4::uuid[])
        FOR SHARE
      )
      INSERT INTO ballots (voting, user_id, note_ids) SELECT number, $3, $4 FROM voting
      ON CONFLICT (voting, user_id) DO UPDATE SET note_ids = excluded.note_ids`,
    values: [canvasId, id, userId, noteIds],
  });
  return rowCount === 1;
}

/** Has every replica tell those who have the canvas open how it stands, once the transaction is committed. */
export async function notifyVoting(db: Db, canvasId: string): Promise<void> {
  await db.query({
    name: 'notify-voting',
    text: "SELECT pg_notify('canvas_votings', $1)",
    values: [JSON.stringify({ canvasId })],
  });
}

function toVoting(row: VotingRow): Voting {
  return {
    id: row.id,
    title: row.title,
    dots: row.dots,
    state: row.state,
    startedBy: { id: row.started_by, name: row.starter_name },
    startedAt: row.started_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    voters: row.voters,
    results: row.results,
  };
}
