import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import {
  deleteGone,
  isDuplicateEdit,
  loadApplied,
  loadCanvasStates,
  loadTails,
  lockCanvases,
  type LockedCanvas,
  writeChanges,
} from '../sql/edit-batch.ts';
import { refusalOf } from './access.ts';
import { type HotCanvas, HotCanvases } from './hot-canvases.ts';
import { type CanvasChanges, type EditCommand, type Outcome, planCanvas } from './plan-edits.ts';

/** What a batch added to the log of one canvas: revisions `from` to `to`, an edit each. */
export interface CommittedEdits {
  canvasId: string;
  from: number;
  to: number;
  edits: LoggedEdit[];
}

interface Committed {
  /** What each command is answered. */
  outcomes: Outcome[];
  /** What came into the logs. */
  committed: CommittedEdits[];
}

/**
 * Commits commands together, one batch after the other; resolves once they are committed. A refused command (no such
 * canvas, role too weak, canvas full) does not touch the others.
 */
export type CommitBatch = (commands: readonly EditCommand[]) => Promise<Committed>;

/** Edits that a canvas may be behind for it to catch up by the log instead of being read anew. */
const LONGEST_TAIL = 1_000;

/**
 * Two ways to commit a batch. Canvases that were edited here before are known: what to write is planned at once and
 * written by one statement, which does nothing unless all of them still have the revision that was planned on and
 * everybody may edit. Else, or where an edit turns out to have been applied before, a transaction locks the canvases,
 * looks and then writes.
 */
export function createCommitBatch(pool: Pool, hot = new HotCanvases()): CommitBatch {
  return async (commands) => {
    try {
      return (await commitKnown(pool, hot, commands)) ?? (await commitLocked(pool, hot, commands));
    } catch (error) {
      // whether it was committed may be unknown
      hot.forget(commands.map(({ canvasId }) => canvasId));
      throw error;
    }
  };
}

/** Null where it takes a look at the database first; then nothing was written. */
async function commitKnown(
  pool: Pool,
  hot: HotCanvases,
  commands: readonly EditCommand[],
): Promise<Committed | null> {
  const outcomes = new Map<EditCommand, Outcome>();
  const changes: CanvasChanges[] = [];
  for (const [canvasId, own] of Map.groupBy(commands, (command) => command.canvasId)) {
    const canvas = hot.get(canvasId);
    if (!canvas) return null;
    const plan = planCanvas(canvas, new Map(), own);
    // who is refused must be allowed to know of the canvas
    if (!plan.changes || plan.outcomes.some((outcome) => outcome instanceof AppError)) return null;
    if (replacesConnection(plan.changes)) return null;
    changes.push(plan.changes);
    own.forEach((command, index) => outcomes.set(command, plan.outcomes[index] ?? lost()));
  }
  const at = await writeChanges(pool, changes, commands).catch((error: unknown) => {
    if (isDuplicateEdit(error)) return null;
    throw error;
  });
  return at && finish(hot, commands, outcomes, changes, at);
}

async function commitLocked(
  pool: Pool,
  hot: HotCanvases,
  commands: readonly EditCommand[],
): Promise<Committed> {
  const outcomes = new Map<EditCommand, Outcome>();
  const changes: CanvasChanges[] = [];
  const at = await inTransaction(pool, async (tx) => {
    const locked = await lockCanvases(tx, commands);
    const allowed = refuse(commands, locked, outcomes);
    if (allowed.length === 0) return null;
    const commandsOf = Map.groupBy(allowed, ({ canvasId }) => canvasId);
    const canvases = await upToDate(
      tx,
      hot,
      locked.filter(({ id }) => commandsOf.has(id)),
    );
    const applied = await loadApplied(tx, allowed);
    for (const [canvasId, own] of commandsOf) {
      const canvas = canvases.get(canvasId);
      const plan = canvas && planCanvas(canvas, applied.get(canvasId) ?? new Map<string, number>(), own);
      own.forEach((command, index) => outcomes.set(command, plan?.outcomes[index] ?? lost()));
      if (plan?.changes) changes.push(plan.changes);
    }
    if (changes.some(replacesConnection)) await deleteGone(tx, changes);
    return changes.length > 0 ? writeChanges(tx, changes, []) : null;
  });
  return finish(hot, commands, outcomes, changes, at);
}

/** The commands of people who may edit; the others are told why not. */
function refuse(
  commands: readonly EditCommand[],
  locked: readonly LockedCanvas[],
  outcomes: Map<EditCommand, Outcome>,
): EditCommand[] {
  const found = new Map(locked.map((row) => [`${row.id} ${row.userId}`, row]));
  return commands.filter((command) => {
    const canvas = found.get(`${command.canvasId} ${command.userId}`) ?? null;
    const refusal = refusalOf(canvas, 'canvas.edit', 'canvas');
    if (refusal) outcomes.set(command, refusal);
    return !refusal;
  });
}

/** Locked canvases as they are now: as they are known here, with what others did since, or else read from the tables. */
async function upToDate(
  tx: Db,
  hot: HotCanvases,
  locked: readonly LockedCanvas[],
): Promise<Map<string, HotCanvas>> {
  const rows = new Map(locked.map((row) => [row.id, row]));
  const known = [...rows.keys()].flatMap((id) => hot.get(id) ?? []);
  const behind = known.filter(({ id, revision }) => {
    const missing = (rows.get(id)?.revision ?? 0) - revision;
    return missing > 0 && missing <= LONGEST_TAIL;
  });
  const tails = await loadTails(tx, behind);
  for (const canvas of behind) {
    hot.catchUp(canvas, rows.get(canvas.id)?.revision ?? 0, tails.get(canvas.id) ?? []);
  }
  const current = new Map(
    known
      .filter(({ id, revision }) => rows.get(id)?.revision === revision)
      .map((canvas) => [canvas.id, canvas]),
  );
  const unknown = [...rows.values()].filter(({ id }) => !current.has(id));
  for (const canvas of await loadCanvasStates(tx, unknown)) {
    hot.put(canvas);
    current.set(canvas.id, canvas);
  }
  return current;
}

/** Whether a connection takes the place of another, which then has to go first. */
function replacesConnection({ goneConnections, savedConnections }: CanvasChanges): boolean {
  return goneConnections.length > 0 && savedConnections.length > 0;
}

function finish(
  hot: HotCanvases,
  commands: readonly EditCommand[],
  outcomes: ReadonlyMap<EditCommand, Outcome>,
  changes: readonly CanvasChanges[],
  at: Date | null,
): Committed {
  if (changes.length > 0 && at === null) throw new Error('A locked canvas has changed');
  for (const change of changes) hot.advance(change);
  const time = at?.toISOString() ?? '';
  return {
    outcomes: commands.map((command) => outcomes.get(command) ?? lost()),
    committed: changes.map(({ canvasId, revision, log }) => ({
      canvasId,
      from: revision - log.length + 1,
      to: revision,
      edits: log.map(({ edit, revision: own, author, origin }) => ({
        ...edit,
        revision: own,
        author,
        origin,
        at: time,
      })),
    })),
  };
}

function lost(): Outcome {
  return new AppError('internal', '');
}
