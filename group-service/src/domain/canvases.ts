import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { checkCanvas, type CheckResult } from '@aibmc/common/canvas/checks';
import { completenessOf } from '@aibmc/common/canvas/completeness';
import type { Language } from '@aibmc/common/canvas/blocks';
import type { CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import { newId } from '@aibmc/common/ids';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Action } from '@aibmc/common/permissions';
import type { Pool } from 'pg';
import { readCanvasFor } from '../sql/canvas-details.ts';
import { findCanvasFor, insertCanvas } from '../sql/canvases.ts';
import { insertCheckpoint } from '../sql/checkpoints.ts';
import { requireAction } from './access.ts';
import { record } from './activity.ts';
import type { EditLane } from './edit-lane.ts';
import { placeFor } from './places.ts';

interface CanvasToMake {
  title: string;
  kind: 'bmc';
  idea: string;
  language: Language;
  groupId?: string | null;
}

/** A canvas as somebody who may take the action sees it. Throws `not-found`, `forbidden`. */
export async function canvasFor(
  db: Db,
  canvasId: string,
  userId: string,
  action: Action,
): Promise<CanvasSummary> {
  return requireAction(await findCanvasFor(db, canvasId, userId), action, 'canvas');
}

/** A whole canvas for somebody who may see it. Throws `not-found`. */
export async function canvasDetailFor(db: Db, canvasId: string, userId: string): Promise<CanvasDetail> {
  return requireAction(await readCanvasFor(db, canvasId, userId), 'canvas.read', 'canvas');
}

/** Makes an empty canvas: a group's, or else the person's own. Throws `not-found`, `forbidden` for the group. */
export async function createCanvas(
  pool: Pool,
  userId: string,
  { groupId = null, ...fields }: CanvasToMake,
): Promise<CanvasSummary> {
  const id = newId();
  return inTransaction(pool, async (tx) => {
    const place = await placeFor(tx, groupId, userId);
    await insertCanvas(tx, { id, ...place, ...fields });
    await insertCheckpoint(tx, id, { revision: 0, state: emptyState(fields) });
    const canvas = await canvasFor(tx, id, userId, 'canvas.read');
    if (groupId) await record(tx, { kind: 'canvas-created', groupId, actor: userId, canvas });
    return canvas;
  });
}

function emptyState({
  title,
  idea,
  language,
}: Pick<CanvasState, 'title' | 'idea' | 'language'>): CanvasState {
  return { title, idea, language, notes: new Map(), connections: new Map(), suggestions: new Map() };
}

interface CanvasSettings {
  title?: string;
  idea?: string;
  language?: Language;
}

/** Changes what is given, as an edit like any other; the canvas as it is then. */
export async function updateCanvas(
  pool: Pool,
  lane: EditLane,
  canvasId: string,
  userId: string,
  set: CanvasSettings,
): Promise<CanvasSummary> {
  if (Object.values(set).some((value) => value !== undefined)) {
    const edits = [{ id: newId(), type: 'canvas.set' as const, set }];
    await lane.applyEdits({ canvasId, userId, origin: 'human', edits });
  }
  return canvasFor(pool, canvasId, userId, 'canvas.edit');
}

/** What the checks find on a canvas, and how complete it is. Throws `not-found`. */
export async function checksFor(
  db: Db,
  canvasId: string,
  userId: string,
): Promise<CheckResult & { completeness: number }> {
  const { canvas, notes, connections } = await canvasDetailFor(db, canvasId, userId);
  const checked = { idea: canvas.idea, language: canvas.language, notes, connections };
  return { ...checkCanvas(checked), completeness: completenessOf(checked) };
}
