import type { Actor } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { PoolClient } from 'pg';
import type { UserContext } from '../context.ts';
import {
  confirmSecret,
  deleteSecondFactor,
  findSecondFactor,
  putSecret,
  replaceRecoveryCodes,
} from '../sql/second-factors.ts';
import { ownAccount } from './accounts.ts';
import { authenticatorUri, newSecret, stepOfCode } from './authenticator-codes.ts';
import { confirmIdentity } from './confirmation.ts';
import { bareCode, hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { takeCode, withinCodeAttempts } from './second-factor-codes.ts';

/**
 * Makes a secret, which counts once a code of it was confirmed; one that waits for that is void. Throws what
 * `confirmIdentity` throws, or `conflict` where the second factor is on.
 */
export async function startSecondFactor(
  ctx: UserContext,
  actor: Actor,
  password: string | undefined,
  address: string,
): Promise<{ secret: string; uri: string }> {
  const user = await ownAccount(ctx, actor);
  await confirmIdentity(ctx, user, { password, field: 'password', sessionId: actor.sessionId, address });
  const secret = newSecret();
  if (!(await putSecret(ctx.pool, user.id, secret))) throw isOnAlready();
  return { secret, uri: authenticatorUri(secret, user.email) };
}

/** Switches the second factor on and gives the recovery codes. Throws `wrong-credentials` or `conflict`. */
export async function confirmSecondFactor(
  ctx: UserContext,
  { userId }: Actor,
  code: string,
  address: string,
): Promise<string[]> {
  const factor = await findSecondFactor(ctx.pool, userId);
  if (!factor) throw new AppError('conflict', 'There is no secret to confirm: make one first');
  if (factor.isConfirmed) throw isOnAlready();
  const { secret } = factor;
  const step = await withinCodeAttempts(ctx, { userId, address }, () =>
    Promise.resolve(stepOfCode(secret, bareCode(code), new Date())),
  );
  return inTransaction(ctx.pool, async (tx) => {
    if (!(await confirmSecret(tx, { userId, secret, step }))) throw isOnAlready();
    return putRecoveryCodes(tx, userId);
  });
}

/** Switches the second factor off. Throws `wrong-credentials` or `too-many-requests`. */
export async function removeSecondFactor(
  ctx: UserContext,
  actor: Actor,
  code: string,
  address: string,
): Promise<void> {
  await withCode(ctx, actor, { code, address }, async (tx) => {
    await deleteSecondFactor(tx, actor.userId);
    return true;
  });
}

/** New recovery codes in place of the old ones. Throws `wrong-credentials` or `too-many-requests`. */
export async function renewRecoveryCodes(
  ctx: UserContext,
  actor: Actor,
  code: string,
  address: string,
): Promise<string[]> {
  return withCode(ctx, actor, { code, address }, (tx) => putRecoveryCodes(tx, actor.userId));
}

/** Does something in the transaction that uses a code up. */
async function withCode<T>(
  ctx: UserContext,
  { userId }: Actor,
  { code, address }: { code: string; address: string },
  work: (tx: PoolClient) => Promise<T>,
): Promise<T> {
  return withinCodeAttempts(ctx, { userId, address }, () =>
    inTransaction(ctx.pool, async (tx) => ((await takeCode(tx, userId, code)) ? work(tx) : null)),
  );
}

async function putRecoveryCodes(tx: PoolClient, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(tx, userId, codes.map(hashRecoveryCode));
  return codes;
}

function isOnAlready(): AppError {
  return new AppError('conflict', 'The second factor is on already');
}
