import { connectionKind, type Language } from './blocks.ts';
import { Ends } from './ends.ts';
import type { Edit } from './edits.ts';
import { Layer } from './layer.ts';
import type { Connection, Note } from './note.ts';
import type { Suggestion } from './suggestion.ts';

/** Who made an edit and how: what the log keeps beside the edit itself. */
export interface Authorship {
  author: string;
  origin: 'human' | 'ai';
}

/** An edit with who made it. A row of the log is one. */
export type AuthoredEdit = Edit & Authorship;

/** What the edits of a canvas change: the state that replaying its log gives. */
export interface CanvasState {
  title: string;
  idea: string;
  language: Language;
  notes: ReadonlyMap<string, Note>;
  connections: ReadonlyMap<string, Connection>;
  /** Open ones, in the order in which they came. What one changes may be gone; then it says nothing (`isMoot`). */
  suggestions: ReadonlyMap<string, Suggestion>;
}

/**
 * The state after an edit. Deterministic and total, so that replaying a log gives the same state anywhere: an edit
 * that finds nothing to change (its note was removed meanwhile, its id is there already) changes nothing.
 * A removed note takes its connections with it. `note.add` needs its `order` by now; '' sorts it first.
 */
export function applyEdit(state: CanvasState, edit: Edit, { author, origin }: Authorship): CanvasState {
  return applyEdits(state, [{ ...edit, author, origin }]);
}

/**
 * The state after edits, one after the other, as `applyEdit` gives it, in time linear in the state and the edits: the
 * given state is left as it is and copied once at most. What no edit changes stays the same object.
 */
export function applyEdits(state: CanvasState, edits: Iterable<AuthoredEdit>): CanvasState {
  const draft = new CanvasDraft(state);
  for (const edit of edits) draft.apply(edit);
  const { settings, notes, connections, suggestions } = draft;
  const changed = notes.changes.size + connections.changes.size + suggestions.changes.size;
  const isChanged = settings !== state || changed > 0;
  if (!isChanged) return state;
  const { title, idea, language } = settings;
  return {
    title,
    idea,
    language,
    notes: notes.over(state.notes),
    connections: connections.over(state.connections),
    suggestions: suggestions.over(state.suggestions),
  };
}

/** Looks at all connections that cost less than an index of them. */
const FEW_LOOKS = 4;

type Settings = Pick<CanvasState, 'title' | 'idea' | 'language'>;

/** A canvas under change, laid over a state or another draft, which stays as it is. */
export class CanvasDraft {
  settings: Settings;
  readonly notes: Layer<Note>;
  readonly connections: Layer<Connection>;
  readonly suggestions: Layer<Suggestion>;
  #ends: Ends | null = null;
  #looks = 0;

  constructor(below: CanvasState | CanvasDraft) {
    this.settings = below instanceof CanvasDraft ? below.settings : below;
    this.notes = new Layer(below.notes);
    this.connections = new Layer(below.connections);
    this.suggestions = new Layer(below.suggestions);
  }

  apply(edit: AuthoredEdit): void {
    switch (edit.type) {
      case 'note.add': {
        if (this.notes.get(edit.note.id)) return;
        const { order = '', origin = edit.origin, ...fields } = edit.note;
        this.notes.set({ ...fields, order, origin, author: edit.author });
        return;
      }
      case 'note.set': {
        const note = this.notes.get(edit.noteId);
        if (note) this.notes.set(setNote(note, edit.set));
        return;
      }
      case 'note.remove':
        if (this.notes.get(edit.noteId)) this.#removeNote(edit.noteId);
        return;
      case 'connection.add':
        if (this.#connects(edit.connection)) this.#connect(edit.connection);
        return;
      case 'connection.remove':
        this.#disconnect(this.connections.get(edit.connectionId));
        return;
      case 'canvas.set':
        this.settings = { ...this.settings, ...definedOnly(edit.set) };
        return;
      case 'suggestion.add':
        if (!this.suggestions.get(edit.suggestion.id)) this.suggestions.set(edit.suggestion);
        return;
      case 'suggestion.set': {
        const suggestion = this.suggestions.get(edit.suggestionId);
        if (suggestion) this.suggestions.set(setSuggestion(suggestion, edit.set));
        return;
      }
      case 'suggestion.remove':
        if (this.suggestions.get(edit.suggestionId)) this.suggestions.delete(edit.suggestionId);
    }
  }

  /** Makes the same changes in the draft that this one lies on. */
  mergeInto(below: CanvasDraft): void {
    below.#ends = null;
    below.settings = this.settings;
    this.notes.mergeInto(below.notes);
    this.connections.mergeInto(below.connections);
    this.suggestions.mergeInto(below.suggestions);
  }

  #removeNote(noteId: string): void {
    this.notes.delete(noteId);
    for (const connection of [...this.#connectionsOf(noteId)]) this.#disconnect(connection);
  }

  #connect(connection: Connection): void {
    this.connections.set(connection);
    this.#ends?.add(connection);
  }

  #disconnect(connection: Connection | undefined): void {
    if (!connection) return;
    this.connections.delete(connection.id);
    this.#ends?.remove(connection);
  }

  /** Looks at all connections for the first few notes, and from then on, since more may come, at an index of them. */
  #connectionsOf(noteId: string): Iterable<Connection> {
    this.#looks += 1;
    if (this.#looks > FEW_LOOKS) this.#ends ??= new Ends(this.connections.values());
    if (this.#ends) return this.#ends.of(noteId);
    return [...this.connections.values()].filter(({ from, to }) => from === noteId || to === noteId);
  }

  /** Both ends exist in blocks that connect, and neither this id nor this pair is there already. */
  #connects({ id, from, to }: Connection): boolean {
    const source = this.notes.get(from);
    const target = this.notes.get(to);
    if (!source || !target || this.connections.get(id)) return false;
    if (connectionKind(source.block, target.block) === null) return false;
    for (const other of this.#connectionsOf(from)) {
      if (other.from === from && other.to === to) return false;
    }
    return true;
  }
}

type NoteSet = Extract<Edit, { type: 'note.set' }>['set'];

function setNote(note: Note, set: NoteSet): Note {
  const { colour, details, assumption, ...rest } = set;
  const next: Note = { ...note, ...definedOnly(rest) };
  if (colour !== undefined) next.colour = colour ?? undefined;
  if (details !== undefined) next.details = details ?? undefined;
  if (assumption !== undefined) next.assumption = assumption ?? undefined;
  return next;
}

type SuggestionChanges = Extract<Edit, { type: 'suggestion.set' }>['set'];

function setSuggestion(suggestion: Suggestion, { fails, ...rest }: SuggestionChanges): Suggestion {
  const next: Suggestion = { ...suggestion, ...definedOnly(rest) };
  if (fails !== undefined) next.fails = fails ?? undefined;
  return next;
}

function definedOnly<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
