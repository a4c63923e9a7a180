import type { SessionTokens, User } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { UserContext } from '../context.ts';
import { deleteSession, IDLE_DAYS, insertSession, touchSessionOfToken } from '../sql/sessions.ts';
import { findUserByEmail, findUserById, replacePasswordHash, type UserRow } from '../sql/users.ts';
import { challenge } from './challenges.ts';
import { withinAttempts } from './limits.ts';
import { exchangeRefreshToken, hashToken, issueRefreshToken } from './refresh-tokens.ts';
import { ACCESS_TOKEN_SECONDS } from './signing-keys.ts';

/** Where and with what somebody signs in. */
export interface Client {
  address: string;
  device: string;
}

/**
 * Opens a session for an e-mail and its password. An unknown e-mail takes the same steps and gets the same answer.
 * Throws `wrong-credentials`, `too-many-requests`, or `second-factor-required` with a challenge.
 */
export async function signIn(
  ctx: UserContext,
  { email, password }: { email: string; password: string },
  client: Client,
): Promise<SessionTokens> {
  const user = await findUserByEmail(ctx.pool, email);
  const right = await withinAttempts(ctx.limits, { account: email, address: client.address }, () =>
    ctx.passwords.matches(password, user?.passwordHash ?? null),
  );
  if (!user || !right) throw wrongCredentials();
  const current = await withCurrentCost(ctx, user, password);
  if (current.secondFactor) throw await challenge(ctx, current);
  const opened = await inTransaction(ctx.pool, (tx) => openSession(tx, current, client.device));
  if (!opened) throw wrongCredentials();
  return tokensOf(ctx, current, opened.sessionId, opened.refreshToken);
}

/** Opens a session; null where the password was changed, or the account deleted, since `user` was read. */
export async function openSession(
  tx: PoolClient,
  user: UserRow,
  device: string,
): Promise<{ sessionId: string; refreshToken: string } | null> {
  const session = await insertSession(tx, {
    id: newId(),
    userId: user.id,
    passwordHash: user.passwordHash,
    device,
  });
  if (!session) return null;
  return { sessionId: session.id, refreshToken: await issueRefreshToken(tx, session.id) };
}

/**
 * Exchanges a refresh token for new tokens. A token that was spent longer ago than the grace ends its session:
 * somebody else has it. Throws `unauthenticated`.
 */
export async function refresh(ctx: UserContext, refreshToken: string): Promise<SessionTokens> {
  const renewed = await inTransaction(ctx.pool, async (tx) => {
    const session = await touchSessionOfToken(tx, hashToken(refreshToken));
    if (!session) return null;
    const next = await exchangeRefreshToken(tx, refreshToken, session.id);
    if (next === null) {
      await deleteSession(tx, session.id, session.userId);
      ctx.log.warn({ sessionId: session.id }, 'a spent refresh token came back: its session is ended');
      return null;
    }
    const user = await findUserById(tx, session.userId);
    return user && { user, sessionId: session.id, next };
  });
  if (!renewed) throw new AppError('unauthenticated', 'The session has ended; sign in again');
  return tokensOf(ctx, renewed.user, renewed.sessionId, renewed.next);
}

/** The answer to whoever has just signed in or refreshed. */
export function tokensOf(
  ctx: UserContext,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
): SessionTokens {
  return {
    user: toUser(user),
    accessToken: ctx.keys.sign({
      userId: user.id,
      name: user.name,
      colour: user.colour,
      isAdmin: user.isAdmin,
      sessionId,
    }),
    tokenType: 'Bearer',
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken,
    refreshExpiresIn: IDLE_DAYS * 24 * 60 * 60,
  };
}

/** An account as its own person sees it. */
export function toUser({ passwordHash, createdAt, ...account }: UserRow): User {
  return { ...account, hasPassword: passwordHash !== null, createdAt: createdAt.toISOString() };
}

/** Hashes the password anew where its hash was made with less work than is asked for now. */
async function withCurrentCost(ctx: UserContext, user: UserRow, password: string): Promise<UserRow> {
  if (user.passwordHash === null || !ctx.passwords.isOutdated(user.passwordHash)) return user;
  const passwordHash = await ctx.passwords.hash(password);
  const replaced = await replacePasswordHash(ctx.pool, user.id, user.passwordHash, passwordHash);
  return replaced ? { ...user, passwordHash } : user;
}

function wrongCredentials(): AppError {
  return new AppError('wrong-credentials', 'The e-mail or the password is wrong');
}
