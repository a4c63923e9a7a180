import { type AuthoredEdit, CanvasDraft } from '@aibmc/common/canvas/apply-edit';
import { type OwnState, stateOf } from '@aibmc/common/canvas/canvas-state';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import { LRUCache } from 'lru-cache';
import { type CanvasChanges, lengthOf } from './plan-edits.ts';

/** A canvas as this process last knew it; its maps are changed in place. */
export interface HotCanvas {
  id: string;
  revision: number;
  textLength: number;
  state: OwnState;
}

const MOST_BYTES = 48 * 1024 * 1024;
/** What a note or connection takes beside its text: measured, about. */
const BYTES_A_THING = 500;

/**
 * The canvases that were edited here last. What one says is true of its revision, so it is good for as long as the
 * database has no later one; it catches up by the log.
 */
export class HotCanvases {
  readonly #canvases = new LRUCache<string, HotCanvas>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ textLength, state }) =>
      2 * textLength +
      BYTES_A_THING * (1 + state.notes.size + state.connections.size + 2 * state.suggestions.size),
  });

  get(canvasId: string): HotCanvas | undefined {
    return this.#canvases.get(canvasId);
  }

  put(canvas: HotCanvas): void {
    this.#canvases.set(canvas.id, canvas);
  }

  /** Takes in a canvas as it was read whole at one moment, unless it is here: then a batch may be at work on it. */
  know({ canvas, notes, connections, suggestions }: CanvasDetail): void {
    if (this.#canvases.has(canvas.id)) return;
    const textLength = notes.reduce((sum, note) => sum + lengthOf(note), 0);
    const state = stateOf({ ...canvas, notes, connections, suggestions });
    this.put({ id: canvas.id, revision: canvas.revision, textLength, state });
  }

  /** Takes in what was committed. */
  advance({ canvasId, revision, draft }: Pick<CanvasChanges, 'canvasId' | 'revision' | 'draft'>): void {
    const canvas = this.get(canvasId);
    if (!canvas) return;
    const { state } = canvas;
    const { title, idea, language } = draft.settings;
    Object.assign(state, { title, idea, language });
    canvas.textLength += draft.notes.growth(lengthOf);
    draft.notes.mergeInto(state.notes);
    draft.connections.mergeInto(state.connections);
    draft.suggestions.mergeInto(state.suggestions);
    canvas.revision = revision;
    this.put(canvas);
  }

  /** Takes in the edits up to a revision that others committed. */
  catchUp(canvas: HotCanvas, revision: number, tail: Iterable<AuthoredEdit>): void {
    const draft = new CanvasDraft(canvas.state);
    for (const edit of tail) draft.apply(edit);
    this.advance({ canvasId: canvas.id, revision, draft });
  }

  forget(canvasIds: Iterable<string>): void {
    for (const id of canvasIds) this.#canvases.delete(id);
  }
}
