import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { AppliedEdits, CanvasDetail } from '@aibmc/common/contract/canvases';
import { AppError, asAppError } from '@aibmc/common/errors';
import type { Logger } from '@aibmc/common/logger';
import type { Metrics } from '@aibmc/common/metrics';
import type { Pool } from 'pg';
import { type CommittedEdits, createCommitBatch } from './edit-batch.ts';
import { HotCanvases } from './hot-canvases.ts';
import { createLaneMetrics } from './lane-metrics.ts';
import type { EditCommand, Outcome } from './plan-edits.ts';

export interface LaneLimits {
  /** Edits that may wait; beyond them a command is refused at once, unless it would be the only one. */
  waitingEdits: number;
  /** Edits that are committed together at most; one command is never split. */
  batchEdits: number;
  /** Milliseconds after which a command that was not committed is given up. */
  patienceMs: number;
}

const LIMITS: LaneLimits = { waitingEdits: 10_000, batchEdits: 1_000, patienceMs: 4_000 };

/** The one way in which canvases change. */
export interface EditLane {
  /**
   * Applies all edits of a command, or none; resolves once they are committed. An edit id that was applied before is
   * answered with its revision then. Rejects with `not-found`, `forbidden`, `conflict` (canvas full), `unavailable`.
   */
  applyEdits: (command: EditCommand) => Promise<AppliedEdits>;
  /**
   * Calls back with what each batch added to the logs, once it is committed and before its commands are answered, in
   * the order of revisions. Other replicas' edits are not among them. Returns how to end it.
   */
  onCommitted: (listener: CommitListener) => () => void;
  /** Has been read whole just now: the next edits of the canvas need not read it again. */
  know: (canvas: CanvasDetail) => void;
  /** Resolves when nothing waits. */
  idle: () => Promise<void>;
}

type CommitListener = (committed: readonly CommittedEdits[]) => void;

interface Waiting {
  command: EditCommand;
  deadline: number;
  resolve: (applied: AppliedEdits) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: what arrives while a batch is being committed waits and is committed together in the next one. One
 * lane a process, since one transaction after the other is faster here than several at once.
 */
export function createEditLane(
  { pool, log, metrics }: { pool: Pool; log: Logger; metrics: Metrics },
  { waitingEdits, batchEdits, patienceMs }: LaneLimits = LIMITS,
): EditLane {
  const hot = new HotCanvases();
  const commitBatch = createCommitBatch(pool, hot);
  const waiting: Waiting[] = [];
  const listeners = new Set<CommitListener>();
  let waitingCount = 0;
  let running: Promise<void> | null = null;
  const measure = createLaneMetrics(metrics, () => waitingCount);

  function applyEdits(command: EditCommand): Promise<AppliedEdits> {
    if (waitingCount > 0 && waitingCount + command.edits.length > waitingEdits) {
      return Promise.reject(
        new AppError('unavailable', 'Too many edits are waiting to be saved', { retryAfter: 1 }),
      );
    }
    waitingCount += command.edits.length;
    return new Promise((resolve, reject) => {
      waiting.push({ command, deadline: Date.now() + patienceMs, resolve, reject });
      running ??= run();
    });
  }

  /** Empties the queue. Never rejects: whatever happens to a batch is told to its commands. */
  async function run(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) await settle(takeBatch());
    running = null;
  }

  function takeBatch(): Waiting[] {
    let edits = 0;
    const end = waiting.findIndex(({ command }, index) => {
      edits += command.edits.length;
      return index > 0 && edits > batchEdits;
    });
    const batch = waiting.splice(0, end === -1 ? waiting.length : end);
    waitingCount -= batch.reduce((sum, { command }) => sum + command.edits.length, 0);
    return batch;
  }

  /**
   * Commits a batch and answers its commands. While the database is away it tries again until their time is up. That
   * is safe even when the answer to COMMIT was lost: what was committed then is found by the edits' ids, and is
   * answered, not applied again.
   */
  async function settle(batch: readonly Waiting[]): Promise<void> {
    for (let pause = 50; ; pause = Math.min(pause * 2, 500)) {
      batch = withoutLate(batch);
      if (batch.length === 0) return;
      try {
        const commands = batch.map(({ command }) => command);
        const done = measure(commands);
        const { outcomes, committed } = await commitBatch(commands);
        done();
        tell(committed);
        answer(batch, outcomes);
        return;
      } catch (error) {
        if (!isPassing(error)) {
          await settleAlone(batch, error);
          return;
        }
        log.warn({ err: error, commands: batch.length }, 'a batch of edits failed, trying again');
        await delay(pause);
      }
    }
  }

  function tell(committed: readonly CommittedEdits[]): void {
    if (committed.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(committed);
      } catch (err) {
        log.error({ err }, 'a listener to commits failed');
      }
    }
  }

  /** One command upset the database: by itself it does not take the others with it. */
  async function settleAlone(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (batch.length === 1) {
      batch[0]?.reject(error);
      return;
    }
    log.error({ err: error, commands: batch.length }, 'a batch of edits failed, trying each alone');
    for (const one of batch) await settle([one]);
  }

  return {
    applyEdits,
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    know: (canvas) => hot.know(canvas),
    idle: async () => {
      while (running) await running;
    },
  };
}

function answer(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
  batch.forEach(({ resolve, reject }, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome instanceof AppError) reject(outcome);
    else resolve(outcome);
  });
}

/** Those whose time is not up; the others are told so. */
function withoutLate(batch: readonly Waiting[]): Waiting[] {
  const now = Date.now();
  return batch.filter(({ deadline, reject }) => {
    const isLate = now > deadline;
    if (isLate) reject(tooLate());
    return !isLate;
  });
}

/** Whether the same may succeed in a moment: the database was away, or gave up on a lock. */
function isPassing(error: unknown): boolean {
  return asAppError(error).code === 'unavailable';
}

function tooLate(): AppError {
  return new AppError('unavailable', 'The edits could not be saved in time', { retryAfter: 2 });
}
