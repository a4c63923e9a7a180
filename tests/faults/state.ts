import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';

/** What a canvas holds, in an order that does not depend on how it came about. */
export interface Content {
  title: string;
  idea: string;
  language: string;
  notes: Note[];
  connections: Connection[];
  /** Open ones, in the order in which they came. */
  suggestions: Suggestion[];
}

/** What one client shows, when it has nothing left to send. */
export interface Board extends Content {
  client: string;
  canvasId: string;
  revision: number;
}

export function boardOf({ notes, connections, suggestions, ...settings }: CanvasState): Content {
  return contentOf(settings, [...notes.values()], [...connections.values()], [...suggestions.values()]);
}

export function contentOf(
  { title, idea, language }: Pick<Content, 'title' | 'idea' | 'language'>,
  notes: readonly Note[],
  connections: readonly Connection[],
  suggestions: readonly Suggestion[],
): Content {
  return {
    title,
    idea,
    language,
    notes: sorted(notes),
    connections: sorted(connections),
    suggestions: plain(suggestions),
  };
}

function sorted<T extends { id: string }>(entries: readonly T[]): T[] {
  return plain(entries).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Through JSON, where what is undefined is not there. */
function plain<T>(entries: readonly T[]): T[] {
  return JSON.parse(JSON.stringify(entries)) as T[];
}
