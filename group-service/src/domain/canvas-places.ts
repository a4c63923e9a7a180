import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { deleteShareLinksOfCanvas, insertCopy, placeCanvas } from '../sql/canvas-places.ts';
import { lockCanvas } from '../sql/canvases.ts';
import { insertCheckpoint } from '../sql/checkpoints.ts';
import { notifyAccess } from '../sql/live-access.ts';
import { record } from './activity.ts';
import { canvasDetailFor, canvasFor } from './canvases.ts';
import { placeFor } from './places.ts';

/**
 * Moves a canvas into a group or to oneself, with its history and comments; its share links are revoked. Throws
 * `not-found`, `forbidden` for the canvas and for the group.
 */
export async function moveCanvas(
  pool: Pool,
  canvasId: string,
  actor: string,
  toGroupId: string | null,
): Promise<CanvasSummary> {
  return inTransaction(pool, async (tx) => {
    const place = await placeFor(tx, toGroupId, actor);
    await lockCanvas(tx, canvasId);
    const before = await canvasFor(tx, canvasId, actor, 'canvas.move');
    if (before.groupId === toGroupId) return before;
    await placeCanvas(tx, canvasId, place);
    await deleteShareLinksOfCanvas(tx, canvasId);
    await notifyAccess(tx, { canvasId });
    const canvas = { id: canvasId, title: before.title };
    if (before.groupId)
      await record(tx, { kind: 'canvas-moved-out', groupId: before.groupId, actor, canvas });
    if (toGroupId) await record(tx, { kind: 'canvas-moved-in', groupId: toGroupId, actor, canvas });
    return canvasFor(tx, canvasId, actor, 'canvas.read');
  });
}

/**
 * Copies a canvas as it is into a group or to oneself: its notes with their connections, and nothing of how they came.
 * Throws as `moveCanvas` does.
 */
export async function copyCanvas(
  pool: Pool,
  sourceId: string,
  actor: string,
  { groupId, title }: { groupId: string | null; title?: string },
): Promise<CanvasSummary> {
  const id = newId();
  return inTransaction(pool, async (tx) => {
    const place = await placeFor(tx, groupId, actor);
    await canvasFor(tx, sourceId, actor, 'canvas.copy');
    const made = await insertCopy(tx, { ...place, sourceId, id, title: title ?? null, copierId: actor });
    if (!made) throw new AppError('not-found', 'There is no such canvas');
    const { canvas, notes, connections } = await canvasDetailFor(tx, id, actor);
    await insertCheckpoint(tx, id, { revision: 0, state: stateOf({ ...canvas, notes, connections }) });
    if (groupId) await record(tx, { kind: 'canvas-copied', groupId, actor, canvas });
    return canvasFor(tx, id, actor, 'canvas.read');
  });
}
