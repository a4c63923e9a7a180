import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Block } from '@aibmc/common/canvas/blocks';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Connection, Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { newId } from '@aibmc/common/ids';

type SuggestedNote = Extract<Suggestion['change'], { type: 'note.add' }>['note'];
type NoteSet = Extract<Suggestion['change'], { type: 'note.set' }>['set'];

/** Suggestions of every kind, of one generation where that is given. */
export const suggest = {
  note: (block: Block, text: string, more: Partial<SuggestedNote> = {}, generationId?: string) =>
    of({ type: 'note.add', note: { id: newId(), block, text, ...more } }, generationId),
  set: (noteId: string, set: NoteSet, generationId?: string) =>
    of({ type: 'note.set', noteId, set }, generationId),
  removal: (noteId: string) => of({ type: 'note.remove', noteId }),
  connection: (from: string, to: string, generationId?: string) =>
    of({ type: 'connection.add', connection: { id: newId(), from, to } }, generationId),
  disconnection: (connectionId: string) => of({ type: 'connection.remove', connectionId }),
};

function of<C extends Suggestion['change']>(change: C, generationId?: string): Suggestion & { change: C } {
  return { id: newId(), ...(generationId ? { generationId } : {}), change, why: 'It is missing' };
}

/** The edit that puts a suggestion on the board. */
export function putUp(suggestion: Suggestion): Edit {
  return { id: newId(), type: 'suggestion.add', suggestion };
}

/** The edit that ends a suggestion. */
export function end(
  { id: suggestionId }: Pick<Suggestion, 'id'>,
  as: Extract<Edit, { type: 'suggestion.remove' }>['as'],
): Edit {
  return { id: newId(), type: 'suggestion.remove', suggestionId, as };
}

/** A canvas of these things. */
export function stateWith(
  notes: readonly Note[] = [],
  connections: readonly Connection[] = [],
  suggestions: readonly Suggestion[] = [],
): CanvasState {
  return stateOf({ title: 'Bread', idea: '', language: 'en', notes, connections, suggestions });
}

/** A note of somebody's. */
export function noteIn(block: Block, text: string, more: Partial<Note> = {}): Note {
  return { id: newId(), block, text, order: 'a0', origin: 'human', author: newId(), ...more };
}
