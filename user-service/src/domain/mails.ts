import type { userInternalRoutes } from '@aibmc/common/contract/internal';
import { newId } from '@aibmc/common/ids';
import type { Db } from '@aibmc/common/transaction';
import type { z } from 'zod';
import type { MailContext, UserContext } from '../context.ts';
import { insertMail, insertMailOnce } from '../sql/mails.ts';
import { findUserByEmail, findUserById, type UserRow } from '../sql/users.ts';
import { compose } from './letters/compose.ts';
import type { Letter } from './letters/letter.ts';

const FALLBACK = 'en';

/** Puts a letter about an account on its way, in the transaction of what it tells. */
export async function queueLetter(
  tx: Db,
  mail: MailContext,
  { to, language, letter }: { to: string; language: UserRow['language']; letter: Letter },
): Promise<void> {
  const composed = compose(letter, language ?? FALLBACK, mail.publicUrl);
  await insertMail(tx, { id: newId(), recipient: to, ...composed });
}

type Asked = z.output<(typeof userInternalRoutes)['sendMail']['body']>;

/**
 * Puts a mail of another service on its way, once for each id. False where mail is not configured, the account is
 * gone or wants none. Who is asked by address gets it in the language of their account, if there is one.
 */
export async function sendMailFor(ctx: UserContext, { id, to, mail: letter }: Asked): Promise<boolean> {
  if (!ctx.mail) return false;
  const recipient = await recipientOf(ctx, to);
  if (!recipient) return false;
  const composed = compose(letter, recipient.language ?? FALLBACK, ctx.mail.publicUrl);
  await insertMailOnce(ctx.pool, { id, recipient: recipient.email, ...composed });
  ctx.mail.due.emit('due');
  return true;
}

async function recipientOf(
  { pool }: UserContext,
  to: Asked['to'],
): Promise<Pick<UserRow, 'email' | 'language'> | null> {
  if ('userId' in to) {
    const user = await findUserById(pool, to.userId);
    return user?.wantsMail ? user : null;
  }
  const user = await findUserByEmail(pool, to.email);
  return { email: to.email, language: user?.language ?? to.language };
}
