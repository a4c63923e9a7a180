import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { UserContext } from '../context.ts';
import { countChallengeAttempt, deleteChallenge } from '../sql/challenges.ts';
import { findUserById } from '../sql/users.ts';
import { hashToken } from './refresh-tokens.ts';
import { takeCode, withinCodeAttempts } from './second-factor-codes.ts';
import { type Client, openSession, tokensOf } from './sessions.ts';

/** Wrong codes after which signing in begins anew. */
const WRONG_CODES = 5;

/**
 * Opens a session for a challenge and a code of the authenticator, or a recovery code. Throws `wrong-credentials`,
 * `too-many-requests`, or `gone` where the challenge is over: then signing in begins anew.
 */
export async function completeSession(
  ctx: UserContext,
  { challenge, code }: { challenge: string; code: string },
  client: Client,
): Promise<SessionTokens> {
  const hash = hashToken(challenge);
  const begun = await countChallengeAttempt(ctx.pool, hash, WRONG_CODES);
  const user = begun && (await findUserById(ctx.pool, begun.userId));
  // what was proved was the password of that moment
  if (!user || user.passwordHash !== begun.passwordHash) throw challengeIsOver();
  const opened = await withinCodeAttempts(ctx, { userId: user.id, address: client.address }, () =>
    inTransaction(ctx.pool, async (tx) => {
      if (!(await takeCode(tx, user.id, code))) return null;
      const session = (await deleteChallenge(tx, hash)) ? await openSession(tx, user, client.device) : null;
      if (session) return session;
      throw challengeIsOver();
    }),
  );
  return tokensOf(ctx, user, opened.sessionId, opened.refreshToken);
}

function challengeIsOver(): AppError {
  return new AppError('gone', 'This sign-in is over; begin again');
}
