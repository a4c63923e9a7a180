import { CanvasDraft, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Layer } from '@aibmc/common/canvas/layer';
import { type Connection, LIMITS, type Note } from '@aibmc/common/canvas/note';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import {
  type Beginning,
  beginningsIn,
  type SuggestionChanges,
  suggestionChanges,
  type SuggestionStep,
  suggestionStep,
} from './plan-suggestions.ts';

/** One request to change a canvas: all of its edits are applied, or none. */
export interface EditCommand {
  canvasId: string;
  userId: string;
  origin: 'human' | 'ai';
  /** The generation that makes these edits; before its first ones the canvas becomes a version. */
  generationId?: string;
  edits: readonly Edit[];
}

/** A canvas as it is before a batch. */
export interface LoadedCanvas {
  id: string;
  revision: number;
  /** Characters of all its notes. */
  textLength: number;
  state: CanvasState;
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
  /** The changes of the state. */
  draft: CanvasDraft;
  savedNotes: Note[];
  goneNotes: string[];
  savedConnections: Connection[];
  goneConnections: string[];
  suggestions: SuggestionChanges;
}

export type Outcome = AppliedEdits | AppError;

interface Size {
  noteCount: number;
  connectionCount: number;
  textLength: number;
  suggestionCount: number;
}

/**
 * Runs commands on a canvas in their order: what each is answered, and what is to be written (null: nothing).
 * `applied` has the revisions of those of their edits that were applied before. A refused command leaves no trace.
 * Pure.
 */
export function planCanvas(
  canvas: LoadedCanvas,
  applied: ReadonlyMap<string, number>,
  commands: readonly EditCommand[],
): { outcomes: Outcome[]; changes: CanvasChanges | null } {
  const { state } = canvas;
  const draft = new CanvasDraft(state);
  const known = new Map(applied);
  const log: LogEntry[] = [];
  let size: Size = {
    noteCount: state.notes.size,
    connectionCount: state.connections.size,
    textLength: canvas.textLength,
    suggestionCount: state.suggestions.size,
  };
  const steps: SuggestionStep[] = [];
  const beginnings: Beginning[] = [];
  const outcomes = commands.map((command): Outcome => {
    const trial = new CanvasDraft(draft);
    const revision = canvas.revision + log.length;
    const { entries, answers, taken } = runCommand(trial, command, known, revision);
    const grown = grownBy(size, trial);
    const refusal = checkLimits(size, grown);
    if (refusal) return refusal;
    const { noteCount } = size;
    const before = { revision, author: command.userId, noteCount };
    beginnings.push(...beginningsIn(taken, before));
    if (command.generationId && entries.some(({ edit }) => changesCanvas(edit))) {
      beginnings.push({ generationId: command.generationId, ...before });
    }
    steps.push(...taken);
    size = grown;
    trial.mergeInto(draft);
    for (const entry of entries) {
      log.push(entry);
      known.set(entry.edit.id, entry.revision);
    }
    return { revision: canvas.revision + log.length, edits: answers };
  });
  if (log.length === 0) return { outcomes, changes: null };
  const suggestions = suggestionChanges(steps, beginnings, draft);
  return { outcomes, changes: changesOf(canvas, draft, size, log, suggestions) };
}

/** Whether an edit is more than a suggestion. */
function changesCanvas({ type }: Edit): boolean {
  return !type.startsWith('suggestion.');
}

function runCommand(
  draft: CanvasDraft,
  { edits, userId: author, origin }: EditCommand,
  known: ReadonlyMap<string, number>,
  revisionBefore: number,
): { entries: LogEntry[]; answers: AppliedEdits['edits']; taken: SuggestionStep[] } {
  const entries: LogEntry[] = [];
  const taken: SuggestionStep[] = [];
  const own = new Map<string, number>();
  const answers = edits.map((given) => {
    const before = known.get(given.id) ?? own.get(given.id);
    if (before !== undefined) return { id: given.id, revision: before };
    const edit = withOrder(given, draft);
    const revision = revisionBefore + entries.length + 1;
    const step = suggestionStep(edit, revision, draft);
    if (step) taken.push(step);
    draft.apply({ ...edit, author, origin });
    entries.push({ revision, edit, author, origin });
    own.set(edit.id, revision);
    return { id: edit.id, revision };
  });
  return { entries, answers, taken };
}

