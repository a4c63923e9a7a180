import { randomBytes } from 'node:crypto';
import { AppError } from '@aibmc/common/errors';
import type { UserContext } from '../context.ts';
import { insertChallenge } from '../sql/challenges.ts';
import type { UserRow } from '../sql/users.ts';
import { hashToken } from './refresh-tokens.ts';

const SECONDS = 5 * 60;
const BYTES = 32;

/**
 * What is thrown at who has proved by password or provider to be this person, and has a second factor:
 * `second-factor-required` with a challenge that goes on with a code.
 */
export async function challenge(
  ctx: UserContext,
  user: Pick<UserRow, 'id' | 'passwordHash'>,
): Promise<AppError> {
  const token = randomBytes(BYTES).toString('base64url');
  await insertChallenge(ctx.pool, {
    hash: hashToken(token),
    userId: user.id,
    passwordHash: user.passwordHash,
    seconds: SECONDS,
  });
  return new AppError('second-factor-required', 'A code of the authenticator is needed too', {
    details: { challenge: token },
  });
}
