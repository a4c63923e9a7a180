import type { Departure } from '@aibmc/common/contract/groups';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import {
  abandon,
  countCanvasesOf,
  deleteShareLinksBy,
  type GroupToLeave,
  listGroupsToLeave,
  lockCanvasesToRemove,
  lockGroupsOf,
} from '../sql/departures.ts';
import { deleteInvitationsOf } from '../sql/invitations.ts';
import { notifyAccess } from '../sql/live-access.ts';
import { deleteMembershipsOf, updateMemberRole } from '../sql/members.ts';
import { forgetName } from '../sql/people.ts';
import { deleteDueGroups } from '../sql/purge.ts';
import { deleteTalkOf } from '../sql/talk-of-person.ts';
import { record } from './activity.ts';
import { notify } from './notifications.ts';
import { purgeCanvases } from './purge.ts';

type Heir = NonNullable<GroupToLeave['heir']>;

/** What becomes of the groups that a person is in when they go for good. */
interface Fates {
  /** Nobody else is in them; or they are in the trash, and nobody else could restore them. */
  removed: GroupToLeave[];
  /** Without another owner: the strongest member becomes it. */
  handedOver: (GroupToLeave & { heir: Heir })[];
  left: GroupToLeave[];
}

async function fatesOf(db: Db, userId: string): Promise<Fates> {
  const fates: Fates = { removed: [], handedOver: [], left: [] };
  for (const group of await listGroupsToLeave(db, userId)) {
    const { heir, isInTrash, role } = group;
    if (!heir || (isInTrash && heir.role !== 'owner')) fates.removed.push(group);
    else if (role === 'owner' && heir.role !== 'owner') fates.handedOver.push({ ...group, heir });
    else fates.left.push(group);
  }
  return fates;
}

/** What would become of what a person owns. Of what is in the trash nothing is said: it is deleted already. */
export async function departureOf(db: Db, userId: string): Promise<Departure> {
  const { removed, handedOver, left } = await fatesOf(db, userId);
  const isHere = ({ isInTrash }: GroupToLeave) => !isInTrash;
  return {
    canvases: await countCanvasesOf(db, userId),
    removed: removed.filter(isHere).map(({ id, name }) => ({ id, name })),
    handedOver: handedOver.map(({ id, name, heir }) => ({ id, name, to: heir.name })),
    left: left.filter(isHere).length,
  };
}

/**
 * Removes a person's name, memberships, invitations, share links and personal canvases, and does with their groups what
 * `departureOf` says. Locks are taken in the order that all transactions here keep: people, groups, canvases. What was
 * only theirs is out of reach at once; then it is removed piece by piece, by the purge if this process should stop.
 */
export async function forgetPerson(pool: Pool, userId: string): Promise<void> {
  const canvasIds = await inTransaction(pool, async (tx) => {
    await forgetName(tx, userId);
    await lockGroupsOf(tx, userId);
    const { removed, handedOver, left } = await fatesOf(tx, userId);
    const removedIds = removed.map(({ id }) => id);
    await lockCanvasesToRemove(tx, userId, removedIds);
    for (const { id, heir } of handedOver) await handOver(tx, id, heir);
    for (const { id } of [...handedOver, ...left]) {
      await record(tx, { kind: 'member-left', groupId: id, actor: null, person: userId });
    }
    await deleteMembershipsOf(tx, userId);
    await deleteTalkOf(tx, userId);
    await deleteInvitationsOf(tx, userId);
    for (const canvasId of await deleteShareLinksBy(tx, userId)) await notifyAccess(tx, { canvasId });
    const abandoned = await abandon(tx, userId, removedIds);
    for (const canvasId of abandoned) await notifyAccess(tx, { canvasId });
    await notifyAccess(tx, { userId });
    return abandoned;
  });
  await purgeCanvases(pool, canvasIds);
  await deleteDueGroups(pool, GROUPS_AT_ONCE);
}

const GROUPS_AT_ONCE = 1_000;

async function handOver(tx: Db, groupId: string, heir: Heir): Promise<void> {
  await updateMemberRole(tx, groupId, heir.id, 'owner');
  await notifyAccess(tx, { groupId, userId: heir.id });
  await record(tx, {
    kind: 'role-changed',
    groupId,
    actor: null,
    person: heir.id,
    role: 'owner',
    roleBefore: heir.role,
  });
  const path = `/groups/${groupId}`;
  await notify(tx, { userId: heir.id, kind: 'role-changed', actor: null, groupId, role: 'owner', path });
}
