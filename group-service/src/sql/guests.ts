import { MOST_REVISION } from '@aibmc/common/contract/canvases';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { IS_OPEN } from './share-links.ts';

/** Days after which a pass is worth nothing any more, whatever its link says. */
const PASS_DAYS = 30;

interface GuestToInsert {
  userId: string;
  name: string;
  linkId: string;
  passHash: Buffer;
  role: Role;
  /** Of the link when the password was compared: another one by now makes no guest. */
  passwordHash: string | null;
}

/**
 * Makes a guest of a link; when their pass ends, or null where the link has ended or was changed meanwhile. The link
 * is locked against that until the transaction ends.
 */
export async function insertGuest(db: Db, guest: GuestToInsert): Promise<{ expiresAt: Date } | null> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `WITH link AS (
       SELECT l.id, l.canvas_id, c.revision,
              least(l.expires_at, now() + interval '${PASS_DAYS} days') AS expires_at
       FROM share_links l JOIN canvases c ON c.id = l.canvas_id AND c.deleted_at IS NULL
       WHERE l.id = $3 AND l.role >= $5::role AND l.password_hash IS NOT DISTINCT FROM $6 AND ${IS_OPEN}
       FOR SHARE OF l
     ), person AS (
       INSERT INTO people (id, name) SELECT $1, $2 FROM link RETURNING id
     )
     INSERT INTO guests (user_id, link_id, canvas_id, pass_hash, role, since, expires_at)
     SELECT person.id, link.id, link.canvas_id, $4, $5::role, link.revision, link.expires_at FROM link, person
     RETURNING expires_at AS "expiresAt"`,
    [guest.userId, guest.name, guest.linkId, guest.passHash, guest.role, guest.passwordHash],
  );
  return rows[0] ?? null;
}

export interface Guest {
  userId: string;
  name: string;
  linkId: string;
  canvasId: string;
  role: Role;
  /** The revision of the canvas when they came. */
  since: number;
  expiresAt: Date | null;
}

/** Whose pass it is, while it is good. */
export async function findGuestByPass(db: Db, passHash: Buffer): Promise<Guest | null> {
  const { rows } = await db.query<Guest>({
    name: 'find-guest',
    text: `
      SELECT v.user_id AS "userId", p.name, v.link_id AS "linkId", v.canvas_id AS "canvasId", v.role, v.since,
             v.expires_at AS "expiresAt"
      FROM guests v
      JOIN people p ON p.id = v.user_id
      JOIN canvases c ON c.id = v.canvas_id AND c.deleted_at IS NULL
      WHERE v.pass_hash = $1 AND (v.expires_at IS NULL OR v.expires_at > now())`,
    values: [passHash],
  });
  return rows[0] ?? null;
}

/** The revision that the canvas had when a guest came; a guest who is gone has nothing to read. */
export async function findSince(db: Db, userId: string): Promise<number> {
  const { rows } = await db.query<{ since: number }>({
    name: 'find-since',
    text: 'SELECT since FROM guests WHERE user_id = $1',
    values: [userId],
  });
  return rows[0]?.since ?? MOST_REVISION;
}

export async function countGuests(db: Db, linkId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-guests',
    text: 'SELECT count(*)::int AS count FROM guests WHERE link_id = $1',
    values: [linkId],
  });
  return rows[0]?.count ?? 0;
}

/** Ends the passes of a link. */
export async function deleteGuestsOfLink(db: Db, linkId: string): Promise<void> {
  await db.query('DELETE FROM guests WHERE link_id = $1', [linkId]);
}

/** Gives the passes of a link the end that the link has now. */
export async function updateGuestsEnd(db: Db, linkId: string, expiresAt: string | null): Promise<void> {
  await db.query(
    `UPDATE guests SET expires_at = least($2::timestamptz, created_at + interval '${PASS_DAYS} days')
     WHERE link_id = $1`,
    [linkId, expiresAt],
  );
}

/** Removes passes that have ended, at most so many; how many it were. Their names stay with what they wrote. */
export async function deleteEndedGuests(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM guests WHERE user_id IN (SELECT user_id FROM guests WHERE expires_at < now() LIMIT $1)`,
    [limit],
  );
  return rowCount ?? 0;
}

/** A visitor of a link who follows it by an event stream: with a pass, or without one where no password is asked for. */
export interface Watching {
  linkId: string;
  guestId: string | null;
}

/** Of those who watch, which still may, by their place in the list, and until when (null: no end is set). */
export async function listStillAllowed(
  db: Db,
  watching: readonly Watching[],
): Promise<Map<number, Date | null>> {
  const { rows } = await db.query<{ at: number; endsAt: Date | null }>({
    name: 'still-allowed',
    text: `
      SELECT w.at::int AS at, least(l.expires_at, v.expires_at) AS "endsAt"
      FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS w (link_id, guest_id, at)
      JOIN share_links l ON l.id = w.link_id AND ${IS_OPEN}
      JOIN canvases c ON c.id = l.canvas_id AND c.deleted_at IS NULL
      LEFT JOIN guests v ON v.user_id = w.guest_id AND v.link_id = l.id
        AND (v.expires_at IS NULL OR v.expires_at > now())
      WHERE v.user_id IS NOT NULL OR (w.guest_id IS NULL AND l.password_hash IS NULL)`,
    values: [watching.map(({ linkId }) => linkId), watching.map(({ guestId }) => guestId)],
  });
  return new Map(rows.map(({ at, endsAt }) => [at - 1, endsAt]));
}
