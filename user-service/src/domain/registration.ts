import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { UserContext } from '../context.ts';
import { type InstanceRow, lockInstance, readInstance } from '../sql/instance.ts';
import { insertUser, type UserRow } from '../sql/users.ts';
import { countRegistration, countTakenEmail } from './limits.ts';
import { type Client, openSession, tokensOf } from './sessions.ts';

interface Registration {
  email: string;
  password: string;
  name?: string | undefined;
  language?: UserRow['language'] | undefined;
  invitation?: string | undefined;
}

/**
 * Opens an account and its first session. The password is hashed before the e-mail is looked up, so that a taken one
 * takes as long. Throws `registration-closed`, `email-taken` or `too-many-requests`.
 */
export async function register(
  ctx: UserContext,
  { email, password, name, language = null, invitation }: Registration,
  client: Client,
): Promise<SessionTokens> {
  await countRegistration(ctx.limits, client.address);
  const isInvited = await checkRegistration(ctx, { email, invitation });
  const passwordHash = await ctx.passwords.hash(password);
  const account = await inTransaction(ctx.pool, async (tx) => {
    const user = await openAccount(tx, { email, name, language, passwordHash }, isInvited);
    const opened = user && (await openSession(tx, user, client.device));
    return opened && { user, ...opened };
  });
  if (!account) {
    await countTakenEmail(ctx.limits, client.address);
    throw emailTaken();
  }
  return tokensOf(ctx, account.user, account.sessionId, account.refreshToken);
}

/** Of a new e-mail address that has an account; it names the field `email`. */
export function emailTaken(): AppError {
  return new AppError('email-taken', 'There is an account with this e-mail already', {
    errors: [{ path: 'email', message: 'has an account already' }],
  });
}

/**
 * Whether somebody comes with an invitation that opens registration to them. It is asked before the transaction of
 * the account, since another service answers it. Throws `registration-closed`, or `unavailable`.
 */
export async function checkRegistration(
  ctx: UserContext,
  { email, invitation }: { email: string; invitation: string | undefined },
): Promise<boolean> {
  const instance = await readInstance(ctx.pool);
  const isAsked = instance.registration === 'invitation' && !instance.isFirst && invitation !== undefined;
  const isInvited = isAsked && (await ctx.checkInvitation(invitation, email));
  refuseRegistration(instance, isInvited);
  return isInvited;
}

interface NewAccount {
  email: string;
  /** Without one, what is before the @ of the e-mail. */
  name: string | undefined;
  language: UserRow['language'];
  passwordHash: string | null;
}

/**
 * Opens an account as the mode of registration allows; the very first one administers the instance. One at a time,
 * so that exactly one is the first. Null where the e-mail is taken; throws `registration-closed`.
 */
export async function openAccount(
  tx: PoolClient,
  { email, name, language, passwordHash }: NewAccount,
  isInvited: boolean,
): Promise<UserRow | null> {
  const instance = await lockInstance(tx);
  refuseRegistration(instance, isInvited);
  return insertUser(tx, {
    id: newId(),
    email,
    name: name ?? email.slice(0, email.indexOf('@')),
    passwordHash,
    language,
    isAdmin: instance.isFirst,
  });
}

function refuseRegistration({ registration, isFirst }: InstanceRow, isInvited: boolean): void {
  if (isFirst || registration === 'open' || (registration === 'invitation' && isInvited)) return;
  throw new AppError(
    'registration-closed',
    registration === 'closed'
      ? 'Nobody can register here any more; ask who administers this instance'
      : 'Only who was invited can register here: use the link or the code of an invitation',
  );
}
