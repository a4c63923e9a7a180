import { randomBytes } from 'node:crypto';
import type { Actor } from '@aibmc/common/auth';
import type { Language } from '@aibmc/common/canvas/blocks';
import type { Invitation, NewInvitation } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import type { Role } from '@aibmc/common/permissions';
import { spend } from '@aibmc/common/rate-limits';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import type { Context } from '../context.ts';
import { deleteInvitation, insertInvitation, type InvitationToInsert } from '../sql/invitations.ts';
import { deleteNotificationsOfInvitation } from '../sql/notifications.ts';
import { record } from './activity.ts';
import { groupFor } from './groups.ts';
import { newCode } from './invitation-codes.ts';
import { hashOfToken, noSuchInvitation } from './joining.ts';
import { notify } from './notifications.ts';
import { requirePerson } from './people.ts';

/** Codes are short: one that is given no end has this. */
const CODE_DAYS = 14;
const DAY_MS = 24 * 60 * 60_000;

interface InvitationTerms {
  role: Role;
  expiresAt?: string;
  maxUses?: number;
  /** Of the only account that may accept it. */
  email?: string;
  /** Whether it has a code. */
  code: boolean;
  /** Of the mail. */
  language: Language;
}

type Tools = Pick<Context, 'pool' | 'users' | 'limits' | 'log'>;

/**
 * Makes an invitation. Only this answer has its token, of which the hash is kept. One for an e-mail address is told
 * there, and in the application where an account has it; whether one has is told to nobody.
 */
export async function invite(
  tools: Tools,
  groupId: string,
  actor: Actor,
  terms: InvitationTerms,
): Promise<NewInvitation> {
  refusePast(terms.expiresAt);
  await groupFor(tools.pool, groupId, actor.userId, 'group.invite');
  const invited = terms.email === undefined ? null : await findInvited(tools, actor.userId, terms.email);
  const token = randomBytes(32).toString('base64url');
  const url = `/join/${token}`;
  const { role } = terms;
  const made = await inTransaction(tools.pool, async (tx) => {
    await requirePerson(tx, actor.userId);
    const group = await groupFor(tx, groupId, actor.userId, 'group.invite');
    const invitation = await insertWithCode(tx, terms.code, {
      id: newId(),
      groupId,
      tokenHash: hashOfToken(token),
      role,
      email: terms.email ?? null,
      invited,
      createdBy: actor.userId,
      expiresAt:
        terms.expiresAt ?? (terms.code ? new Date(Date.now() + CODE_DAYS * DAY_MS).toISOString() : null),
      maxUses: terms.maxUses ?? null,
    });
    await record(tx, { kind: 'invitation-made', groupId, actor: actor.userId, role });
    const news = { kind: 'invitation', actor: actor.userId, groupId, role, path: url } as const;
    if (invited) await notify(tx, { userId: invited, ...news });
    return { invitation, groupName: group.name };
  });
  const mailed =
    terms.email !== undefined &&
    (await mailInvitation(tools, made, actor.name, terms.email, terms.language, url));
  return { ...made.invitation, token, url, mailed };
}

function refusePast(expiresAt: string | undefined): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > Date.now()) return;
  throw new AppError('invalid', 'Check the fields that are named', {
    errors: [{ path: 'expiresAt', message: 'must lie in the future' }],
  });
}

/** The account that is invited, where one is known. Invitations by e-mail are limited, since they go to strangers. */
async function findInvited(
  { users, limits, log }: Tools,
  userId: string,
  email: string,
): Promise<string | null> {
  await spend(limits.invitationMails, userId);
  try {
    return await users.findByEmail(email);
  } catch (err) {
    log.warn({ err }, 'whether an account is invited is not known');
    return null;
  }
}

/** A code that is taken is very rare: another is tried. */
async function insertWithCode(
  tx: Db,
  hasCode: boolean,
  given: Omit<InvitationToInsert, 'code'>,
): Promise<Invitation> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const invitation = await insertInvitation(tx, { ...given, code: hasCode ? newCode() : null });
    if (invitation) return invitation;
  }
  throw new AppError('unavailable', 'No code is free right now', { retryAfter: 1 });
}

/** Whether the mail is on its way; an invitation that could not be mailed is good as a link. */
async function mailInvitation(
  { users, log }: Tools,
  { invitation, groupName }: { invitation: Invitation; groupName: string },
  invitedBy: string,
  email: string,
  language: Language,
  path: string,
): Promise<boolean> {
  const mail = { kind: 'invitation' as const, groupName, invitedBy, role: invitation.role, path };
  try {
    return await users.sendMail({ id: invitation.id, to: { email, language }, mail });
  } catch (err) {
    log.warn({ err, invitationId: invitation.id }, 'an invitation was not mailed');
    return false;
  }
}

/** Revokes an invitation; who was told of it is not any more. Throws `not-found`, `forbidden`. */
export async function revokeInvitation(
  pool: Pool,
  groupId: string,
  actor: string,
  invitationId: string,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await groupFor(tx, groupId, actor, 'group.invite');
    const gone = await deleteInvitation(tx, groupId, invitationId);
    if (!gone) throw noSuchInvitation();
    if (gone.invited) await deleteNotificationsOfInvitation(tx, gone.invited, groupId);
    await record(tx, { kind: 'invitation-revoked', groupId, actor, role: gone.role });
  });
}
