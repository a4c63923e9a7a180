import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Group } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { lockCanvas, lockCanvasesOfGroup } from '../sql/canvases.ts';
import { notifyAccess } from '../sql/live-access.ts';
import { holdGroup } from '../sql/groups.ts';
import { findMemberRole } from '../sql/members.ts';
import {
  type CanvasInTrash,
  findTrashedCanvasFor,
  lockTrashedGroup,
  trashCanvas,
  trashGroup,
  untrashCanvas,
  untrashGroup,
} from '../sql/trash.ts';
import { record } from './activity.ts';
import { canvasFor } from './canvases.ts';
import { groupFor, requireLockedGroup } from './groups.ts';
import { requirePerson } from './people.ts';

/** Puts a group with its canvases into the trash. Throws `not-found`, `forbidden`. */
export async function removeGroup(pool: Pool, groupId: string, actor: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await requireLockedGroup(tx, groupId);
    await groupFor(tx, groupId, actor, 'group.delete');
    await lockCanvasesOfGroup(tx, groupId);
    await trashGroup(tx, groupId, actor);
    await notifyAccess(tx, { groupId });
    await record(tx, { kind: 'group-deleted', groupId, actor });
  });
}

/**
 * Brings a group back with its members and the canvases that went with it. For its owners: to all others, members or
 * not, there is no such group (`not-found`).
 */
export async function restoreGroup(pool: Pool, groupId: string, actor: string): Promise<Group> {
  return inTransaction(pool, async (tx) => {
    const isThere = await lockTrashedGroup(tx, groupId);
    if (!isThere || (await findMemberRole(tx, groupId, actor)) !== 'owner') {
      throw new AppError('not-found', 'There is no such group in your trash');
    }
    await lockCanvasesOfGroup(tx, groupId);
    await untrashGroup(tx, groupId);
    await record(tx, { kind: 'group-restored', groupId, actor });
    return groupFor(tx, groupId, actor, 'group.read');
  });
}

/** Puts a canvas into the trash. Throws `not-found`, `forbidden`. */
export async function removeCanvas(pool: Pool, canvasId: string, actor: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockCanvas(tx, canvasId);
    const { title, groupId } = await canvasFor(tx, canvasId, actor, 'canvas.delete');
    await trashCanvas(tx, canvasId, actor);
    await notifyAccess(tx, { canvasId });
    if (groupId)
      await record(tx, { kind: 'canvas-deleted', groupId, actor, canvas: { id: canvasId, title } });
  });
}

/**
 * Brings a canvas back to where it was, for who owns that place. Throws `not-found`, also to all others, and
 * `conflict` where its group is in the trash itself.
 */
export async function restoreCanvas(pool: Pool, canvasId: string, actor: string): Promise<CanvasSummary> {
  return inTransaction(pool, async (tx) => {
    await requirePerson(tx, actor);
    const { groupId } = await trashedCanvasFor(tx, canvasId, actor);
    // the order of locks is people, groups, canvases: what was read before is read again under them
    if (groupId) await holdGroup(tx, groupId);
    await lockCanvas(tx, canvasId);
    const { title, isGroupInTrash } = await trashedCanvasFor(tx, canvasId, actor);
    if (isGroupInTrash) throw groupInTrash();
    await untrashCanvas(tx, canvasId);
    if (groupId)
      await record(tx, { kind: 'canvas-restored', groupId, actor, canvas: { id: canvasId, title } });
    return canvasFor(tx, canvasId, actor, 'canvas.read');
  });
}

async function trashedCanvasFor(tx: Db, canvasId: string, actor: string): Promise<CanvasInTrash> {
  const found = await findTrashedCanvasFor(tx, canvasId, actor);
  if (found?.role !== 'owner') throw new AppError('not-found', 'There is no such canvas in your trash');
  return found;
}

function groupInTrash(): AppError {
  return new AppError('conflict', 'The group of this canvas is in the trash: restore the group first');
}
