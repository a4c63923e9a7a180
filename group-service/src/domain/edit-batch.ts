import type { Block } from '@aibmc/common/canvas/blocks';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import { inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import {
  deleteGone,
  loadTouched,
  lockCanvases,
  type LockedCanvas,
  type OfCanvas,
  type TouchedState,
  writeChanges,
} from '../sql/edit-batch.ts';
import { refusalOf } from './access.ts';
import {
  type CanvasChanges,
  type EditCommand,
  type LoadedCanvas,
  type Outcome,
  planCanvas,
} from './plan-edits.ts';
import { touchedBy } from './touched.ts';

/** What a batch added to the log of one canvas: revisions `from` to `to`, an edit each. */
export interface CommittedEdits {
  canvasId: string;
  from: number;
  to: number;
  edits: LoggedEdit[];
}

/**
 * Applies commands in one transaction; resolves once it is committed, with what each command is answered and what
 * came into the logs. A refused command (no such canvas, role too weak, canvas full) does not touch the others.
 */
export async function commitBatch(
  pool: Pool,
  commands: readonly EditCommand[],
): Promise<{ outcomes: Outcome[]; committed: CommittedEdits[] }> {
  return inTransaction(pool, async (tx) => {
    const locked = await lockCanvases(tx, commands);
    const outcomes = refusalsOf(commands, locked);
    let committed: CommittedEdits[] = [];
    const allowed = commands.filter((command) => !outcomes.has(command));
    if (allowed.length > 0) {
      const changes: CanvasChanges[] = [];
      const touched = await loadTouched(tx, touchedBy(allowed));
      for (const [canvas, own] of byCanvas(allowed, locked, touched)) {
        const plan = planCanvas(canvas, own);
        own.forEach((command, index) => outcomes.set(command, plan.outcomes[index] ?? lost()));
        if (plan.changes) changes.push(plan.changes);
      }
      if (changes.some(hasGone)) await deleteGone(tx, changes);
      if (changes.length > 0) committed = committedOf(changes, await writeChanges(tx, changes));
    }
    return { outcomes: commands.map((command) => outcomes.get(command) ?? lost()), committed };
  });
}

function committedOf(changes: readonly CanvasChanges[], at: Date): CommittedEdits[] {
  const time = at.toISOString();
  return changes.map(({ canvasId, revision, log }) => ({
    canvasId,
    from: revision - log.length + 1,
    to: revision,
    edits: log.map(({ edit, revision, author, origin }) => ({ ...edit, revision, author, origin, at: time })),
  }));
}

/** The commands of people who may not edit the canvas, or who may not even know of it. */
function refusalsOf(
  commands: readonly EditCommand[],
  locked: readonly LockedCanvas[],
): Map<EditCommand, Outcome> {
  const found = new Map(locked.map((row) => [`${row.id} ${row.userId}`, row]));
  const refusals = new Map<EditCommand, Outcome>();
  for (const command of commands) {
    const canvas = found.get(`${command.canvasId} ${command.userId}`) ?? null;
    const refusal = refusalOf(canvas, 'canvas.edit', 'canvas');
    if (refusal) refusals.set(command, refusal);
  }
  return refusals;
}

function hasGone({ goneNotes, goneConnections }: CanvasChanges): boolean {
  return goneNotes.length + goneConnections.length > 0;
}

/** Each canvas with its part of what was loaded, and its commands in the order in which they came. */
function byCanvas(
  commands: readonly EditCommand[],
  locked: readonly LockedCanvas[],
  touched: TouchedState,
): [LoadedCanvas, EditCommand[]][] {
  const canvases = new Map(locked.map((row) => [row.id, row]));
  const commandsOf = Map.groupBy(commands, ({ canvasId }) => canvasId);
  const applied = ofCanvases(touched.applied);
  const notes = ofCanvases(touched.notes);
  const connections = ofCanvases(touched.connections);
  const lastOrders = ofCanvases(touched.lastOrders);
  return [...commandsOf].flatMap(([canvasId, own]): [LoadedCanvas, EditCommand[]][] => {
    const canvas = canvases.get(canvasId);
    if (!canvas) return [];
    const { revision, noteCount, connectionCount, textLength, title, idea, language } = canvas;
    const state = {
      title,
      idea,
      language,
      notes: new Map(notes(canvasId).map((note: Note) => [note.id, note])),
      connections: new Map(
        connections(canvasId).map((connection: Connection) => [connection.id, connection]),
      ),
    };
    const loaded: LoadedCanvas = {
      id: canvasId,
      revision,
      noteCount,
      connectionCount,
      textLength,
      state,
      applied: new Map(applied(canvasId).map((edit) => [edit.id, edit.revision])),
      lastOrders: new Map(lastOrders(canvasId).map(({ block, order }): [Block, string] => [block, order])),
    };
    return [[loaded, own]];
  });
}

/** Rows by their canvas, without its id. */
function ofCanvases<T>(rows: readonly OfCanvas<T>[]): (canvasId: string) => T[] {
  const groups = Map.groupBy(rows, ({ canvasId }) => canvasId);
  return (canvasId) => (groups.get(canvasId) ?? []).map(({ value }) => value);
}

function lost(): Outcome {
  return new AppError('internal', '');
}
