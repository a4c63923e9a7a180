import type { Db } from '@aibmc/common/transaction';

/** Those of ways back into an account; challenges of the second factor are in `challenges.ts`. */
type Purpose = 'reset-password' | 'change-email';

interface OneTimeToken {
  /** SHA-256 of the token. */
  hash: Buffer;
  purpose: Purpose;
  userId: string;
  /** Of change-email: the new address. */
  email: string | null;
  minutes: number;
}

/** Notes a token that is good for so many minutes, once, and while the password is the one of now. */
export async function insertToken(db: Db, token: OneTimeToken): Promise<{ expiresAt: Date } | null> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `INSERT INTO one_time_tokens (hash, purpose, user_id, email, password_hash, expires_at)
     SELECT $1, $2, id, $4, password_hash, now() + $5 * interval '1 minute' FROM users WHERE id = $3
     RETURNING expires_at AS "expiresAt"`,
    [token.hash, token.purpose, token.userId, token.email, token.minutes],
  );
  return rows[0] ?? null;
}

interface GoodToken {
  userId: string;
  /** Of change-email: the new address. */
  newEmail: string | null;
  email: string;
  passwordHash: string | null;
  expiresAt: Date;
}

const GOOD = `hash = $1 AND purpose = $2 AND expires_at > now()
  AND users.id = user_id AND users.password_hash IS NOT DISTINCT FROM token.password_hash`;
const COLUMNS = `user_id AS "userId", token.email AS "newEmail", users.email,
  users.password_hash AS "passwordHash", expires_at AS "expiresAt"`;

/** The token, if it is still good. */
export async function findToken(db: Db, hash: Buffer, purpose: Purpose): Promise<GoodToken | null> {
  const { rows } = await db.query<GoodToken>(
    `SELECT ${COLUMNS} FROM one_time_tokens AS token, users WHERE ${GOOD}`,
    [hash, purpose],
  );
  return rows[0] ?? null;
}

/** Uses the token up; null where it is not good, or no longer. */
export async function takeToken(db: Db, hash: Buffer, purpose: Purpose): Promise<GoodToken | null> {
  const { rows } = await db.query<GoodToken>(
    `DELETE FROM one_time_tokens AS token USING users WHERE ${GOOD} RETURNING ${COLUMNS}`,
    [hash, purpose],
  );
  return rows[0] ?? null;
}

/** Voids all tokens of an account, whatever they are for, or those for one purpose. */
export async function deleteTokensOf(db: Db, userId: string, purpose: Purpose | null): Promise<void> {
  await db.query('DELETE FROM one_time_tokens WHERE user_id = $1 AND ($2::text IS NULL OR purpose = $2)', [
    userId,
    purpose,
  ]);
}

export async function deleteExpiredTokens(db: Db): Promise<number> {
  const { rowCount } = await db.query('DELETE FROM one_time_tokens WHERE expires_at < now()');
  return rowCount ?? 0;
}
