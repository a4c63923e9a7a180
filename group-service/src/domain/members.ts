import type { Member } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Action, Role } from '@aibmc/common/permissions';
import type { Pool } from 'pg';
import { notifyAccess } from '../sql/live-access.ts';
import { deleteMember, findStanding, type Standing, updateMemberRole } from '../sql/members.ts';
import { requireAction } from './access.ts';
import { record } from './activity.ts';
import { requireLockedGroup } from './groups.ts';
import { notify } from './notifications.ts';

/** Gives a member a role. Throws `not-found`, `forbidden`, and `last-owner` for what would leave no owner. */
export async function changeRole(
  pool: Pool,
  groupId: string,
  actorId: string,
  userId: string,
  role: Role,
): Promise<Member> {
  return inTransaction(pool, async (tx) => {
    const standing = await lockedStanding(tx, groupId, actorId, userId, 'group.manage-members');
    if (role !== 'owner') refuseLastOwner(standing);
    const member = await updateMemberRole(tx, groupId, userId, role);
    if (!member) throw noSuchMember();
    const roleBefore = standing.targetRole ?? role;
    if (role === roleBefore) return member;
    await notifyAccess(tx, { groupId, userId });
    await record(tx, { kind: 'role-changed', groupId, actor: actorId, person: userId, role, roleBefore });
    await notify(tx, {
      userId,
      kind: 'role-changed',
      actor: actorId,
      groupId,
      role,
      path: `/groups/${groupId}`,
    });
    return member;
  });
}

/** Takes a member out of a group; anybody may go themselves. Throws as `changeRole` does. */
export async function removeMember(
  pool: Pool,
  groupId: string,
  actorId: string,
  userId: string,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const action = actorId === userId ? 'group.leave' : 'group.manage-members';
    const standing = await lockedStanding(tx, groupId, actorId, userId, action);
    refuseLastOwner(standing);
    await deleteMember(tx, groupId, userId);
    await notifyAccess(tx, { groupId, userId });
    const kind = actorId === userId ? 'member-left' : 'member-removed';
    const roleBefore = standing.targetRole ?? undefined;
    await record(tx, { kind, groupId, actor: actorId, person: userId, roleBefore });
  });
}

/** Roles are read after the group is locked, in a statement of their own: they are those of the owner before. */
async function lockedStanding(
  tx: Db,
  groupId: string,
  actorId: string,
  userId: string,
  action: Action,
): Promise<Standing> {
  await requireLockedGroup(tx, groupId);
  const standing = requireAction(await findStanding(tx, groupId, actorId, userId), action, 'group');
  if (standing.targetRole === null) throw noSuchMember();
  return standing;
}

function refuseLastOwner({ targetRole, owners }: Standing): void {
  if (targetRole === 'owner' && owners === 1) {
    throw new AppError('last-owner', 'A group keeps at least one owner: make somebody else owner first');
  }
}

function noSuchMember(): AppError {
  return new AppError('not-found', 'This person is not in the group');
}