/** The edit with a place behind all others, where it puts a note into a block without saying where. */
function withOrder(edit: Edit, { notes }: CanvasDraft): Edit {
  if (edit.type === 'note.add' && edit.note.order === undefined) {
    return { ...edit, note: { ...edit.note, order: orderAtEnd(notes.values(), edit.note.block) } };
  }
  if (edit.type === 'note.set' && edit.set.block !== undefined && edit.set.order === undefined) {
    const note = notes.get(edit.noteId);
    if (!note || note.block === edit.set.block) return edit;
    return { ...edit, set: { ...edit.set, order: orderAtEnd(notes.values(), edit.set.block) } };
  }
  return edit;
}

function grownBy(
  { noteCount, connectionCount, textLength, suggestionCount }: Size,
  { notes, connections, suggestions }: CanvasDraft,
): Size {
  return {
    noteCount: noteCount + notes.growth(() => 1),
    connectionCount: connectionCount + connections.growth(() => 1),
    textLength: textLength + notes.growth(lengthOf),
    suggestionCount: suggestionCount + suggestions.growth(() => 1),
  };
}

/** What a note takes of an answer: notes and connections are counted, so this bounds it. */
export function lengthOf({ text, details = '', order }: Note): number {
  return text.length + details.length + order.length;
}

/** Refuses what makes a full canvas fuller; what makes it smaller is welcome. */
function checkLimits(before: Size, after: Size): AppError | null {
  const isOver = (figure: keyof Size, limit: number) =>
    after[figure] > limit && after[figure] > before[figure];
  if (isOver('noteCount', LIMITS.notes)) return full(`${LIMITS.notes} notes`);
  if (isOver('connectionCount', LIMITS.connections)) return full(`${LIMITS.connections} connections`);
  if (isOver('textLength', LIMITS.canvasText)) return full(`${LIMITS.canvasText} characters`);
  if (isOver('suggestionCount', LIMITS.suggestions)) return full(`${LIMITS.suggestions} open suggestions`);
  return null;
}

function full(limit: string): AppError {
  return new AppError('conflict', `The canvas is full: it holds ${limit} at most`);
}

function changesOf(
  { id, revision, state: before }: LoadedCanvas,
  draft: CanvasDraft,
  { noteCount, connectionCount, textLength }: Size,
  log: LogEntry[],
  suggestions: SuggestionChanges,
): CanvasChanges {
  const { title, idea, language } = draft.settings;
  return {
    canvasId: id,
    revision: revision + log.length,
    settings: {
      title: title === before.title ? undefined : title,
      idea: idea === before.idea ? undefined : idea,
      language: language === before.language ? undefined : language,
    },
    ...{ noteCount, connectionCount, textLength },
    log,
    draft,
    savedNotes: savedIn(draft.notes),
    goneNotes: changedIn(draft.notes, before.notes).filter((noteId) => !draft.notes.get(noteId)),
    savedConnections: savedIn(draft.connections),
    goneConnections: changedIn(draft.connections, before.connections),
    suggestions,
  };
}

function savedIn<T extends { id: string }>({ changes }: Layer<T>): T[] {
  return [...changes.values()].filter((entry) => entry !== null);
}

/** Ids that stood for something else before. */
function changedIn<T extends { id: string }>(
  { changes }: Layer<T>,
  before: ReadonlyMap<string, T>,
): string[] {
  return [...changes.keys()].filter((id) => before.has(id));
}
