import type { Db } from '@aibmc/common/transaction';
import { IDLE_DAYS } from './sessions.ts';

/** Tells whether the token is new; false where it is there already. */
export async function insertRefreshToken(db: Db, hash: Buffer, sessionId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'INSERT INTO refresh_tokens (hash, session_id) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING',
    [hash, sessionId],
  );
  return rowCount === 1;
}

interface SpentToken {
  successorSalt: Buffer;
  withinGrace: boolean;
}

/**
 * Spends a token, once: the first use sets the time and the salt of its successor, later ones are told what the
 * first one set. Runs while the session is locked.
 */
export async function spendRefreshToken(
  db: Db,
  { hash, salt, graceSeconds }: { hash: Buffer; salt: Buffer; graceSeconds: number },
): Promise<SpentToken | null> {
  const { rows } = await db.query<SpentToken>(
    `UPDATE refresh_tokens
     SET spent_at = coalesce(spent_at, now()), successor_salt = coalesce(successor_salt, $2)
     WHERE hash = $1
     RETURNING successor_salt AS "successorSalt", spent_at > now() - $3 * interval '1 second' AS "withinGrace"`,
    [hash, salt, graceSeconds],
  );
  return rows[0] ?? null;
}

/** The salt of a spent token's successor; null for a token that is not spent. */
export async function findSuccessorSalt(db: Db, hash: Buffer): Promise<Buffer | null> {
  const { rows } = await db.query<{ salt: Buffer | null }>(
    'SELECT successor_salt AS salt FROM refresh_tokens WHERE hash = $1',
    [hash],
  );
  return rows[0]?.salt ?? null;
}

/** Spent tokens are worth keeping no longer than they would have been good for. */
export async function deleteOldSpentTokens(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM refresh_tokens WHERE spent_at < now() - interval '${IDLE_DAYS} days'`,
  );
  return rowCount ?? 0;
}
