import type { MailContext, UserContext } from '../context.ts';
import { deleteOldMailIds, deleteOldMails } from '../sql/mails.ts';
import { deleteExpiredTokens } from '../sql/one-time-tokens.ts';
import { deleteOldEndedSessions } from '../sql/ended-sessions.ts';
import { deleteExpiredLimits } from '../sql/rate-limits.ts';
import { deleteExpiredProviderSignIns } from '../sql/provider-sign-ins.ts';
import { deleteOldSpentTokens } from '../sql/refresh-tokens.ts';
import { deleteResetRequests } from '../sql/reset-requests.ts';
import { deleteIdleSessions } from '../sql/sessions.ts';
import { tellEndedSessions } from './ended-sessions.ts';
import { deliverForgettings } from './forgetting.ts';
import { deliverMails } from './outbox.ts';
import { answerResetRequests } from './password-resets.ts';
import { repeat } from '@aibmc/common/repeat';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Starts what runs beside the requests; any number of replicas may. Returns how to stop it. */
export function startBackground(ctx: UserContext): () => Promise<void> {
  const jobs = [
    repeat(ctx.log, { name: 'forgetting', everyMs: 2 * SECOND, job: () => deliverForgettings(ctx) }),
    repeat(ctx.log, { name: 'ended-sessions', everyMs: SECOND / 2, job: () => tellEndedSessions(ctx) }),
    repeat(ctx.log, { name: 'signing-keys', everyMs: MINUTE, job: () => ctx.keys.reload() }),
    repeat(ctx.log, { name: 'clean-up', everyMs: 15 * MINUTE, job: () => cleanUp(ctx) }),
  ];
  const { mail } = ctx;
  if (mail) jobs.push(startMailJob(ctx, mail));
  return async () => {
    mail?.stopping.abort();
    await Promise.all(jobs.map((job) => job.stop()));
  };
}

function startMailJob(ctx: UserContext, mail: MailContext): ReturnType<typeof repeat> {
  const job = repeat(ctx.log, { name: 'mail', everyMs: 10 * SECOND, job: () => deliverAll(ctx, mail) });
  mail.due.on('due', job.wake);
  return job;
}

/** Makes the mails that were asked for by address, then sends whatever is due. */
export async function deliverAll(ctx: UserContext, mail: MailContext): Promise<void> {
  await answerResetRequests(ctx, mail);
  await deliverMails(ctx, mail);
}

/** Removes rows whose time is over: idle sessions with their tokens, old tokens, counters, mails and their ids. */
export async function cleanUp(ctx: UserContext): Promise<void> {
  const sessions = await deleteIdleSessions(ctx.pool);
  const tokens = await deleteOldSpentTokens(ctx.pool);
  const links = await deleteExpiredTokens(ctx.pool);
  const limits = await deleteExpiredLimits(ctx.pool);
  const mailIds = await deleteOldMailIds(ctx.pool);
  const mails = await deleteOldMails(ctx.pool);
  if (mails > 0) ctx.log.warn({ mails }, 'mails that no server took for days were given up');
  if (!ctx.mail) await deleteResetRequests(ctx.pool);
  await deleteExpiredProviderSignIns(ctx.pool);
  await deleteOldEndedSessions(ctx.pool);
  ctx.log.debug({ sessions, tokens, links, limits, mailIds }, 'expired rows removed');
}
