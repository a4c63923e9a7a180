import type { Actor } from '@aibmc/common/auth';
import type { User } from '@aibmc/common/contract/users';
import { inTransaction } from '@aibmc/common/transaction';
import type { MailContext, UserContext } from '../context.ts';
import { deleteTokensOf, findToken, insertToken, takeToken } from '../sql/one-time-tokens.ts';
import { findUserByEmail, findUserById, lockUser, updateEmail, type UserRow } from '../sql/users.ts';
import { accountIsGone, ownAccount } from './accounts.ts';
import { confirmIdentity } from './confirmation.ts';
import { countEmailChange, countRegistration, countTakenEmail } from './limits.ts';
import type { Letter } from './letters/letter.ts';
import { queueLetter } from './mails.ts';
import { makeToken } from './one-time-tokens.ts';
import { linkIsGone } from './password-resets.ts';
import { hashToken } from './refresh-tokens.ts';
import { emailTaken } from './registration.ts';
import { toUser } from './sessions.ts';

const MINUTES = 24 * 60;

interface Change {
  email: string;
  password?: string | undefined;
}

/**
 * Changes the e-mail address: at once, or where mail is sent, by a link to the new one. Throws what `confirmIdentity`
 * throws, `too-many-requests`, and without mail `email-taken`.
 */
export async function changeEmail(
  ctx: UserContext,
  actor: Actor,
  { email, password }: Change,
  address: string,
): Promise<{ user: User; confirmationSentTo: string | null }> {
  const user = await ownAccount(ctx, actor);
  await confirmIdentity(ctx, user, { password, field: 'password', sessionId: actor.sessionId, address });
  if (email === user.email) return { user: toUser(user), confirmationSentTo: null };
  if (!ctx.mail) {
    return { user: toUser(await changeAtOnce(ctx, user, email, address)), confirmationSentTo: null };
  }
  await countEmailChange(ctx.limits, user.id);
  await mailConfirmation(ctx, ctx.mail, user, email);
  return { user: toUser(user), confirmationSentTo: email };
}

/** Whether an address is taken is told as at registration, and costs as much. */
async function changeAtOnce(
  ctx: UserContext,
  user: UserRow,
  email: string,
  address: string,
): Promise<UserRow> {
  await countRegistration(ctx.limits, address);
  const changed = await inTransaction(ctx.pool, async (tx) => {
    const updated = await updateEmail(tx, user.id, email);
    if (updated) await deleteTokensOf(tx, user.id, null);
    return updated;
  });
  if (changed) return changed;
  await countTakenEmail(ctx.limits, address);
  throw emailTaken();
}

/** A taken address gets a mail as well, which says so: whoever asked learns nothing of it. */
async function mailConfirmation(
  ctx: UserContext,
  mail: MailContext,
  user: UserRow,
  email: string,
): Promise<void> {
  const { token, hash } = makeToken();
  await inTransaction(ctx.pool, async (tx) => {
    await deleteTokensOf(tx, user.id, 'change-email');
    await insertToken(tx, { hash, purpose: 'change-email', userId: user.id, email, minutes: MINUTES });
    const holder = await findUserByEmail(tx, email);
    const letter: Letter = holder
      ? { kind: 'email-in-use' }
      : { kind: 'confirm-email', path: `/confirm-email/${token}` };
    await queueLetter(tx, mail, { to: email, language: (holder ?? user).language, letter });
  });
  mail.due.emit('due');
}

/**
 * Takes the new address by the link that was sent to it, tells the old one, and voids every other link. Throws `gone`,
 * or `email-taken` where somebody has registered with it meanwhile.
 */
export async function confirmEmail(ctx: UserContext, token: string): Promise<{ email: string }> {
  const email = await inTransaction(ctx.pool, async (tx) => {
    const { userId } = (await findToken(tx, hashToken(token), 'change-email')) ?? linkIsGone();
    await lockUser(tx, userId);
    const change = await takeToken(tx, hashToken(token), 'change-email');
    if (!change?.newEmail) return linkIsGone();
    const user = (await findUserById(tx, userId)) ?? accountIsGone();
    if (!(await updateEmail(tx, user.id, change.newEmail))) throw emailTaken();
    await deleteTokensOf(tx, user.id, null);
    if (ctx.mail) {
      const letter = { kind: 'email-changed' } as const;
      await queueLetter(tx, ctx.mail, { to: user.email, language: user.language, letter });
    }
    return change.newEmail;
  });
  ctx.mail?.due.emit('due');
  return { email };
}
