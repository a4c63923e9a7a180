import type { Revision } from '@aibmc/common/contract/history';
import { AppError } from '@aibmc/common/errors';
import type { Pool } from 'pg';
import { findRevisionFor } from '../sql/edits.ts';
import { listNames } from '../sql/people.ts';
import { requireAction } from './access.ts';
import type { Replay } from './replay.ts';

/** A canvas as it was at a revision, for somebody who may see it. Throws `not-found`, also of what is to come. */
export async function revisionFor(
  { pool, replay }: { pool: Pool; replay: Replay },
  canvasId: string,
  userId: string,
  revision: number,
): Promise<Revision> {
  const found = await findRevisionFor(pool, canvasId, userId, revision);
  const { at, author } = requireAction(found, 'canvas.read', 'canvas');
  if (at === null) throw new AppError('not-found', 'The canvas has no such revision');
  const { title, idea, language, ...state } = await replay.stateAt(canvasId, revision);
  const notes = [...state.notes.values()].sort(byOrder);
  const authors = notes.map((note) => note.author);
  return {
    canvas: { title, idea, language, revision, at: at.toISOString(), author },
    notes,
    connections: [...state.connections.values()],
    people: await listNames(pool, author === null ? authors : [...authors, author]),
  };
}

/** As a canvas lists its notes: orders are compared by code unit. */
function byOrder(a: { order: string; id: string }, b: { order: string; id: string }): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
