import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { connectionIdOf, suggestionIdOf } from '../draft-step.ts';
import type { BoardNote } from './ground.ts';

/** A note that a task makes. */
export interface NewNote extends BoardNote {
  assumption?: true;
}

export function noteEvent({ id, block, text, assumption }: NewNote): GenerationEvent {
  return { name: 'note', data: { id, block, text, ...(assumption ? { assumption } : {}) } };
}

export function connectionEvent(generationId: string, from: string, to: string): GenerationEvent {
  return { name: 'connection', data: { id: connectionIdOf(generationId, from, to), from, to } };
}

/** A change of what is on the canvas. `what` names it within its generation: the same change has the same id. */
export function suggestionOf(
  generationId: string,
  what: string,
  change: Suggestion['change'],
  why: string,
): Suggestion {
  return { id: suggestionIdOf(generationId, what), generationId, change, why };
}

/** The suggestion to connect two notes, the first of which is where the connection begins. */
export function connectSuggestion(generationId: string, from: string, to: string, why: string): Suggestion {
  const id = connectionIdOf(generationId, from, to);
  return suggestionOf(generationId, id, { type: 'connection.add', connection: { id, from, to } }, why);
}

/** What events would put on the board, as suggestions for a point; what is neither a note nor a change is left out. */
export function suggestionsOf(
  generationId: string,
  events: readonly GenerationEvent[],
  why: string,
): Suggestion[] {
  return events.flatMap(({ name, data }): Suggestion[] => {
    switch (name) {
      case 'suggestion':
        return [data];
      case 'note':
        return [suggestionOf(generationId, data.id, { type: 'note.add', note: data }, why)];
      case 'connection':
        return [connectSuggestion(generationId, data.from, data.to, why)];
      default:
        return [];
    }
  });
}
