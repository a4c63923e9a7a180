import type { UserContext } from '../context.ts';
import { deleteExpiredLimits } from '../sql/rate-limits.ts';
import { deleteOldSpentTokens } from '../sql/refresh-tokens.ts';
import { deleteIdleSessions } from '../sql/sessions.ts';
import { deliverForgettings } from './forgetting.ts';
import { repeat } from '@aibmc/common/repeat';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Starts what runs beside the requests; any number of replicas may. Returns how to stop it. */
export function startBackground(ctx: UserContext): () => Promise<void> {
  const jobs = [
    repeat(ctx.log, { name: 'forgetting', everyMs: 2 * SECOND, job: () => deliverForgettings(ctx) }),
    repeat(ctx.log, { name: 'signing-keys', everyMs: MINUTE, job: () => ctx.keys.reload() }),
    repeat(ctx.log, { name: 'clean-up', everyMs: 15 * MINUTE, job: () => cleanUp(ctx) }),
  ];
  return async () => {
    await Promise.all(jobs.map((job) => job.stop()));
  };
}

/** Removes rows whose time is over: idle sessions with their tokens, old spent tokens, counters. */
export async function cleanUp(ctx: UserContext): Promise<void> {
  const sessions = await deleteIdleSessions(ctx.pool);
  const tokens = await deleteOldSpentTokens(ctx.pool);
  const limits = await deleteExpiredLimits(ctx.pool);
  ctx.log.debug({ sessions, tokens, limits }, 'expired rows removed');
}
