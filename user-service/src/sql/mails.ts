import type { Db } from '@aibmc/common/transaction';

export interface MailRow {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  attempts: number;
}

/** Days after which a mail that no server takes is given up. */
const KEPT_DAYS = 3;
/** Days for which the id of a mail is known, so that it is not sent again. */
const KNOWN_DAYS = 30;

type NewMail = Omit<MailRow, 'attempts'>;

/** Puts a mail on its way, in the transaction of what causes it. */
export async function insertMail(db: Db, { id, recipient, subject, body }: NewMail): Promise<void> {
  await db.query('INSERT INTO mails (id, recipient, subject, body) VALUES ($1, $2, $3, $4)', [
    id,
    recipient,
    subject,
    body,
  ]);
}

/** The same, unless a mail with this id was asked for before. */
export async function insertMailOnce(db: Db, { id, recipient, subject, body }: NewMail): Promise<void> {
  await db.query(
    `WITH fresh AS (INSERT INTO sent_mails (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id)
     INSERT INTO mails (id, recipient, subject, body) SELECT id, $2, $3, $4 FROM fresh`,
    [id, recipient, subject, body],
  );
}

/**
 * Takes what is due and, with the same statement, puts off its next attempt: 1 min, 2 min, … up to 4 h. So one
 * replica at a time sends it, and one that dies meanwhile leaves it to the next attempt.
 */
export async function claimMails(db: Db, limit: number): Promise<MailRow[]> {
  const { rows } = await db.query<MailRow>(
    `WITH due AS (
       SELECT id FROM mails WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
     )
     UPDATE mails
     SET attempts = attempts + 1,
         due_at = now() + least(interval '4 hours', interval '1 minute' * power(2, least(attempts, 10)))
     FROM due WHERE mails.id = due.id
     RETURNING mails.id, recipient, subject, body, attempts`,
    [limit],
  );
  return rows;
}

export async function deleteMail(db: Db, id: string): Promise<void> {
  await db.query('DELETE FROM mails WHERE id = $1', [id]);
}

/** Removes what is still on its way to an address. */
export async function deleteMailsTo(db: Db, recipient: string): Promise<void> {
  await db.query('DELETE FROM mails WHERE recipient = $1', [recipient]);
}

/** Gives up what no server took for days; tells how many. */
export async function deleteOldMails(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM mails WHERE created_at < now() - interval '${KEPT_DAYS} days'`,
  );
  return rowCount ?? 0;
}

export async function deleteOldMailIds(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM sent_mails WHERE at < now() - interval '${KNOWN_DAYS} days'`,
  );
  return rowCount ?? 0;
}
