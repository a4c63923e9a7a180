import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { isMoot, suggestionsToDecide } from '@aibmc/common/canvas/suggestions';

type State = Pick<CanvasState, 'notes' | 'connections' | 'suggestions'>;

/** The suggestions that are not on the board yet and would change something there. */
export function missingOn(state: State, suggestions: readonly Suggestion[]): Suggestion[] {
  const all = withThem(state, suggestions);
  return suggestions.filter(
    (suggestion) => !state.suggestions.has(suggestion.id) && !isMoot(suggestion, all),
  );
}

/** The edits that put suggestions on the board, without those that are there or have nothing to change. */
export function putEdits(state: State, suggestions: readonly Suggestion[], newId: () => string): Edit[] {
  return missingOn(state, suggestions).map((suggestion) => ({
    id: newId(),
    type: 'suggestion.add',
    suggestion,
  }));
}

/** Those of them that people decide on: connections that come along with a note are not. */
export function toDecide(state: State, suggestions: readonly Suggestion[]): Suggestion[] {
  const wanted = new Set(suggestions.map(({ id }) => id));
  return suggestionsToDecide(withThem(state, suggestions)).filter(({ id }) => wanted.has(id));
}

function withThem(state: State, suggestions: readonly Suggestion[]): State {
  const all = new Map([...state.suggestions, ...suggestions.map((one) => [one.id, one] as const)]);
  return { notes: state.notes, connections: state.connections, suggestions: all };
}
