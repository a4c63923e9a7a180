import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import { type Inverse, inverseOf, takeBack } from '@aibmc/common/canvas/undo';
import { newId } from '@aibmc/common/ids';

interface Entry {
  /** What was done, for whoever names it. */
  act: readonly Edit[];
  inverse: Inverse;
  /** The edits that did it last. */
  ids: ReadonlySet<string>;
}

const MOST_ACTS = 200;

/** What this person did here, to be taken back one by one, and what was taken back. */
export class UndoStack {
  #done: Entry[] = [];
  #undone: Entry[] = [];

  get undoable(): readonly Edit[] | null {
    return this.#done.at(-1)?.act ?? null;
  }

  get redoable(): readonly Edit[] | null {
    return this.#undone.at(-1)?.act ?? null;
  }

  record(before: CanvasState, act: readonly Edit[]): void {
    this.#undone = [];
    this.#done = [...this.#done, entryOf(before, act, act)].slice(-MOST_ACTS);
  }

  /** The edits that take the last act back; `isWhole` is false where others have changed some of it since. */
  undo(now: CanvasState): { edits: Edit[]; isWhole: boolean } | null {
    return move(now, this.#done, this.#undone);
  }

  redo(now: CanvasState): { edits: Edit[]; isWhole: boolean } | null {
    return move(now, this.#undone, this.#done);
  }

  /** What these edits did has not happened. */
  forget(ids: readonly string[]): void {
    const happened = (entry: Entry): boolean => !ids.some((id) => entry.ids.has(id));
    this.#done = this.#done.filter(happened);
    this.#undone = this.#undone.filter(happened);
  }
}

function move(now: CanvasState, from: Entry[], to: Entry[]): { edits: Edit[]; isWhole: boolean } | null {
  const entry = from.pop();
  if (!entry) return null;
  const taken = takeBack(now, entry.inverse, newId);
  if (taken.edits.length > 0) to.push(entryOf(now, entry.act, taken.edits));
  return taken;
}

function entryOf(before: CanvasState, act: readonly Edit[], edits: readonly Edit[]): Entry {
  return { act, inverse: inverseOf(before, edits), ids: new Set(edits.map(({ id }) => id)) };
}
