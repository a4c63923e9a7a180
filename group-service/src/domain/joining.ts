import { createHash } from 'node:crypto';
import type { InvitationPreview } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { type Role, ROLES } from '@aibmc/common/permissions';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import { lockGroup } from '../sql/groups.ts';
import {
  consumeInvitation,
  findInvitationByCode,
  findInvitationByHash,
  type FoundInvitation,
} from '../sql/invitations.ts';
import { notifyAccess } from '../sql/live-access.ts';
import { findMemberRole, upsertMember } from '../sql/members.ts';
import { record } from './activity.ts';
import { readCode } from './invitation-codes.ts';
import { countGuess, refuseGuesser } from './limits.ts';
import { requirePerson } from './people.ts';

type Tools = Pick<Context, 'pool' | 'users' | 'limits'>;

/** What an open invitation is for. Throws `not-found`, `too-many-requests`, or `gone` once it is expired or used up. */
export async function previewInvitation(
  tools: Tools,
  given: string,
  address: string,
): Promise<InvitationPreview> {
  const { groupId, groupName, groupDescription, role, email, invitedBy, memberCount, isOpen } =
    await requireInvitation(tools, given, address);
  if (!isOpen) throw invitationGone();
  const isForOneEmail = email !== null;
  return { groupId, groupName, groupDescription, role, invitedBy, memberCount, isForOneEmail };
}

/** Whether an invitation could be accepted by an account with this e-mail address. Throws `too-many-requests`. */
export async function isOpenFor(
  tools: Tools,
  given: string,
  email: string,
  address: string | null,
): Promise<boolean> {
  const invitation = await findInvitation(tools, given, address);
  if (!invitation?.isOpen) return false;
  return invitation.email === null || invitation.email === email.toLowerCase();
}

/**
 * Joins the group of an invitation. Who is in it with that role or a stronger one stays so and uses nothing up, so
 * accepting twice is answered the same. Throws `not-found`, `too-many-requests`, `gone`, `forbidden` where it is for
 * another e-mail address.
 */
export async function acceptInvitation(
  tools: Tools,
  given: string,
  userId: string,
  address: string,
): Promise<{ groupId: string; role: Role }> {
  const invitation = await requireInvitation(tools, given, address);
  if (invitation.email !== null) await requireAddressee(tools, invitation.email, userId);
  return inTransaction(tools.pool, async (tx) => {
    await requirePerson(tx, userId);
    return join(tx, invitation, userId);
  });
}

async function requireAddressee({ users }: Tools, email: string, userId: string): Promise<void> {
  if ((await users.findByEmail(email)) === userId) return;
  throw new AppError('forbidden', 'This invitation is for another e-mail address');
}

/** The terms were read before; that it is still open is decided when it is counted. */
async function join(
  tx: Db,
  { id, groupId, role }: FoundInvitation,
  userId: string,
): Promise<{ groupId: string; role: Role }> {
  if (!(await lockGroup(tx, groupId))) throw noSuchInvitation();
  const current = await findMemberRole(tx, groupId, userId);
  if (current && ROLES.indexOf(current) >= ROLES.indexOf(role)) return { groupId, role: current };
  if (!(await consumeInvitation(tx, id))) throw invitationGone();
  await upsertMember(tx, groupId, userId, role);
  await notifyAccess(tx, { groupId, userId });
  if (current) {
    const change = { role, roleBefore: current, person: userId };
    await record(tx, { kind: 'role-changed', groupId, actor: userId, ...change });
  } else await record(tx, { kind: 'member-joined', groupId, actor: userId, role });
  return { groupId, role };
}

async function requireInvitation(tools: Tools, given: string, address: string): Promise<FoundInvitation> {
  const invitation = await findInvitation(tools, given, address);
  if (!invitation) throw noSuchInvitation();
  return invitation;
}

/**
 * An invitation by its token, which nobody guesses, or by its code: wrong codes are counted, and beyond the limit right
 * ones are not told from them.
 */
async function findInvitation(
  { pool, limits }: Tools,
  given: string,
  address: string | null,
): Promise<FoundInvitation | null> {
  const code = readCode(given);
  if (code === null) return findInvitationByHash(pool, hashOfToken(given));
  const found = await findInvitationByCode(pool, code);
  await (found ? refuseGuesser(limits, address) : countGuess(limits, address));
  return found;
}

/** What is kept of a token. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function noSuchInvitation(): AppError {
  return new AppError('not-found', 'There is no such invitation');
}

function invitationGone(): AppError {
  return new AppError('gone', 'This invitation has expired or was used up');
}
