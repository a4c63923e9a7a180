import { createHash, randomBytes } from 'node:crypto';
import type { InvitationPreview, NewInvitation } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { type Role, ROLES } from '@aibmc/common/permissions';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { lockGroup } from '../sql/groups.ts';
import {
  consumeInvitation,
  findInvitationByHash,
  type FoundInvitation,
  insertInvitation,
} from '../sql/invitations.ts';
import { notifyAccess } from '../sql/live-access.ts';
import { findMemberRole, upsertMember } from '../sql/members.ts';
import { groupFor } from './groups.ts';
import { requirePerson } from './people.ts';

interface InvitationTerms {
  role: Role;
  expiresAt?: string;
  maxUses?: number;
}

/** Makes an invitation. Only this answer has its token, of which the hash is kept. */
export async function invite(
  pool: Pool,
  groupId: string,
  actorId: string,
  { role, expiresAt, maxUses }: InvitationTerms,
): Promise<NewInvitation> {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
    throw new AppError('invalid', 'Check the fields that are named', {
      errors: [{ path: 'expiresAt', message: 'must lie in the future' }],
    });
  }
  const token = randomBytes(32).toString('base64url');
  const invitation = await inTransaction(pool, async (tx) => {
    await requirePerson(tx, actorId);
    await groupFor(tx, groupId, actorId, 'group.invite');
    return insertInvitation(tx, {
      id: newId(),
      groupId,
      tokenHash: hashOf(token),
      role,
      createdBy: actorId,
      expiresAt: expiresAt ?? null,
      maxUses: maxUses ?? null,
    });
  });
  return { ...invitation, token, url: `/join/${token}`, mailed: false };
}

/** What an open invitation is for. Throws `not-found`, or `gone` once it is expired or used up. */
export async function previewInvitation(db: Db, token: string): Promise<InvitationPreview> {
  const { groupId, groupName, groupDescription, role, email, invitedBy, memberCount, isOpen } =
    await requireInvitation(db, token);
  if (!isOpen) throw invitationGone();
  const isForOneEmail = email !== null;
  return { groupId, groupName, groupDescription, role, invitedBy, memberCount, isForOneEmail };
}

/**
 * Joins the group of an invitation. Who is in it with that role or a stronger one stays so and uses nothing up, so
 * accepting twice is answered the same. Throws `not-found`, `gone`.
 */
export async function acceptInvitation(
  pool: Pool,
  token: string,
  userId: string,
): Promise<{ groupId: string; role: Role }> {
  return inTransaction(pool, async (tx) => {
    await requirePerson(tx, userId);
    const { id, groupId, role } = await requireInvitation(tx, token);
    if (!(await lockGroup(tx, groupId))) throw noSuchInvitation();
    const current = await findMemberRole(tx, groupId, userId);
    if (current && ROLES.indexOf(current) >= ROLES.indexOf(role)) return { groupId, role: current };
    if (!(await consumeInvitation(tx, id))) throw invitationGone();
    await upsertMember(tx, groupId, userId, role);
    await notifyAccess(tx, { groupId, userId });
    return { groupId, role };
  });
}

async function requireInvitation(db: Db, token: string): Promise<FoundInvitation> {
  const invitation = await findInvitationByHash(db, hashOf(token));
  if (!invitation) throw noSuchInvitation();
  return invitation;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function noSuchInvitation(): AppError {
  return new AppError('not-found', 'There is no such invitation');
}

function invitationGone(): AppError {
  return new AppError('gone', 'This invitation has expired or was used up');
}
