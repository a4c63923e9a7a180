import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Db } from '@aibmc/common/transaction';
import { findSuccessorSalt, insertRefreshToken, spendRefreshToken } from '../sql/refresh-tokens.ts';

/** Seconds in which a spent token still gives its successor: tabs that refresh at the same time, a lost answer. */
const GRACE_SECONDS = 10;

const BYTES = 32;

/** What is stored of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * The token that follows a spent one: random to whoever has not both the token and the salt. The database holds the
 * salt and no token, the client the token and no salt.
 */
function successorOf(token: string, salt: Buffer): string {
  return createHmac('sha256', salt).update(token).digest('base64url');
}

/** Makes a session's first token. */
export async function issueRefreshToken(tx: Db, sessionId: string): Promise<string> {
  const token = randomBytes(BYTES).toString('base64url');
  await insertRefreshToken(tx, hashToken(token), sessionId);
  return token;
}

/**
 * Exchanges a token for the one that its family goes on with; null where it was spent longer ago than the grace.
 *
 * A family is a chain with one live token at its end. A token that comes again within the grace gives the chain's
 * end, not a branch of its own: parallel tabs all get the same token, and a thief who is quick enough to share it
 * with its owner is noticed when one of them uses it after the other.
 * Runs while the session is locked.
 */
export async function exchangeRefreshToken(tx: Db, token: string, sessionId: string): Promise<string | null> {
  const spent = await spendRefreshToken(tx, {
    hash: hashToken(token),
    salt: randomBytes(BYTES),
    graceSeconds: GRACE_SECONDS,
  });
  if (!spent?.withinGrace) return null;
  let next = successorOf(token, spent.successorSalt);
  while (!(await insertRefreshToken(tx, hashToken(next), sessionId))) {
    const salt = await findSuccessorSalt(tx, hashToken(next));
    if (salt === null) break;
    next = successorOf(next, salt);
  }
  return next;
}
