import type { CanvasState } from './apply-edit.ts';
import type { Connection, Note } from './note.ts';
import type { Suggestion } from './suggestion.ts';

/** A state whose maps may be changed in place. */
export interface OwnState extends Pick<CanvasState, 'title' | 'idea' | 'language'> {
  notes: Map<string, Note>;
  connections: Map<string, Connection>;
  suggestions: Map<string, Suggestion>;
}

/** What a state is as JSON. */
export interface ListedState extends Pick<CanvasState, 'title' | 'idea' | 'language'> {
  notes: readonly Note[];
  connections: readonly Connection[];
  /** None of a past revision, or of a state that was kept before there were any. */
  suggestions?: readonly Suggestion[];
}

/** The state that lists make. */
export function stateOf({
  title,
  idea,
  language,
  notes,
  connections,
  suggestions = [],
}: ListedState): OwnState {
  return {
    title,
    idea,
    language,
    notes: byId(notes),
    connections: byId(connections),
    suggestions: byId(suggestions),
  };
}

function byId<T extends { id: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** The lists that a state is made of. */
export function listsOf({
  title,
  idea,
  language,
  notes,
  connections,
  suggestions,
}: CanvasState): Required<ListedState> {
  return {
    title,
    idea,
    language,
    notes: [...notes.values()],
    connections: [...connections.values()],
    suggestions: [...suggestions.values()],
  };
}
