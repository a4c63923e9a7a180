import type { Group } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Action } from '@aibmc/common/permissions';
import type { Pool } from 'pg';
import { findGroupFor, type GroupTexts, insertGroup, lockGroup, updateGroupTexts } from '../sql/groups.ts';
import { requireAction } from './access.ts';
import { record } from './activity.ts';
import { requirePerson } from './people.ts';

/** A group as somebody who may take the action sees it. Throws `not-found`, `forbidden`. */
export async function groupFor(db: Db, groupId: string, userId: string, action: Action): Promise<Group> {
  return requireAction(await findGroupFor(db, groupId, userId), action, 'group');
}

/** Makes a group whose owner is the person who makes it. */
export async function createGroup(pool: Pool, userId: string, texts: GroupTexts): Promise<Group> {
  const id = newId();
  return inTransaction(pool, async (tx) => {
    await requirePerson(tx, userId);
    await insertGroup(tx, id, texts, userId);
    await record(tx, { kind: 'group-created', groupId: id, actor: userId });
    return groupFor(tx, id, userId, 'group.read');
  });
}

/** Changes what is given; the group as it is then. */
export async function updateGroup(
  pool: Pool,
  groupId: string,
  userId: string,
  { name, description }: Partial<GroupTexts>,
): Promise<Group> {
  return inTransaction(pool, async (tx) => {
    await requireLockedGroup(tx, groupId);
    const before = await groupFor(tx, groupId, userId, 'group.update');
    const texts = { name: name ?? before.name, description: description ?? before.description };
    await updateGroupTexts(tx, groupId, texts);
    if (texts.name !== before.name) await record(tx, { kind: 'group-renamed', groupId, actor: userId });
    return { ...before, ...texts };
  });
}

/** Locks a group until the transaction ends. Throws `not-found`. */
export async function requireLockedGroup(tx: Db, groupId: string): Promise<void> {
  if (!(await lockGroup(tx, groupId))) throw new AppError('not-found', 'There is no such group');
}
