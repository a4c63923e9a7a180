import { type Authorship, CanvasDraft, type CanvasState } from './apply-edit.ts';
import { connectionKind } from './blocks.ts';
import type { Edit } from './edits.ts';
import type { Connection, Note } from './note.ts';
import type { Suggestion } from './suggestion.ts';

type NoteSet = Extract<Edit, { type: 'note.set' }>['set'];
type Settings = Extract<Edit, { type: 'canvas.set' }>['set'];

/** What takes one edit back, with what shows whether the edit still stands. */
type Step =
  | { undo: 'remove'; note: Note; isPlaced: boolean }
  | { undo: 'add'; note: Note; connections: Connection[] }
  | { undo: 'set'; was: Note; is: Note; set: NoteSet }
  | { undo: 'disconnect'; connection: Connection }
  | { undo: 'connect'; connection: Connection }
  | { undo: 'settings'; was: Settings; is: Settings }
  | { undo: 'withdraw'; suggestion: Suggestion }
  | { undo: 'suggest'; suggestion: Suggestion };

/** What takes an act back: its edits from the last to the first. */
export type Inverse = readonly Step[];

/** Whoever it is that acts: authors play no part in what an act changes. */
const ANYBODY: Authorship = { author: '', origin: 'human' };

/** What takes back the edits of an act; `before` is the canvas that they were made on. */
export function inverseOf(before: CanvasState, act: readonly Edit[]): Inverse {
  const draft = new CanvasDraft(before);
  return act.flatMap((edit) => stepOf(draft, edit) ?? []).toReversed();
}

/** Makes an edit in the draft; answers what takes it back, null where it changes nothing. */
function stepOf(draft: CanvasDraft, edit: Edit): Step | null {
  const apply = (): void => draft.apply({ ...edit, ...ANYBODY });
  switch (edit.type) {
    case 'note.add': {
      if (draft.notes.get(edit.note.id)) return null;
      apply();
      const note = draft.notes.get(edit.note.id);
      return note ? { undo: 'remove', note, isPlaced: edit.note.order !== undefined } : null;
    }
    case 'note.remove': {
      const note = draft.notes.get(edit.noteId);
      const connections = connectionsOf(draft, edit.noteId);
      apply();
      return note ? { undo: 'add', note, connections } : null;
    }
    case 'note.set': {
      const was = draft.notes.get(edit.noteId);
      apply();
      const is = draft.notes.get(edit.noteId);
      return was && is ? { undo: 'set', was, is, set: edit.set } : null;
    }
    case 'connection.add': {
      const wasThere = draft.connections.get(edit.connection.id);
      apply();
      const connection = draft.connections.get(edit.connection.id);
      return connection && !wasThere ? { undo: 'disconnect', connection } : null;
    }
    case 'connection.remove': {
      const connection = draft.connections.get(edit.connectionId);
      apply();
      return connection ? { undo: 'connect', connection } : null;
    }
    case 'canvas.set': {
      const { title, idea, language } = draft.settings;
      apply();
      return { undo: 'settings', was: { title, idea, language }, is: edit.set };
    }
    case 'suggestion.add': {
      const { suggestion } = edit;
      if (draft.suggestions.get(suggestion.id)) return null;
      apply();
      return { undo: 'withdraw', suggestion };
    }
    case 'suggestion.set':
      // while it is open, only its maker changes it
      apply();
      return null;
    case 'suggestion.remove': {
      const suggestion = draft.suggestions.get(edit.suggestionId);
      apply();
      return suggestion ? { undo: 'suggest', suggestion } : null;
    }
  }
}

/**
 * The edits that take an act back where it still stands on the canvas as it is now: a property is put back where it has
 * the value that the act gave it; a removed note comes back with its connections where it is absent; an added note goes
 * unless somebody has changed or connected it since. `isWhole` tells whether nothing was left out.
 */
export function takeBack(
  now: CanvasState,
  inverse: Inverse,
  newId: () => string,
): { edits: Edit[]; isWhole: boolean } {
  const draft = new CanvasDraft(now);
  const edits: Edit[] = [];
  let isWhole = true;
  const make = (edit: Edit): void => {
    draft.apply({ ...edit, ...ANYBODY });
    edits.push(edit);
  };
  for (const step of inverse) {
    const made = takeStepBack(draft, step, newId);
    made.edits.forEach(make);
    isWhole &&= made.isWhole;
  }
  return { edits, isWhole };
}

interface Made {
  edits: Edit[];
  isWhole: boolean;
}

const OVERTAKEN: Made = { edits: [], isWhole: false };
const whole = (...edits: Edit[]): Made => ({ edits, isWhole: true });

