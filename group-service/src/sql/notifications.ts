import type { Notification } from '@aibmc/common/contract/notifications';
import { type Role, WEAKEST_ROLE } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

interface NewsToInsert {
  kind: Notification['kind'];
  actor: string | null;
  canvasId?: string;
  groupId?: string;
  role?: Role;
  commentId?: string;
  path: string;
  isMailed: boolean;
}

/** Tells people of something, but for who did it, who muted the canvas, and deleted accounts. */
export async function insertNotifications(
  db: Db,
  to: readonly { id: string; userId: string }[],
  { kind, actor, canvasId, groupId, role, commentId, path, isMailed }: NewsToInsert,
): Promise<void> {
  await db.query({
    name: 'insert-notifications',
    text: `
      INSERT INTO notifications (id, user_id, kind, actor, canvas_id, group_id, role, comment_id, path, mail_due_at)
      SELECT w.id, w.user_id, $3, $4, $5, $6, $7, $8, $9,
             CASE WHEN $10 THEN clock_timestamp() + interval '2 minutes' END
      FROM unnest($1::uuid[], $2::uuid[]) AS w (id, user_id)
      JOIN people p ON p.id = w.user_id AND p.forgotten_at IS NULL
      WHERE w.user_id IS DISTINCT FROM $4::uuid
        AND NOT EXISTS (SELECT FROM mutes WHERE canvas_id = $5 AND user_id = w.user_id)
        AND ($5::uuid IS NULL OR EXISTS (SELECT FROM canvases WHERE id = $5))`,
    values: [
      to.map(({ id }) => id),
      to.map(({ userId }) => userId),
      kind,
      actor,
      canvasId ?? null,
      groupId ?? null,
      role ?? null,
      commentId ?? null,
      path,
      isMailed,
    ],
  });
}

interface NotificationRow {
  id: string;
  user_id: string;
  kind: Notification['kind'];
  at: Date;
  read_at: Date | null;
  actor: string | null;
  actor_name: string | null;
  canvas_id: string | null;
  canvas_title: string | null;
  group_id: string | null;
  group_name: string | null;
  role: Role | null;
  text: string | null;
  path: string;
}

/** Characters of a comment that a notification shows. */
const TEXT_LENGTH = 200;

/**
 * Notifications `n` with what their person may still see of it. Left out is what is about a canvas where they have no
 * role, or too weak a one to read comments, about a comment that is deleted, or about a group that they are not in,
 * but for invitations to it.
 */
const VISIBLE = `
      notifications n
      LEFT JOIN people actor ON actor.id = n.actor
      LEFT JOIN canvases c ON c.id = n.canvas_id
      ${joinRoles('n.user_id')}
      LEFT JOIN comments comment ON comment.canvas_id = n.canvas_id AND comment.id = n.comment_id
      LEFT JOIN groups g ON g.id = n.group_id AND g.deleted_at IS NULL
      LEFT JOIN members own ON own.group_id = n.group_id AND own.user_id = n.user_id`;

const IS_VISIBLE = `
      (n.canvas_id IS NULL OR ${roleOf('n.user_id')} IS NOT NULL)
      AND (n.comment_id IS NULL OR (comment.deleted_at IS NULL AND comment.id IS NOT NULL
        AND ${roleOf('n.user_id')} >= '${WEAKEST_ROLE['canvas.comment']}'::role))
      AND (n.group_id IS NULL OR (g.id IS NOT NULL AND (n.kind = 'invitation' OR own.role IS NOT NULL)))`;

const FIELDS = `n.id, n.user_id, n.kind, n.at, n.read_at, n.actor, nullif(actor.name, '') AS actor_name, n.canvas_id,
             c.title AS canvas_title, n.group_id, g.name AS group_name, n.role,
             left(comment.text, ${TEXT_LENGTH}) AS text, n.path`;

/** A person's notifications before one, newest first. */
export async function listNotificationsOf(
  db: Db,
  userId: string,
  before: string | null,
  limit: number,
): Promise<Notification[]> {
  const { rows } = await db.query<NotificationRow>({
    name: 'list-notifications',
    text: `
      SELECT ${FIELDS} FROM ${VISIBLE}
      WHERE n.user_id = $1 AND n.id < $2 AND ${IS_VISIBLE}
      ORDER BY n.id DESC LIMIT $3`,
    values: [userId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit],
  });
  return rows.map(toNotification);
}

/** How many of a person's notifications are unread. */
export async function countUnread(db: Db, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-unread',
    text: `
      SELECT count(*)::int AS count FROM ${VISIBLE}
      WHERE n.user_id = $1 AND n.read_at IS NULL AND ${IS_VISIBLE}`,
    values: [userId],
  });
  return rows[0]?.count ?? 0;
}

/** Marks those that are named, and all up to one, as read: they are not mailed any more. */
export async function markRead(
  db: Db,
  userId: string,
  { ids = [], upTo = null }: { ids?: readonly string[]; upTo?: string | null },
): Promise<void> {
  await db.query({
    name: 'read-notifications',
    text: `
      UPDATE notifications SET read_at = clock_timestamp(), mail_due_at = NULL
      WHERE user_id = $1 AND read_at IS NULL AND (id = ANY ($2::uuid[]) OR id <= $3::uuid)`,
    values: [userId, ids, upTo],
  });
}

