import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { AppError } from '@aibmc/common/errors';
import type { Db } from '@aibmc/common/transaction';
import {
  findCheckpoint,
  findLastCheckpoint,
  insertCheckpoint,
  insertFirstCheckpoint,
} from '../sql/checkpoints.ts';
import { listTail } from '../sql/edits.ts';
import { createTurns, type TurnLimits } from './turns.ts';

/** Replays take turns: each holds a canvas in memory, and a connection that edits could have. */
export interface ReplayLimits extends TurnLimits {
  /** Edits from one checkpoint to the next. */
  checkpointEdits: number;
  /** Milliseconds after which a replay ends at the next checkpoint, from which another one goes on. */
  patienceMs: number;
}

const LIMITS: ReplayLimits = {
  checkpointEdits: 2_000,
  patienceMs: 8_000,
  atOnce: 2,
  waiting: 100,
  waitingEach: 50,
};

/** Edits that are read at a time, at most. */
const PAGE = 1_000;

/** Canvases as they were. */
export interface Replay {
  /**
   * The state of a canvas at a revision that it has reached. Throws `not-found` where the canvas is gone, and
   * `unavailable` where it takes too long or too many wait.
   */
  stateAt: (canvasId: string, revision: number) => Promise<CanvasState>;
  /** Has the checkpoints up to a revision made, so that nobody has to wait for it later. Throws the same. */
  keepUp: (canvasId: string, revision: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Replays logs from the nearest checkpoint. The first replay that passes the place of a checkpoint saves it: whatever
 * the length of the log, a later one has less than the way between two of them to go.
 */
export function createReplay(db: Db, limits: ReplayLimits = LIMITS): Replay {
  const { checkpointEdits, patienceMs } = limits;
  const inTurn = createTurns(limits);
  // checkpoints fall between two pages
  const page = Math.min(PAGE, checkpointEdits);

  async function stateAt(canvasId: string, revision: number, signal?: AbortSignal): Promise<CanvasState> {
    const deadline = Date.now() + patienceMs;
    const checkpoint =
      (await findCheckpoint(db, canvasId, revision)) ?? (await insertFirstCheckpoint(db, canvasId));
    if (!checkpoint) throw gone();
    let { revision: at, state } = checkpoint;
    while (at < revision) {
      signal?.throwIfAborted();
      const edits = await listTail(db, canvasId, at, Math.min(revision, at + page - (at % page)), page);
      if (edits.length === 0) throw gone();
      state = applyEdits(state, edits);
      at += edits.length;
      if (at % checkpointEdits > 0) continue;
      await insertCheckpoint(db, canvasId, { revision: at, state });
      if (at < revision && Date.now() > deadline) throw tooLong();
    }
    return state;
  }

  async function keepUp(canvasId: string, revision: number, signal?: AbortSignal): Promise<void> {
    const last = revision - (revision % checkpointEdits);
    if (last > (await findLastCheckpoint(db, canvasId))) {
      await inTurn(canvasId, () => stateAt(canvasId, last, signal));
    }
  }

  return { stateAt: (canvasId, revision) => inTurn(canvasId, () => stateAt(canvasId, revision)), keepUp };
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such canvas');
}

function tooLong(): AppError {
  return new AppError('unavailable', 'The history of this canvas is long; try again', { retryAfter: 1 });
}
