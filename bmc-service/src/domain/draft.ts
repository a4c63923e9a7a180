import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { ToldNote } from './draft-step.ts';

type Connection = Extract<GenerationEvent, { name: 'connection' }>['data'];

/** The notes and connections that a generation has told so far. */
export class Draft {
  readonly notes = new Map<string, ToldNote>();
  readonly connections = new Map<string, Connection>();

  take(events: readonly GenerationEvent[]): void {
    for (const event of events) {
      if (event.name === 'note' || event.name === 'revised') this.notes.set(event.data.id, event.data);
      else if (event.name === 'connection') this.connections.set(event.data.id, event.data);
      else if (event.name === 'dropped') this.#drop(event.data.id);
    }
  }

  isConnected(from: string, to: string): boolean {
    return [...this.connections.values()].some((other) => other.from === from && other.to === to);
  }

  #drop(noteId: string): void {
    this.notes.delete(noteId);
    for (const { id, from, to } of [...this.connections.values()]) {
      if (from === noteId || to === noteId) this.connections.delete(id);
    }
  }
}
