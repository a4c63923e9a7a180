import type { Actor } from '@aibmc/common/auth';
import type { Identity } from '@aibmc/common/contract/second-factor';
import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { ProviderPerson } from '../clients/oidc.ts';
import type { UserContext } from '../context.ts';
import {
  couldDoWithout,
  deleteIdentity,
  insertIdentity,
  listIdentities,
  useIdentity,
} from '../sql/identities.ts';
import { deleteSession, touchSession } from '../sql/sessions.ts';
import { findUserById } from '../sql/users.ts';
import { openSession, tokensOf } from './sessions.ts';

/**
 * Connects an account of the provider to that of the session in which it was begun. A new session takes the place of
 * that one, since what it may do has grown. Throws `conflict` where the account of the provider signs in to somebody
 * else's, `gone` where the session has ended.
 */
export async function connectPerson(
  ctx: UserContext,
  sessionId: string,
  person: ProviderPerson,
): Promise<SessionTokens> {
  const connected = await inTransaction(ctx.pool, async (tx) => {
    const session = await touchSession(tx, sessionId);
    const user = session && (await findUserById(tx, session.userId));
    if (!user) throw sessionIsOver();
    const identity =
      (await insertIdentity(tx, { ...person, id: newId(), userId: user.id })) ??
      (await useIdentity(tx, person));
    if (identity?.userId !== user.id) {
      throw new AppError('conflict', "The provider's account is connected to another account here");
    }
    await deleteSession(tx, sessionId, user.id);
    const opened = await openSession(tx, user, session.device);
    if (!opened) throw sessionIsOver();
    return { user, ...opened };
  });
  return tokensOf(ctx, connected.user, connected.sessionId, connected.refreshToken);
}

function sessionIsOver(): AppError {
  return new AppError('gone', 'The session has ended; sign in again');
}

/** The accounts of the provider that sign in to one's own. */
export async function ownIdentities(ctx: UserContext, { userId }: Actor): Promise<Identity[]> {
  const rows = await listIdentities(ctx.pool, userId);
  return rows.map(({ id, issuer, email, createdAt, lastUsedAt }) => ({
    id,
    issuer,
    email,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** Disconnects one. Throws `conflict` where it is the only way to sign in, `not-found` where it is not one's own. */
export async function disconnectIdentity(
  ctx: UserContext,
  { userId }: Actor,
  identityId: string,
): Promise<void> {
  await inTransaction(ctx.pool, async (tx) => {
    const isSpare = await couldDoWithout(tx, userId, identityId);
    if (!(await deleteIdentity(tx, userId, identityId))) {
      throw new AppError('not-found', 'There is no such connection of yours');
    }
    if (!isSpare) throw new AppError('conflict', 'It is the only way to sign in: set a password first');
  });
}
