import type { SessionTokens } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { setSessionCookies } from '../session/cookies.ts';
import { localPath } from '../session/local-path.ts';
import { type Notice, redirect } from './view-model.ts';
import type { Visit } from './visit.ts';

/** What the browser calls itself, by which its session goes in the list of devices. */
export function deviceOf({ req }: Visit): string | undefined {
  return req.get('user-agent')?.slice(0, 200);
}

/** Signs the browser in and goes on. */
export function enter(
  { ctx, res }: Visit,
  tokens: SessionTokens,
  next: string | undefined,
  notice?: Notice,
): void {
  setSessionCookies(res, tokens, ctx.config.PUBLIC_URL);
  ctx.people.remember(tokens.user);
  redirect(res, localPath(next), notice);
}

/** Ends the session that the browser came with at user-service, if there is one and it can be reached. */
export async function endOwnSession({ ctx, call }: Visit): Promise<void> {
  if (!call.token) return;
  await ctx.services.users.deleteCurrentSession({}, call).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'unauthenticated') return;
    ctx.log.warn({ err: error }, 'session ended in the browser only');
  });
}
