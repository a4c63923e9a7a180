import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import { acceptEdits, rejectEdits } from '@aibmc/common/canvas/suggestions';
import { newId } from '@aibmc/common/ids';

const MOST = LIMITS.editsPerRequest;

/**
 * The acts that accept suggestions: one, or several where there are more edits than an act may have; a suggestion and
 * its change are always in the same one. Notes go to the ends of their blocks. `texts` are those that people gave to
 * notes, by suggestion.
 */
export function acceptActs(
  state: CanvasState,
  ids: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): Edit[][] {
  const acts: Edit[][] = [];
  let now = state;
  let at = 0;
  while (at < ids.length) {
    let count = Math.min(ids.length - at, MOST / 2);
    let edits = acceptEdits(now, ids.slice(at, at + count), newId, texts);
    while (edits.length > MOST && count > 1) {
      count = Math.ceil(count / 2);
      edits = acceptEdits(now, ids.slice(at, at + count), newId, texts);
    }
    at += count;
    if (edits.length === 0) continue;
    // One note with very many connections: those that are left over are decided on by themselves.
    edits = atEnds(now, edits.slice(0, MOST));
    acts.push(edits);
    now = applyEdits(
      now,
      edits.map((edit) => ({ ...edit, author: '', origin: 'human' })),
    );
  }
  return acts;
}

/** The acts that reject suggestions, and with a note the connections that would have come with it. */
export function rejectActs(state: CanvasState, ids: readonly string[]): Edit[][] {
  const edits = rejectEdits(state, ids, newId);
  const acts: Edit[][] = [];
  for (let at = 0; at < edits.length; at += MOST) acts.push(edits.slice(at, at + MOST));
  return acts;
}

/** New notes without a place come behind all others of their block, at once and not only when the server says so. */
function atEnds(state: CanvasState, edits: readonly Edit[]): Edit[] {
  const notes = [...state.notes.values()].map(({ block, order }) => ({ block, order }));
  return edits.map((edit) => {
    if (edit.type !== 'note.add') return edit;
    const { block, order = orderAtEnd(notes, edit.note.block) } = edit.note;
    notes.push({ block, order });
    return { ...edit, note: { ...edit.note, order } };
  });
}
