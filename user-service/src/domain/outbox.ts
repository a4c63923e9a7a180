import { MailRefused } from '../clients/smtp.ts';
import type { MailContext, UserContext } from '../context.ts';
import { claimMails, deleteMail, type MailRow } from '../sql/mails.ts';

/** Connections to the mail server at a time. */
const AT_ONCE = 5;

/**
 * Sends what is due. What the server does not take stays due later, for three days; what it will never take goes at
 * once. While it takes nothing at all, the rest waits for the next time.
 */
export async function deliverMails(ctx: UserContext, mail: MailContext): Promise<void> {
  while (!mail.stopping.signal.aborted) {
    const due = await claimMails(ctx.pool, AT_ONCE);
    const delivered = await Promise.all(due.map((row) => deliver(ctx, mail, row)));
    if (due.length < AT_ONCE || !delivered.includes(true)) return;
  }
}

/** Tells whether the mail is done with. */
async function deliver(ctx: UserContext, mail: MailContext, row: MailRow): Promise<boolean> {
  try {
    await mail.send(row, mail.stopping.signal);
  } catch (err) {
    const isFinal = err instanceof MailRefused && err.isFinal;
    ctx.log.warn({ err, mailId: row.id, attempts: row.attempts, isFinal }, 'a mail was not taken');
    if (!isFinal) return false;
  }
  await deleteMail(ctx.pool, row.id);
  return true;
}
