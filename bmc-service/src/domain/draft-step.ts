import type { Edit } from '@aibmc/common/canvas/edits';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';

/** What a drafter gives at a time: events that become visible together, with their edits done before. */
export interface DraftStep {
  events: GenerationEvent[];
  /** Name of the business model pattern that is drafted from. */
  pattern?: string;
}

/** The id of a draft's note, the same each time the draft is made. */
export function noteIdOf(generationId: string, key: string): string {
  return derivedId(generationId, `note:${key}`);
}

export function connectionIdOf(generationId: string, fromId: string, toId: string): string {
  return derivedId(generationId, `connection:${fromId}:${toId}`);
}

/** The edits that put a draft's notes and connections on the canvas, with ids that a repeat finds again. */
export function editsOf(generationId: string, events: readonly GenerationEvent[]): Edit[] {
  return events.flatMap((event): Edit[] => {
    if (event.name === 'note') {
      return [{ id: derivedId(generationId, `edit:${event.data.id}`), type: 'note.add', note: event.data }];
    }
    if (event.name === 'connection') {
      const id = derivedId(generationId, `edit:${event.data.id}`);
      return [{ id, type: 'connection.add', connection: event.data }];
    }
    return [];
  });
}
