import { AppError } from '@aibmc/common/errors';
import type { UserContext } from '../context.ts';
import { isSessionFresh } from '../sql/sessions.ts';
import type { UserRow } from '../sql/users.ts';
import { withinAttempts } from './limits.ts';

/** Minutes after signing in within which who has no password needs none. */
const FRESH_MINUTES = 10;

interface Proof {
  password: string | undefined;
  /** Of the request, where the password stands. */
  field: string;
  sessionId: string;
  address: string;
}

/**
 * Lets only the account's own person go on: by the password, or where there is none, by a session that was signed in
 * to a moment ago. A stolen token alone must not be enough, nor a way to guess the password without limit.
 * Throws `invalid` without the password, `wrong-credentials`, `too-many-requests`, or `sign-in-again`.
 */
export async function confirmIdentity(ctx: UserContext, user: UserRow, proof: Proof): Promise<void> {
  if (user.passwordHash === null) return confirmFreshSession(ctx, proof.sessionId);
  const { password, field, address } = proof;
  if (password === undefined) throw refused('invalid', 'Give the password', field, 'is required');
  const right = await withinAttempts(ctx.limits, { account: user.email, address }, () =>
    ctx.passwords.matches(password, user.passwordHash),
  );
  if (right) return;
  throw refused('wrong-credentials', 'The password is wrong', field, 'is not the password of this account');
}

/** Throws `sign-in-again` where the session was not signed in to a moment ago. */
export async function confirmFreshSession(ctx: UserContext, sessionId: string): Promise<void> {
  if (await isSessionFresh(ctx.pool, sessionId, FRESH_MINUTES)) return;
  throw new AppError('sign-in-again', 'Sign in again first: this needs a sign-in of the last 10 minutes');
}

function refused(
  code: 'invalid' | 'wrong-credentials',
  text: string,
  path: string,
  message: string,
): AppError {
  return new AppError(code, text, { errors: [{ path, message }] });
}
