import type { Mail } from '@aibmc/common/contract/mails';
import type { Logger } from '@aibmc/common/logger';
import { repeat } from '@aibmc/common/repeat';
import type { Pool } from 'pg';
import type { UserService } from '../clients/user-service.ts';
import { claimMails, type NotificationToMail, settleMail } from '../sql/notifications.ts';

const EVERY_MS = 15_000;
/** Claimed at a time: each is one call of user-service, and all are done before they would be claimed again. */
const BATCH = 10;

export interface MailingContext {
  pool: Pool;
  log: Logger;
  users: Pick<UserService, 'sendMail'>;
}

/**
 * Hands user-service the notifications that nobody has read within two minutes. What it does not answer is tried again
 * later, with the same id, for a day. How many it took or did not want.
 */
export async function mailNotifications(
  { pool, log, users }: MailingContext,
  signal?: AbortSignal,
): Promise<number> {
  let count = 0;
  while (!signal?.aborted) {
    const due = await claimMails(pool, BATCH);
    for (const notification of due.mails) {
      try {
        await hand(users, notification);
      } catch (err) {
        log.info({ err }, 'user-service took no notification to mail, trying again later');
        return count;
      }
      await settleMail(pool, notification.id);
      count += 1;
    }
    if (due.claimed < BATCH) break;
  }
  return count;
}

async function hand(
  users: MailingContext['users'],
  { id, userId, ...notification }: NotificationToMail,
): Promise<void> {
  const mail = mailOf(notification);
  if (mail) await users.sendMail({ id, to: { userId }, mail });
}

/** What is mailed of a notification; null for kinds that are not. */
function mailOf({
  kind,
  actor,
  canvas,
  group,
  role,
  text,
  path,
}: Omit<NotificationToMail, 'id' | 'userId'>): Mail | null {
  const canvasTitle = canvas?.title ?? '';
  if (kind === 'mention' || kind === 'reply') {
    return { kind, by: actor?.name ?? '', canvasTitle, text: text ?? '', path };
  }
  if (kind === 'generation-finished') return { kind, canvasTitle, path };
  if (kind === 'role-changed' && role) return { kind, groupName: group?.name ?? '', role, path };
  return null;
}

/** Does so all the time, in every replica alike. What it returns ends it, once the mail at hand is done. */
export function startMailing(ctx: MailingContext, everyMs = EVERY_MS): () => Promise<void> {
  const stopping = new AbortController();
  const job = repeat(ctx.log, {
    name: 'mails of notifications',
    everyMs,
    job: async () => {
      await mailNotifications(ctx, stopping.signal);
    },
  });
  return async () => {
    stopping.abort();
    await job.stop();
  };
}
