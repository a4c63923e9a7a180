import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Connection, Note } from '@aibmc/common/canvas/note';

/** What a canvas holds, in an order that does not depend on how it came about. */
export interface Content {
  title: string;
  idea: string;
  language: string;
  notes: Note[];
  connections: Connection[];
}

/** What one client shows, when it has nothing left to send. */
export interface Board extends Content {
  client: string;
  canvasId: string;
  revision: number;
}

export function boardOf({ title, idea, language, notes, connections }: CanvasState): Content {
  return contentOf({ title, idea, language }, [...notes.values()], [...connections.values()]);
}

export function contentOf(
  { title, idea, language }: Pick<Content, 'title' | 'idea' | 'language'>,
  notes: readonly Note[],
  connections: readonly Connection[],
): Content {
  return { title, idea, language, notes: sorted(notes), connections: sorted(connections) };
}

/** Through JSON, where what is undefined is not there. */
function sorted<T extends { id: string }>(entries: readonly T[]): T[] {
  return (JSON.parse(JSON.stringify(entries)) as T[]).sort((a, b) => (a.id < b.id ? -1 : 1));
}
