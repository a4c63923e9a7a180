import type { Block } from '@aibmc/common/canvas/blocks';
import { applyEdit, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import { type Connection, LIMITS, type Note } from '@aibmc/common/canvas/note';
import { orderAfter } from '@aibmc/common/canvas/order';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';

/** One request to change a canvas: all of its edits are applied, or none. */
export interface EditCommand {
  canvasId: string;
  userId: string;
  origin: 'human' | 'ai';
  edits: readonly Edit[];
}

/** A locked canvas, with as much of its notes and connections as the commands at hand can touch. */
export interface LoadedCanvas {
  id: string;
  revision: number;
  noteCount: number;
  connectionCount: number;
  /** Characters of all its notes. */
  textLength: number;
  state: CanvasState;
  /** Revisions of the edits at hand that were applied before. */
  applied: ReadonlyMap<string, number>;
  /** The last order of each block that an edit without one may add to. */
  lastOrders: ReadonlyMap<Block, string>;
}

interface LogEntry {
  revision: number;
  edit: Edit;
  author: string;
  origin: 'human' | 'ai';
}

/** What a batch writes for one canvas. A connection that changes is both gone and saved. */
export interface CanvasChanges {
  canvasId: string;
  revision: number;
  settings: Partial<Pick<CanvasState, 'title' | 'idea' | 'language'>>;
  noteCount: number;
  connectionCount: number;
  textLength: number;
  log: LogEntry[];
  savedNotes: Note[];
  goneNotes: string[];
  savedConnections: Connection[];
  goneConnections: string[];
}

export type Outcome = AppliedEdits | AppError;

/** Where the planning of a canvas has come to. */
interface Progress {
  state: CanvasState;
  revision: number;
  applied: ReadonlyMap<string, number>;
  lastOrders: ReadonlyMap<Block, string>;
}

/**
 * Runs commands on a canvas in their order: what each is answered, and what is to be written (null: nothing). A
 * refused command leaves no trace. Pure.
 */
export function planCanvas(
  canvas: LoadedCanvas,
  commands: readonly EditCommand[],
): { outcomes: Outcome[]; changes: CanvasChanges | null } {
  let { state, revision, lastOrders } = canvas;
  const applied = new Map(canvas.applied);
  const log: LogEntry[] = [];
  const outcomes = commands.map((command): Outcome => {
    const run = runCommand({ state, revision, applied, lastOrders }, command);
    const refusal = checkLimits(canvas, state, run.state);
    if (refusal) return refusal;
    ({ state, revision, lastOrders } = run);
    for (const entry of run.entries) {
      log.push(entry);
      applied.set(entry.edit.id, entry.revision);
    }
    return { revision, edits: run.answers };
  });
  return { outcomes, changes: log.length > 0 ? changesOf(canvas, state, log) : null };
}

function runCommand(before: Progress, { edits, userId: author, origin }: EditCommand) {
  let { state, revision } = before;
  const entries: LogEntry[] = [];
  const own = new Map<string, number>();
  const lastOrders = new Map(before.lastOrders);
  const answers = edits.map((given) => {
    const known = before.applied.get(given.id) ?? own.get(given.id);
    if (known !== undefined) return { id: given.id, revision: known };
    const edit = withOrder(given, state, lastOrders);
    state = applyEdit(state, edit, { author, origin });
    rememberOrder(edit, state, lastOrders);
    revision += 1;
    entries.push({ revision, edit, author, origin });
    own.set(edit.id, revision);
    return { id: edit.id, revision };
  });
  return { state, revision, lastOrders, entries, answers };
}

/** The edit with a place behind all others, where it puts a note into a block without saying where. */
function withOrder(edit: Edit, state: CanvasState, lastOrders: ReadonlyMap<Block, string>): Edit {
  if (edit.type === 'note.add' && edit.note.order === undefined) {
    const order = orderAfter(lastOrders.get(edit.note.block) ?? null);
    return { ...edit, note: { ...edit.note, order } };
  }
  if (edit.type === 'note.set' && edit.set.block !== undefined && edit.set.order === undefined) {
    const note = state.notes.get(edit.noteId);
    if (!note || note.block === edit.set.block) return edit;
    return { ...edit, set: { ...edit.set, order: orderAfter(lastOrders.get(edit.set.block) ?? null) } };
  }
  return edit;
}

function rememberOrder(edit: Edit, state: CanvasState, lastOrders: Map<Block, string>): void {
  if (edit.type !== 'note.add' && edit.type !== 'note.set') return;
  const note = state.notes.get(edit.type === 'note.add' ? edit.note.id : edit.noteId);
  if (note && note.order > (lastOrders.get(note.block) ?? '')) lastOrders.set(note.block, note.order);
}

/** Refuses what makes a full canvas fuller; what makes it smaller is welcome. */
function checkLimits(canvas: LoadedCanvas, before: CanvasState, after: CanvasState): AppError | null {
  const { noteCount, connectionCount, textLength } = countsOf(canvas, after);
  if (after.notes.size > before.notes.size && noteCount > LIMITS.notes) {
    return new AppError('conflict', `The canvas is full: it holds ${LIMITS.notes} notes at most`);
  }
  if (after.connections.size > before.connections.size && connectionCount > LIMITS.connections) {
    return new AppError('conflict', `The canvas is full: it holds ${LIMITS.connections} connections at most`);
  }
  if (textLength > LIMITS.canvasText && lengthOf(after) > lengthOf(before)) {
    return new AppError('conflict', `The canvas is full: it holds ${LIMITS.canvasText} characters at most`);
  }
  return null;
}

function countsOf(
  canvas: LoadedCanvas,
  after: CanvasState,
): Pick<CanvasChanges, 'noteCount' | 'connectionCount' | 'textLength'> {
  return {
    noteCount: canvas.noteCount + after.notes.size - canvas.state.notes.size,
    connectionCount: canvas.connectionCount + after.connections.size - canvas.state.connections.size,
    textLength: canvas.textLength + lengthOf(after) - lengthOf(canvas.state),
  };
}

/** What the texts of these notes take: notes and connections are counted, so this bounds an answer. */
function lengthOf({ notes }: CanvasState): number {
  let length = 0;
  for (const { text, details = '', order } of notes.values()) {
    length += text.length + details.length + order.length;
  }
  return length;
}

function changesOf(canvas: LoadedCanvas, state: CanvasState, log: LogEntry[]): CanvasChanges {
  const { state: before } = canvas;
  const { title, idea, language } = state;
  return {
    canvasId: canvas.id,
    revision: canvas.revision + log.length,
    settings: {
      title: title === before.title ? undefined : title,
      idea: idea === before.idea ? undefined : idea,
      language: language === before.language ? undefined : language,
    },
    ...countsOf(canvas, state),
    log,
    savedNotes: differing(state.notes, before.notes),
    goneNotes: [...before.notes.keys()].filter((id) => !state.notes.has(id)),
    savedConnections: differing(state.connections, before.connections),
    goneConnections: differing(before.connections, state.connections).map(({ id }) => id),
  };
}

/** Entries of one map that the other has not, or has otherwise; `applyEdit` keeps what it does not change. */
function differing<T>(entries: ReadonlyMap<string, T>, others: ReadonlyMap<string, T>): T[] {
  return [...entries].filter(([id, entry]) => others.get(id) !== entry).map(([, entry]) => entry);
}