function takeStepBack(draft: CanvasDraft, step: Step, newId: () => string): Made {
  switch (step.undo) {
    case 'remove': {
      const { note, isPlaced } = step;
      const now = draft.notes.get(note.id);
      const isAsAdded = now !== undefined && isSameNote(now, note, isPlaced);
      if (!isAsAdded || connectionsOf(draft, note.id).length > 0) return OVERTAKEN;
      return whole({ id: newId(), type: 'note.remove', noteId: note.id });
    }
    case 'add':
      return draft.notes.get(step.note.id) ? OVERTAKEN : addAgain(draft, step, newId);
    case 'set':
      return setBack(draft, step, newId);
    case 'disconnect': {
      const { id: connectionId } = step.connection;
      if (!draft.connections.get(connectionId)) return OVERTAKEN;
      return whole({ id: newId(), type: 'connection.remove', connectionId });
    }
    case 'connect': {
      const { connection } = step;
      return canConnect(draft, connection)
        ? whole({ id: newId(), type: 'connection.add', connection })
        : OVERTAKEN;
    }
    case 'settings':
      return settingsBack(draft, step, newId);
    case 'withdraw': {
      const { id: suggestionId } = step.suggestion;
      if (!draft.suggestions.get(suggestionId)) return OVERTAKEN;
      return whole({ id: newId(), type: 'suggestion.remove', suggestionId, as: 'withdrawn' });
    }
    case 'suggest':
      if (draft.suggestions.get(step.suggestion.id)) return OVERTAKEN;
      return whole({ id: newId(), type: 'suggestion.add', suggestion: step.suggestion });
  }
}

/** The note as it was, with those of its connections whose other ends are still there. */
function addAgain(
  draft: CanvasDraft,
  { note, connections }: Extract<Step, { undo: 'add' }>,
  newId: () => string,
): Made {
  const { id, block, text, order, colour, details, assumption, origin } = note;
  const again: Extract<Edit, { type: 'note.add' }>['note'] = { id, block, text };
  if (order) again.order = order;
  if (colour) again.colour = colour;
  if (details) again.details = details;
  if (assumption) again.assumption = assumption;
  if (origin === 'ai') again.origin = origin;
  const edits: Edit[] = [{ id: newId(), type: 'note.add', note: again }];
  const trial = new CanvasDraft(draft);
  trial.apply({ ...(edits[0] as Edit), ...ANYBODY });
  const possible = connections.filter((connection) => canConnect(trial, connection));
  for (const connection of possible) edits.push({ id: newId(), type: 'connection.add', connection });
  return { edits, isWhole: possible.length === connections.length };
}

function setBack(
  draft: CanvasDraft,
  { was, is, set }: Extract<Step, { undo: 'set' }>,
  newId: () => string,
): Made {
  const now = draft.notes.get(is.id);
  if (!now) return OVERTAKEN;
  const back: NoteSet = {};
  let isWhole = true;
  if (set.text !== undefined && was.text !== is.text) {
    if (now.text === is.text) back.text = was.text;
    else isWhole = false;
  }
  if (set.colour !== undefined && was.colour !== is.colour) {
    if (now.colour === is.colour) back.colour = was.colour ?? null;
    else isWhole = false;
  }
  if (set.details !== undefined && was.details !== is.details) {
    if (now.details === is.details) back.details = was.details ?? null;
    else isWhole = false;
  }
  if (set.assumption !== undefined && was.assumption !== is.assumption) {
    if (now.assumption === is.assumption) back.assumption = was.assumption ?? null;
    else isWhole = false;
  }
  if (was.block !== is.block || was.order !== is.order) {
    if (isPlaceKept(now, is, set) && fits(draft, now, was)) {
      if (was.block !== is.block) back.block = was.block;
      if (was.order) back.order = was.order;
    } else isWhole = false;
  }
  if (Object.keys(back).length === 0) return { edits: [], isWhole };
  return { edits: [{ id: newId(), type: 'note.set', noteId: is.id, set: back }], isWhole };
}

/** Block and order are one place: who changed either has moved the note. An order that was not given is the server's. */
function isPlaceKept(now: Note, is: Note, { order }: NoteSet): boolean {
  return now.block === is.block && (order === undefined || now.order === is.order);
}

/** Whether all connections that the note has now have a meaning in the block that it would go back to. */
function fits(draft: CanvasDraft, now: Note, { block }: Note): boolean {
  const blockOf = (id: string) => (id === now.id ? block : draft.notes.get(id)?.block);
  return connectionsOf(draft, now.id).every(({ from, to }) => {
    const [source, target] = [blockOf(from), blockOf(to)];
    return source && target && connectionKind(source, target) !== null;
  });
}

function settingsBack(
  draft: CanvasDraft,
  { was, is }: Extract<Step, { undo: 'settings' }>,
  newId: () => string,
): Made {
  const changed = (['title', 'idea', 'language'] as const).filter(
    (key) => is[key] !== undefined && is[key] !== was[key],
  );
  const standing = changed.filter((key) => draft.settings[key] === is[key]);
  const isWhole = standing.length === changed.length;
  if (standing.length === 0) return { edits: [], isWhole };
  const set = Object.fromEntries(standing.map((key) => [key, was[key]])) as Settings;
  return { edits: [{ id: newId(), type: 'canvas.set', set }], isWhole };
}

function isSameNote(a: Note, b: Note, withOrder: boolean): boolean {
  return (
    a.block === b.block &&
    a.text === b.text &&
    a.colour === b.colour &&
    a.details === b.details &&
    a.assumption === b.assumption &&
    (!withOrder || a.order === b.order)
  );
}

function connectionsOf(draft: CanvasDraft, noteId: string): Connection[] {
  return [...draft.connections.values()].filter(({ from, to }) => from === noteId || to === noteId);
}

function canConnect(draft: CanvasDraft, { id, from, to }: Connection): boolean {
  const [source, target] = [draft.notes.get(from), draft.notes.get(to)];
  if (!source || !target || connectionKind(source.block, target.block) === null) return false;
  return ![...draft.connections.values()].some(
    (other) => other.id === id || (other.from === from && other.to === to),
  );
}
