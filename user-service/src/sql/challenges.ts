import type { Db } from '@aibmc/common/transaction';

interface Challenge {
  /** SHA-256 of the token. */
  hash: Buffer;
  userId: string;
  passwordHash: string | null;
  /** For which it is good. */
  seconds: number;
}

/** Notes that somebody has passed the first step of signing in. */
export async function insertChallenge(db: Db, challenge: Challenge): Promise<void> {
  await db.query(
    `INSERT INTO one_time_tokens (hash, purpose, user_id, password_hash, expires_at)
     VALUES ($1, 'second-factor', $2, $3, now() + $4 * interval '1 second')`,
    [challenge.hash, challenge.userId, challenge.passwordHash, challenge.seconds],
  );
}

/**
 * Counts an attempt at a challenge before it is made. Null where the challenge is over: out of time or of attempts,
 * used, or the password or the second factor is not what it was.
 */
export async function countChallengeAttempt(
  db: Db,
  hash: Buffer,
  most: number,
): Promise<{ userId: string; passwordHash: string | null } | null> {
  const { rows } = await db.query<{ userId: string; passwordHash: string | null }>(
    `UPDATE one_time_tokens AS challenge SET attempts = attempts + 1
     FROM users
     WHERE hash = $1 AND purpose = 'second-factor' AND expires_at > now() AND attempts < $2
       AND users.id = challenge.user_id AND users.password_hash IS NOT DISTINCT FROM challenge.password_hash
       AND EXISTS (SELECT FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL)
     RETURNING users.id AS "userId", users.password_hash AS "passwordHash"`,
    [hash, most],
  );
  return rows[0] ?? null;
}

/** Uses a challenge up; false where it was used before. */
export async function deleteChallenge(db: Db, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    "DELETE FROM one_time_tokens WHERE hash = $1 AND purpose = 'second-factor'",
    [hash],
  );
  return rowCount === 1;
}
