import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { MailContext, UserContext } from '../context.ts';
import { deleteTokensOf, findToken, insertToken, takeToken } from '../sql/one-time-tokens.ts';
import { insertResetRequest, takeResetRequests } from '../sql/reset-requests.ts';
import { deleteSessionsOf } from '../sql/sessions.ts';
import { findUserByEmail, lockUser, replacePasswordHash } from '../sql/users.ts';
import { countResetRequest } from './limits.ts';
import { queueLetter } from './mails.ts';
import { makeToken } from './one-time-tokens.ts';
import { hashToken } from './refresh-tokens.ts';

const MAILED_MINUTES = 60;
const HANDED_OVER_MINUTES = 24 * 60;
const AT_ONCE = 10;

/**
 * Notes that somebody wants a link by mail. Nothing is looked up here, so the answer is the same, and takes the same,
 * for every address. Throws `too-many-requests`, or `conflict` where no mail is sent.
 */
export async function requestReset(ctx: UserContext, email: string, address: string): Promise<void> {
  if (!ctx.mail) {
    throw new AppError(
      'conflict',
      'This instance sends no e-mail; ask who administers it for a link to a new password',
    );
  }
  await countResetRequest(ctx.limits, { email, address });
  await insertResetRequest(ctx.pool, email);
  ctx.mail.due.emit('due');
}

/** Puts a link on its way for each noted address that has an account; the addresses are forgotten with it. */
export async function answerResetRequests(ctx: UserContext, mail: MailContext): Promise<void> {
  let taken = AT_ONCE;
  while (taken === AT_ONCE) {
    taken = await inTransaction(ctx.pool, async (tx) => {
      const requests = await takeResetRequests(tx, AT_ONCE);
      for (const { email } of requests) await mailReset(tx, mail, email);
      return requests.length;
    });
  }
}

async function mailReset(tx: PoolClient, mail: MailContext, email: string): Promise<void> {
  const user = await findUserByEmail(tx, email);
  const reset = user && (await makeReset(tx, user.id, MAILED_MINUTES));
  if (!reset) return;
  const letter = { kind: 'reset-password', path: reset.path } as const;
  await queueLetter(tx, mail, { to: user.email, language: user.language, letter });
}

/** A link that an administrator hands over, good for a day; null where there is no such account. */
export function makeHandedOverReset(tx: PoolClient, userId: string) {
  return makeReset(tx, userId, HANDED_OVER_MINUTES);
}

async function makeReset(
  tx: PoolClient,
  userId: string,
  minutes: number,
): Promise<{ path: string; expiresAt: Date } | null> {
  const { token, hash } = makeToken();
  const noted = await insertToken(tx, { hash, purpose: 'reset-password', userId, email: null, minutes });
  return noted && { path: `/reset/${token}`, expiresAt: noted.expiresAt };
}

/** Whose password a link sets; throws `gone`. */
export async function readReset(
  ctx: UserContext,
  token: string,
): Promise<{ email: string; expiresAt: string }> {
  const reset = (await findToken(ctx.pool, hashToken(token), 'reset-password')) ?? linkIsGone();
  return { email: reset.email, expiresAt: reset.expiresAt.toISOString() };
}

/**
 * Sets the password by a link, once, signs its person out everywhere and voids every other link. A second factor
 * stays on. Throws `gone`.
 */
export async function resetPassword(ctx: UserContext, token: string, password: string): Promise<void> {
  // before the work of hashing, which whoever has no link shall not cause
  const { userId } = (await findToken(ctx.pool, hashToken(token), 'reset-password')) ?? linkIsGone();
  const passwordHash = await ctx.passwords.hash(password);
  await inTransaction(ctx.pool, async (tx) => {
    await lockUser(tx, userId);
    const reset = (await takeToken(tx, hashToken(token), 'reset-password')) ?? linkIsGone();
    if (!(await replacePasswordHash(tx, reset.userId, reset.passwordHash, passwordHash))) linkIsGone();
    await deleteTokensOf(tx, reset.userId, null);
    await deleteSessionsOf(tx, reset.userId, null);
  });
}

/** Throws what tells that a link of a mail works no longer. */
export function linkIsGone(): never {
  throw new AppError('gone', 'This link is used up or too old; ask for another one');
}
