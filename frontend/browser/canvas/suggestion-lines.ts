import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Connection } from '@aibmc/common/canvas/note';
import { goesWithNote, openSuggestions } from '@aibmc/common/canvas/suggestions';

/** A connection between notes that are there which is suggested, or suggested to go. */
export interface SuggestedLine {
  connection: Connection;
  goes: boolean;
}

export function suggestedLines(state: CanvasState): SuggestedLine[] {
  if (state.suggestions.size === 0) return [];
  return openSuggestions(state).flatMap((suggestion): SuggestedLine[] => {
    const { change } = suggestion;
    if (change.type === 'connection.add' && !goesWithNote(suggestion, state))
      return [{ connection: change.connection, goes: false }];
    if (change.type !== 'connection.remove') return [];
    const connection = state.connections.get(change.connectionId);
    return connection ? [{ connection, goes: true }] : [];
  });
}
