import type { Actor } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { UserContext } from '../context.ts';
import { insertForgetting } from '../sql/forgettings.ts';
import { deleteSessionsOf } from '../sql/sessions.ts';
import { deleteUser, findOthers, findUserById, replacePasswordHash, type UserRow } from '../sql/users.ts';
import { lockInstance } from '../sql/instance.ts';
import { deleteMailsTo } from '../sql/mails.ts';
import { deleteTokensOf } from '../sql/one-time-tokens.ts';
import { FORGETTING_DELAYS } from './forgetting.ts';
import { confirmIdentity } from './confirmation.ts';

/** The account that a token speaks for; throws `unauthenticated` where it is gone. */
export async function ownAccount(ctx: UserContext, actor: Actor): Promise<UserRow> {
  return (await findUserById(ctx.pool, actor.userId)) ?? accountIsGone();
}

/** Throws what tells that a token's account is gone. */
export function accountIsGone(): never {
  throw new AppError('unauthenticated', 'This account is gone');
}

/**
 * Changes the password, or sets the first one, signs every other session out and voids links that were sent. Throws what `confirmIdentity`
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
    await deleteTokensOf(tx, user.id, null);
    await deleteSessionsOf(tx, user.id, actor.sessionId);
  });
}

/**
 * Deletes the account and all that this service has of it, and leaves a note, in the same transaction, for every
 * service that has to forget the person too. Throws what `confirmIdentity` throws, or `last-admin`.
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
    await refuseLastAdmin(tx, user);
    if (!(await deleteUser(tx, user.id))) accountIsGone();
    await deleteMailsTo(tx, user.email);
    for (const peer of Object.keys(ctx.peers)) {
      for (const delaySeconds of FORGETTING_DELAYS) {
        await insertForgetting(tx, { userId: user.id, peer, delaySeconds });
      }
    }
  });
}

/** Whoever administers alone names somebody first; the last person of all may go. */
async function refuseLastAdmin(tx: PoolClient, { id }: UserRow): Promise<void> {
  await lockInstance(tx);
  const account = (await findUserById(tx, id)) ?? accountIsGone();
  const others = await findOthers(tx, id);
  if (!account.isAdmin || others.admins || !others.people) return;
  throw new AppError('last-admin', 'Make somebody else an administrator first: you are the last one');
}
