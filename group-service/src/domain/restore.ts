import { stateOf } from '@aibmc/common/canvas/canvas-state';
import { editsBetween } from '@aibmc/common/canvas/edits-between';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { derivedId } from '@aibmc/common/ids';
import type { Pool } from 'pg';
import { readCanvasFor } from '../sql/canvas-details.ts';
import { findCause, insertCause, saveVersion } from '../sql/versions.ts';
import { requireAction } from './access.ts';
import type { EditLane } from './edit-lane.ts';
import type { EditRates } from './edit-rates.ts';
import type { Replay } from './replay.ts';
import { requireReached } from './versions.ts';

interface Writing {
  pool: Pool;
  replay: Replay;
  edits: EditLane;
  editRates: EditRates;
}

/**
 * Makes a canvas as it was at a revision, by edits like any others, all or none. What others do meanwhile comes
 * before or after them and is not lost. Throws `not-found`, `forbidden`, `invalid` for a revision that the canvas has
 * not reached, `too-many-requests`, and what the lane throws.
 *
 * The edits lead from the canvas as it was when the restore first came, and their ids come from its id: one that is
 * sent again, or twice at once, gives the same edits and is answered, not done again.
 */
export async function restoreRevision(
  { pool, replay, edits: lane, editRates }: Writing,
  canvasId: string,
  userId: string,
  { id, revision }: { id: string; revision: number },
): Promise<AppliedEdits> {
  const detail = requireAction(await readCanvasFor(pool, canvasId, userId), 'canvas.edit', 'canvas');
  const head = detail.canvas.revision;
  requireReached(revision, head);
  const restoreId = derivedId(id, `restore:${revision}`);
  const base = await begin(pool, canvasId, restoreId, head);
  const before =
    base === head ? stateOf({ ...detail.canvas, ...detail }) : await replay.stateAt(canvasId, base);
  const after = await replay.stateAt(canvasId, revision);
  let count = 0;
  const edits = editsBetween(before, after, () => derivedId(restoreId, String(count++)));
  if (edits.length === 0) return { revision: head, edits: [] };
  // it can be more than may come at once, and then there would be no time for it
  editRates.spend(userId, Math.min(edits.length, editRates.most / 2));
  const noteCount = before.notes.size;
  await saveVersion(pool, { canvasId, revision: base, kind: 'before-restore', author: userId, noteCount });
  return lane.applyEdits({ canvasId, userId, origin: 'human', edits });
}

/** The revision from which a restore leads: this one, or that of the first time it came. */
async function begin(pool: Pool, canvasId: string, restoreId: string, revision: number): Promise<number> {
  if (await insertCause(pool, canvasId, restoreId, revision)) return revision;
  return (await findCause(pool, canvasId, restoreId)) ?? revision;
}
