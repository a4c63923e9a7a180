import { connectionKind, type Language } from './blocks.ts';
import type { Edit } from './edits.ts';
import type { Connection, Note } from './note.ts';

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
  const draft = new Draft(state);
  for (const edit of edits) draft.apply(edit);
  return draft.state();
}

/** A state under change: its maps are copied when the first edit changes them. */
class Draft {
  readonly #before: CanvasState;
  #settings: Pick<CanvasState, 'title' | 'idea' | 'language'>;
  #notes: Map<string, Note> | null = null;
  #connections: Map<string, Connection> | null = null;

  constructor(before: CanvasState) {
    this.#before = before;
    this.#settings = before;
  }

  state(): CanvasState {
    if (!this.#notes && !this.#connections && this.#settings === this.#before) return this.#before;
    const { title, idea, language } = this.#settings;
    return {
      title,
      idea,
      language,
      notes: this.#notes ?? this.#before.notes,
      connections: this.#connections ?? this.#before.connections,
    };
  }

  apply(edit: AuthoredEdit): void {
    switch (edit.type) {
      case 'note.add': {
        if (this.#seenNotes().has(edit.note.id)) return;
        const { order = '', origin = edit.origin, ...fields } = edit.note;
        const { author } = edit;
        this.#changedNotes().set(fields.id, { ...fields, order, origin, author });
        return;
      }
      case 'note.set': {
        const note = this.#seenNotes().get(edit.noteId);
        if (note) this.#changedNotes().set(note.id, setNote(note, edit.set));
        return;
      }
      case 'note.remove':
        if (this.#seenNotes().has(edit.noteId)) this.#removeNote(edit.noteId);
        return;
      case 'connection.add':
        if (this.#connects(edit.connection)) {
          this.#changedConnections().set(edit.connection.id, edit.connection);
        }
        return;
      case 'connection.remove':
        if (this.#seenConnections().has(edit.connectionId)) {
          this.#changedConnections().delete(edit.connectionId);
        }
        return;
      case 'canvas.set':
        this.#settings = { ...this.#settings, ...definedOnly(edit.set) };
    }
  }

  #removeNote(noteId: string): void {
    this.#changedNotes().delete(noteId);
    for (const { id, from, to } of this.#seenConnections().values()) {
      if (from === noteId || to === noteId) this.#changedConnections().delete(id);
    }
  }

  /** Both ends exist in blocks that connect, and neither this id nor this pair is there already. */
  #connects({ id, from, to }: Connection): boolean {
    const source = this.#seenNotes().get(from);
    const target = this.#seenNotes().get(to);
    if (!source || !target || this.#seenConnections().has(id)) return false;
    if (connectionKind(source.block, target.block) === null) return false;
    for (const other of this.#seenConnections().values()) {
      if (other.from === from && other.to === to) return false;
    }
    return true;
  }

  #seenNotes(): ReadonlyMap<string, Note> {
    return this.#notes ?? this.#before.notes;
  }

  #seenConnections(): ReadonlyMap<string, Connection> {
    return this.#connections ?? this.#before.connections;
  }

  #changedNotes(): Map<string, Note> {
    return (this.#notes ??= new Map(this.#before.notes));
  }

  #changedConnections(): Map<string, Connection> {
    return (this.#connections ??= new Map(this.#before.connections));
  }
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
