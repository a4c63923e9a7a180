import { AppError } from '@aibmc/common/errors';
import type { Db } from '@aibmc/common/transaction';
import type { UserContext } from '../context.ts';
import { findSecondFactor, takeRecoveryCode, takeStep } from '../sql/second-factors.ts';
import { stepOfCode } from './authenticator-codes.ts';
import { withinAttempts } from './limits.ts';
import { bareCode, hashRecoveryCode } from './recovery-codes.ts';

const SIX_DIGITS = /^\d{6}$/;

/** Uses a code of the authenticator, or a recovery code, up; false where it is wrong or was used before. */
export async function takeCode(tx: Db, userId: string, code: string): Promise<boolean> {
  const typed = bareCode(code);
  if (!SIX_DIGITS.test(typed)) return takeRecoveryCode(tx, userId, hashRecoveryCode(typed));
  const factor = await findSecondFactor(tx, userId);
  if (!factor?.isConfirmed) return false;
  const step = stepOfCode(factor.secret, typed, new Date());
  return step !== null && takeStep(tx, { userId, secret: factor.secret, step });
}

/**
 * Runs a check of a code, null meaning that it is wrong, within limits of the same size as those of passwords. They
 * are counted apart, since the right password, which whoever guesses codes has, clears the password's. Throws
 * `wrong-credentials` or `too-many-requests`.
 */
export async function withinCodeAttempts<T>(
  ctx: UserContext,
  { userId, address }: { userId: string; address: string },
  check: () => Promise<T | null>,
): Promise<T> {
  let found: T | null = null;
  await withinAttempts(ctx.limits, { account: `second-factor ${userId}`, address }, async () => {
    found = await check();
    return found !== null;
  });
  if (found !== null) return found;
  throw new AppError('wrong-credentials', 'The code is wrong or was used before', {
    errors: [{ path: 'code', message: 'is wrong or was used before' }],
  });
}
