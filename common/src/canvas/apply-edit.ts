import { connectionKind, type Language } from './blocks.ts';
import type { Edit } from './edits.ts';
import type { Connection, Note } from './note.ts';

/** Who made an edit and how: what the log keeps beside the edit itself. */
export interface Authorship {
  author: string;
  origin: 'human' | 'ai';
}

/** What the edits of a canvas change: the state that replaying its log gives. */
export interface CanvasState {
  title: string;
  idea: string;
  language: Language;
  notes: ReadonlyMap<string, Note>;
  connections: ReadonlyMap<string, Connection>;
}

/**
 * The state after an edit. Deterministic and total, so that replaying a log gives the same state anywhere: an edit
 * that finds nothing to change (its note was removed meanwhile, its id is there already) changes nothing.
 * A removed note takes its connections with it. `note.add` needs its `order` by now; '' sorts it first.
 */
export function applyEdit(state: CanvasState, edit: Edit, { author, origin }: Authorship): CanvasState {
  switch (edit.type) {
    case 'note.add': {
      if (state.notes.has(edit.note.id)) return state;
      const { order = '', ...fields } = edit.note;
      return { ...state, notes: withEntry(state.notes, { ...fields, order, origin, author }) };
    }
    case 'note.set': {
      const note = state.notes.get(edit.noteId);
      return note ? { ...state, notes: withEntry(state.notes, setNote(note, edit.set)) } : state;
    }
    case 'note.remove': {
      if (!state.notes.has(edit.noteId)) return state;
      const connections = [...state.connections].filter(
        ([, { from, to }]) => from !== edit.noteId && to !== edit.noteId,
      );
      return { ...state, notes: withoutEntry(state.notes, edit.noteId), connections: new Map(connections) };
    }
    case 'connection.add':
      return connects(state, edit.connection)
        ? { ...state, connections: withEntry(state.connections, edit.connection) }
        : state;
    case 'connection.remove':
      return { ...state, connections: withoutEntry(state.connections, edit.connectionId) };
    case 'canvas.set':
      return { ...state, ...definedOnly(edit.set) };
  }
}

/** Both ends exist in blocks that connect, and neither this id nor this pair is there already. */
function connects(state: CanvasState, { id, from, to }: Connection): boolean {
  const source = state.notes.get(from);
  const target = state.notes.get(to);
  if (!source || !target || state.connections.has(id)) return false;
  if (connectionKind(source.block, target.block) === null) return false;
  return ![...state.connections.values()].some((other) => other.from === from && other.to === to);
}

type NoteSet = Extract<Edit, { type: 'note.set' }>['set'];

function setNote(note: Note, set: NoteSet): Note {
  const { colour, details, ...rest } = set;
  const next: Note = { ...note, ...definedOnly(rest) };
  if (colour !== undefined) next.colour = colour ?? undefined;
  if (details !== undefined) next.details = details ?? undefined;
  return next;
}

function definedOnly<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function withEntry<T extends { id: string }>(map: ReadonlyMap<string, T>, entry: T): ReadonlyMap<string, T> {
  return new Map(map).set(entry.id, entry);
}

function withoutEntry<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  if (!map.has(id)) return map;
  const next = new Map(map);
  next.delete(id);
  return next;
}
