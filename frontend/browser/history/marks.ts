import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type CanvasDiff, changesBetween } from '@aibmc/common/canvas/diff';
import type { Block } from '@aibmc/common/canvas/blocks';
import type { Connection, Note } from '@aibmc/common/canvas/note';

/** What has happened to a note between two revisions. */
export interface Mark {
  isAdded?: boolean;
  isRemoved?: boolean;
  /** Its text before, where that was another. */
  textBefore?: string;
  /** The block it came from; its own where it has only moved within it. */
  movedFrom?: Block;
  /** Its details or its colour are others. */
  isOtherwiseChanged?: boolean;
}

/** Two states of a canvas laid over each other: everything that either has, and what has happened to it. */
export interface Comparison {
  /** The later state, with the notes that are gone in their places of before. */
  state: CanvasState;
  marks: ReadonlyMap<string, Mark>;
  added: readonly Connection[];
  removed: readonly Connection[];
  settings: CanvasDiff['settings'];
  counts: Record<'added' | 'removed' | 'changed' | 'moved' | 'linked' | 'unlinked', number>;
}

export function compare(before: CanvasState, after: CanvasState): Comparison {
  const { added, removed, changed, connections, settings } = changesBetween(before, after);
  const marks = new Map<string, Mark>();
  for (const { id } of added) marks.set(id, { isAdded: true });
  for (const { id } of removed) marks.set(id, { isRemoved: true });
  for (const { before: from, fields } of changed) {
    const mark: Mark = {};
    if (fields.includes('text')) mark.textBefore = from.text;
    if (fields.includes('block') || fields.includes('order')) mark.movedFrom = from.block;
    if (fields.includes('details') || fields.includes('colour')) mark.isOtherwiseChanged = true;
    if (Object.keys(mark).length > 0) marks.set(from.id, mark);
  }
  const all = [...marks.values()];
  const ghosts = removed.map((note): [string, Note] => [note.id, note]);
  return {
    state: { ...after, notes: new Map([...after.notes, ...ghosts]) },
    marks,
    added: connections.added,
    removed: connections.removed,
    settings,
    counts: {
      added: added.length,
      removed: removed.length,
      changed: all.filter((mark) => mark.textBefore !== undefined || mark.isOtherwiseChanged).length,
      moved: all.filter(({ movedFrom }) => movedFrom !== undefined).length,
      linked: connections.added.length,
      unlinked: connections.removed.length,
    },
  };
}