/** The same of what is about comments of a canvas up to a seq, for somebody who has read these. */
export async function markCommentsRead(db: Db, userId: string, canvasId: string, seq: number): Promise<void> {
  await db.query({
    name: 'read-comment-notifications',
    text: `
      UPDATE notifications n SET read_at = clock_timestamp(), mail_due_at = NULL
      FROM comments comment
      WHERE n.user_id = $1 AND n.read_at IS NULL AND n.canvas_id = $2
        AND comment.canvas_id = n.canvas_id AND comment.id = n.comment_id AND comment.seq <= $3`,
    values: [userId, canvasId, seq],
  });
}

/** The same of generations on a canvas, for somebody who has it open. */
export async function markGenerationsRead(db: Db, userId: string, canvasId: string): Promise<void> {
  await db.query({
    name: 'read-generation-notifications',
    text: `
      UPDATE notifications SET read_at = clock_timestamp(), mail_due_at = NULL
      WHERE user_id = $1 AND read_at IS NULL AND canvas_id = $2 AND kind = 'generation-finished'`,
    values: [userId, canvasId],
  });
}

export type NotificationToMail = Notification & { userId: string };

/**
 * Claims notifications whose mail is due, each for a while that grows with every attempt: one that nobody settles is
 * tried again then. Those that are a day old, read, or about what may not be seen any more are given up; they count
 * among the claimed.
 */
export async function claimMails(
  db: Db,
  limit: number,
): Promise<{ claimed: number; mails: NotificationToMail[] }> {
  const { rows } = await db.query<{ claimed: number } & (NotificationRow | { id: null })>({
    name: 'claim-mails',
    text: `
      WITH due AS MATERIALIZED (
        SELECT id FROM notifications WHERE mail_due_at <= clock_timestamp()
        ORDER BY mail_due_at LIMIT $1 FOR UPDATE SKIP LOCKED
      ), wanted AS MATERIALIZED (
        SELECT ${FIELDS} FROM ${VISIBLE}
        WHERE n.id = ANY (ARRAY(SELECT id FROM due)) AND n.read_at IS NULL AND n.at > clock_timestamp() - interval '1 day'
          AND ${IS_VISIBLE}
      ), claimed AS (
        UPDATE notifications n
        SET mail_attempts = n.mail_attempts + 1,
            mail_due_at = CASE WHEN EXISTS (SELECT FROM wanted w WHERE w.id = n.id)
              THEN clock_timestamp() + interval '1 minute' * power(2, least(n.mail_attempts, 6)) END
        FROM due WHERE n.id = due.id
      )
      SELECT counted.claimed, w.*
      FROM (SELECT count(*)::int AS claimed FROM due) counted
      LEFT JOIN wanted w ON true
      ORDER BY w.id`,
    values: [limit],
  });
  const mails = rows.flatMap((row) =>
    row.id === null ? [] : [{ ...toNotification(row), userId: row.user_id }],
  );
  return { claimed: rows[0]?.claimed ?? 0, mails };
}

/** That a mail was taken, or is not wanted. */
export async function settleMail(db: Db, id: string): Promise<void> {
  await db.query({
    name: 'settle-mail',
    text: 'UPDATE notifications SET mail_due_at = NULL WHERE id = $1',
    values: [id],
  });
}

/** Removes what is older than some days, at most so many. How many it were. */
export async function deleteOldNotifications(db: Db, days: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-old-notifications',
    text: `
      DELETE FROM notifications WHERE id IN (
        SELECT id FROM notifications WHERE at < now() - interval '1 day' * $1::int
        ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    values: [days, limit],
  });
  return rowCount ?? 0;
}

/** Removes what was told to people in the moment in which they were forgotten, as far back as some days. */
export async function deleteNotificationsOfForgotten(db: Db, days: number): Promise<void> {
  await db.query({
    name: 'delete-notifications-of-forgotten',
    text: `
      DELETE FROM notifications WHERE user_id IN (
        SELECT id FROM people WHERE forgotten_at > now() - interval '1 day' * $1::int)`,
    values: [days],
  });
}

/** Takes back that a person was told of an invitation to a group. */
export async function deleteNotificationsOfInvitation(
  db: Db,
  userId: string,
  groupId: string,
): Promise<void> {
  await db.query({
    name: 'delete-notifications-of-invitation',
    text: `DELETE FROM notifications WHERE user_id = $1 AND group_id = $2 AND kind = 'invitation'`,
    values: [userId, groupId],
  });
}

function toNotification(row: NotificationRow): Notification {
  const { actor, canvas_id: canvasId, group_id: groupId } = row;
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    isRead: row.read_at !== null,
    actor: actor === null ? null : { id: actor, name: row.actor_name ?? '' },
    canvas: canvasId === null ? null : { id: canvasId, title: row.canvas_title ?? '' },
    group: groupId === null ? null : { id: groupId, name: row.group_name ?? '' },
    role: row.role,
    text: row.text,
    path: row.path,
  };
}
