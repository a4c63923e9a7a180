import type { CanvasState } from './apply-edit.ts';
import type { Connection, Note } from './note.ts';

const SETTINGS = ['title', 'idea', 'language'] as const;
const NOTE_FIELDS = ['block', 'text', 'order', 'colour', 'details', 'assumption', 'origin'] as const;

export type ChangedField = (typeof NOTE_FIELDS)[number];

export interface ChangedNote {
  before: Note;
  after: Note;
  fields: ChangedField[];
}

/** What one state of a canvas has that another has not. */
export interface CanvasDiff {
  added: Note[];
  removed: Note[];
  changed: ChangedNote[];
  connections: { added: Connection[]; removed: Connection[] };
  settings: (typeof SETTINGS)[number][];
}

/**
 * What has changed from one state to another. Authors do not count: a note that was removed and brought back by
 * somebody else is the same.
 */
export function changesBetween(before: CanvasState, after: CanvasState): CanvasDiff {
  return {
    added: missing(after.notes, before.notes),
    removed: missing(before.notes, after.notes),
    changed: [...after.notes.values()].flatMap((note) => changeOf(before.notes.get(note.id), note)),
    connections: {
      added: differing(after.connections, before.connections),
      removed: differing(before.connections, after.connections),
    },
    settings: SETTINGS.filter((name) => before[name] !== after[name]),
  };
}

function changeOf(before: Note | undefined, after: Note): ChangedNote[] {
  if (!before || before === after) return [];
  const fields = NOTE_FIELDS.filter((name) => before[name] !== after[name]);
  return fields.length > 0 ? [{ before, after, fields }] : [];
}

function missing<T>(entries: ReadonlyMap<string, T>, others: ReadonlyMap<string, T>): T[] {
  return [...entries].filter(([id]) => !others.has(id)).map(([, entry]) => entry);
}

/** Connections that the others lack, or have between other notes. */
function differing(entries: CanvasState['connections'], others: CanvasState['connections']): Connection[] {
  return [...entries.values()].filter(({ id, from, to }) => {
    const other = others.get(id);
    return other?.from !== from || other.to !== to;
  });
}
