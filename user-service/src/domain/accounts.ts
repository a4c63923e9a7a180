import type { Actor } from '@aibmc/common/auth';
import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { UserContext } from '../context.ts';
import { insertForgetting } from '../sql/forgettings.ts';
import { deleteSessionsOf } from '../sql/sessions.ts';
import { deleteUser, findUserById, insertUser, replacePasswordHash, type UserRow } from '../sql/users.ts';
import { FORGETTING_DELAYS } from './forgetting.ts';
import { confirmIdentity } from './confirmation.ts';
import { countRegistration, countTakenEmail } from './limits.ts';
import { type Client, openSession, tokensOf } from './sessions.ts';

interface Registration {
  email: string;
  password: string;
  name?: string | undefined;
  language?: UserRow['language'] | undefined;
}

/**
 * Opens an account and its first session. The password is hashed before the e-mail is looked up, so that a taken one
 * takes as long. Throws `email-taken` or `too-many-requests`.
 */
export async function register(
  ctx: UserContext,
  { email, password, name, language = null }: Registration,
  client: Client,
): Promise<SessionTokens> {
  await countRegistration(ctx.limits, client.address);
  const passwordHash = await ctx.passwords.hash(password);
  const account = await inTransaction(ctx.pool, async (tx) => {
    const user = await insertUser(tx, {
      id: newId(),
      email,
      name: name ?? localPartOf(email),
      passwordHash,
      language,
    });
    const opened = user && (await openSession(tx, user, client.device));
    return opened && { user, ...opened };
  });
  if (!account) {
    await countTakenEmail(ctx.limits, client.address);
    throw new AppError('email-taken', 'There is an account with this e-mail already', {
      errors: [{ path: 'email', message: 'has an account already' }],
    });
  }
  return tokensOf(ctx, account.user, account.sessionId, account.refreshToken);
}

/** The account that a token speaks for; throws `unauthenticated` where it is gone. */
export async function ownAccount(ctx: UserContext, actor: Actor): Promise<UserRow> {
  return (await findUserById(ctx.pool, actor.userId)) ?? accountIsGone();
}

/** Throws what tells that a token's account is gone. */
export function accountIsGone(): never {
  throw new AppError('unauthenticated', 'This account is gone');
}

/**
 * Changes the password, or sets the first one, and signs every other session out. Throws what `confirmIdentity`
 * throws, or `conflict` where it was changed meanwhile.
 */
export async function changePassword(
  ctx: UserContext,
  actor: Actor,
  { currentPassword, newPassword }: { currentPassword?: string | undefined; newPassword: string },
  address: string,
): Promise<void> {
  const user = await ownAccount(ctx, actor);
  await confirmIdentity(ctx, user, {
    password: currentPassword,
    field: 'currentPassword',
    sessionId: actor.sessionId,
    address,
  });
  const passwordHash = await ctx.passwords.hash(newPassword);
  await inTransaction(ctx.pool, async (tx) => {
    if (!(await replacePasswordHash(tx, user.id, user.passwordHash, passwordHash))) {
      throw new AppError('conflict', 'The password was changed meanwhile');
    }
    await deleteSessionsOf(tx, user.id, actor.sessionId);
  });
}

/**
 * Deletes the account and all that this service has of it, and leaves a note, in the same transaction, for every
 * service that has to forget the person too. Throws what `confirmIdentity` throws.
 */
export async function deleteAccount(
  ctx: UserContext,
  actor: Actor,
  password: string | undefined,
  address: string,
): Promise<void> {
  const user = await ownAccount(ctx, actor);
  await confirmIdentity(ctx, user, { password, field: 'password', sessionId: actor.sessionId, address });
  await inTransaction(ctx.pool, async (tx) => {
    if (!(await deleteUser(tx, user.id))) accountIsGone();
    for (const peer of Object.keys(ctx.peers)) {
      for (const delaySeconds of FORGETTING_DELAYS) {
        await insertForgetting(tx, { userId: user.id, peer, delaySeconds });
      }
    }
  });
}

function localPartOf(email: string): string {
  return email.slice(0, email.indexOf('@'));
}
