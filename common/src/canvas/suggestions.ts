import type { CanvasState } from './apply-edit.ts';
import { type Block, connectionKind } from './blocks.ts';
import type { Edit } from './edits.ts';
import type { Suggestion } from './suggestion.ts';

type Change = Suggestion['change'];
type Suggested<T extends Change['type']> = Suggestion & { change: Extract<Change, { type: T }> };
type State = Pick<CanvasState, 'notes' | 'connections' | 'suggestions'>;

/** Whether a suggestion is of one kind of change. */
export function suggests<T extends Change['type']>(
  suggestion: Suggestion,
  type: T,
): suggestion is Suggested<T> {
  return suggestion.change.type === type;
}

/** Whether there is nothing left that a suggestion could change: somebody else did it, or removed what it is about. */
export function isMoot({ change }: Suggestion, { notes, connections, suggestions }: State): boolean {
  switch (change.type) {
    case 'note.add':
      return notes.has(change.note.id);
    case 'note.set': {
      const note = notes.get(change.noteId);
      return !note || Object.entries(change.set).every(([key, value]) => note[key as 'text'] === value);
    }
    case 'note.remove':
      return !notes.has(change.noteId);
    case 'connection.remove':
      return !connections.has(change.connectionId);
    case 'connection.add': {
      const { id, from, to } = change.connection;
      if (connections.has(id)) return true;
      const [source, target] = [from, to].map((end) => blockOf(end, { notes, suggestions }));
      if (!source || !target || connectionKind(source, target) === null) return true;
      return [...connections.values()].some((other) => other.from === from && other.to === to);
    }
  }
}

/** The block of a note that is there or that is suggested; null for one that is neither. */
function blockOf(noteId: string, { notes, suggestions }: Omit<State, 'connections'>): Block | null {
  const note = notes.get(noteId);
  if (note) return note.block;
  for (const suggestion of suggestions.values()) {
    if (suggests(suggestion, 'note.add') && suggestion.change.note.id === noteId)
      return suggestion.change.note.block;
  }
  return null;
}

/** Suggestions that still would change something, in the order in which they came. */
export function openSuggestions(state: State): Suggestion[] {
  return [...state.suggestions.values()].filter((suggestion) => !isMoot(suggestion, state));
}

/** The block in which a suggestion shows: that of its note, or of the note that its connection begins at. */
export function blockOfSuggestion({ change }: Suggestion, state: State): Block | null {
  switch (change.type) {
    case 'note.add':
      return change.note.block;
    case 'note.set':
    case 'note.remove':
      return state.notes.get(change.noteId)?.block ?? null;
    case 'connection.add':
      return blockOf(change.connection.from, state);
    case 'connection.remove':
      return blockOf(state.connections.get(change.connectionId)?.from ?? '', state);
  }
}

/**
 * Connections that are suggested together with a note that is not there yet: they are accepted and rejected with it and
 * are nothing to decide on by themselves.
 */
export function goesWithNote({ change }: Suggestion, { notes }: State): boolean {
  return (
    change.type === 'connection.add' &&
    !(notes.has(change.connection.from) && notes.has(change.connection.to))
  );
}

/** Suggestions that people decide on, each by itself. */
export function suggestionsToDecide(state: State): Suggestion[] {
  return openSuggestions(state).filter((suggestion) => !goesWithNote(suggestion, state));
}

/**
 * The edits that accept suggestions as one act: each ends as accepted and its change is made, notes with origin AI. A
 * note brings along the suggested connections whose other end is there by then. `texts` are those that people gave to
 * notes instead of the suggested ones, by suggestion.
 */
export function acceptEdits(
  state: State,
  suggestionIds: Iterable<string>,
  newId: () => string,
  texts: ReadonlyMap<string, string> = new Map(),
): Edit[] {
  const chosen = new Set(suggestionIds);
  const all = openSuggestions(state);
  const own = all.filter(({ id }) => chosen.has(id));
  const there = new Set(state.notes.keys());
  for (const suggestion of own) if (suggests(suggestion, 'note.add')) there.add(suggestion.change.note.id);
  const along = all.filter(
    (suggestion) =>
      !chosen.has(suggestion.id) &&
      suggests(suggestion, 'connection.add') &&
      goesWithNote(suggestion, state) &&
      there.has(suggestion.change.connection.from) &&
      there.has(suggestion.change.connection.to),
  );
  // connections come last: both of their notes have to be there
  return [...own, ...along]
    .toSorted((a, b) => Number(suggests(a, 'connection.add')) - Number(suggests(b, 'connection.add')))
    .flatMap(({ id, change }) => [
      { id: newId(), type: 'suggestion.remove', suggestionId: id, as: 'accepted' } satisfies Edit,
      editOf(change, newId(), texts.get(id)),
    ]);
}

function editOf(change: Change, id: string, text: string | undefined): Edit {
  switch (change.type) {
    case 'note.add':
      return { ...change, id, note: { ...change.note, origin: 'ai', ...(text ? { text } : {}) } };
    case 'note.set':
      return { ...change, id, set: { ...change.set, ...(text ? { text } : {}) } };
    default:
      return { ...change, id };
  }
}

/** The edits that reject suggestions as one act; connections that were suggested with a note go with it. */
export function rejectEdits(state: State, suggestionIds: Iterable<string>, newId: () => string): Edit[] {
  const chosen = new Set(suggestionIds);
  const gone = new Set<string>();
  for (const id of chosen) {
    const suggestion = state.suggestions.get(id);
    if (suggestion && suggests(suggestion, 'note.add')) gone.add(suggestion.change.note.id);
  }
  return [...state.suggestions.values()].flatMap((suggestion): Edit[] => {
    const { id } = suggestion;
    const isChosen = chosen.has(id);
    if (!isChosen && !(suggests(suggestion, 'connection.add') && touches(suggestion.change, gone))) return [];
    return [
      { id: newId(), type: 'suggestion.remove', suggestionId: id, as: isChosen ? 'rejected' : 'withdrawn' },
    ];
  });
}

function touches(
  { connection }: Suggested<'connection.add'>['change'],
  noteIds: ReadonlySet<string>,
): boolean {
  return noteIds.has(connection.from) || noteIds.has(connection.to);
}

/** How many notes people wrote and how many AI did. */
export function originsOf({ notes }: Pick<CanvasState, 'notes'>): { human: number; ai: number } {
  let ai = 0;
  for (const { origin } of notes.values()) if (origin === 'ai') ai += 1;
  return { human: notes.size - ai, ai };
}
