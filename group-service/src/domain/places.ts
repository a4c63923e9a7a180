import type { Db } from '@aibmc/common/transaction';
import { holdGroup } from '../sql/groups.ts';
import { groupFor } from './groups.ts';
import { requirePerson } from './people.ts';

/** Whose a canvas is: exactly one of both. */
export interface Place {
  groupId: string | null;
  ownerId: string | null;
}

/**
 * Where somebody may put a canvas: a group, which is kept from being deleted until the transaction ends, or else
 * themselves. Throws `not-found`, `forbidden` for the group, `unauthenticated` for somebody who was forgotten.
 */
export async function placeFor(tx: Db, groupId: string | null, userId: string): Promise<Place> {
  await requirePerson(tx, userId);
  if (groupId === null) return { groupId, ownerId: userId };
  await holdGroup(tx, groupId);
  await groupFor(tx, groupId, userId, 'group.add-canvas');
  return { groupId, ownerId: null };
}
