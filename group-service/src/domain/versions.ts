import { LIMITS } from '@aibmc/common/canvas/limits';
import type { Version } from '@aibmc/common/contract/history';
import { AppError } from '@aibmc/common/errors';
import type { Pool } from 'pg';
import { findCanvasFor } from '../sql/canvases.ts';
import { countNamedVersions, saveVersion } from '../sql/versions.ts';
import { requireAction } from './access.ts';
import type { Replay } from './replay.ts';

/**
 * Gives a revision a name, the newest one where none is given. Throws `not-found`, `forbidden`, `invalid` for a
 * revision that the canvas has not reached, and `conflict` where too many have a name.
 */
export async function nameVersion(
  { pool, replay }: { pool: Pool; replay: Replay },
  canvasId: string,
  userId: string,
  { name, revision }: { name: string; revision?: number },
): Promise<Version> {
  const canvas = requireAction(await findCanvasFor(pool, canvasId, userId), 'canvas.edit', 'canvas');
  const named = revision ?? canvas.revision;
  requireReached(named, canvas.revision);
  if ((await countNamedVersions(pool, canvasId, named)) >= LIMITS.namedVersions) {
    throw new AppError('conflict', `A canvas has ${LIMITS.namedVersions} named versions at most`);
  }
  const noteCount =
    named === canvas.revision ? canvas.noteCount : (await replay.stateAt(canvasId, named)).notes.size;
  const version = { canvasId, revision: named, kind: 'named' as const, name, author: userId, noteCount };
  const saved = await saveVersion(pool, version);
  if (!saved) throw new AppError('not-found', 'There is no such canvas');
  return saved;
}

/** Throws `invalid` for a revision in a body that is ahead of the canvas. */
export function requireReached(revision: number, head: number): void {
  if (revision <= head) return;
  throw new AppError('invalid', 'Check the fields that are named', {
    errors: [{ path: 'revision', message: `the canvas is at revision ${head}` }],
  });
}
