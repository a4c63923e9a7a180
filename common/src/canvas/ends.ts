import type { Connection } from './note.ts';

/** Connections by the notes at both of their ends. */
export class Ends {
  readonly #byNote = new Map<string, Map<string, Connection>>();

  constructor(connections: Iterable<Connection>) {
    for (const connection of connections) this.add(connection);
  }

  of(noteId: string): Iterable<Connection> {
    return this.#byNote.get(noteId)?.values() ?? [];
  }

  add(connection: Connection): void {
    for (const noteId of [connection.from, connection.to]) {
      const own = this.#byNote.get(noteId);
      if (own) own.set(connection.id, connection);
      else this.#byNote.set(noteId, new Map([[connection.id, connection]]));
    }
  }

  remove({ id, from, to }: Connection): void {
    this.#byNote.get(from)?.delete(id);
    this.#byNote.get(to)?.delete(id);
  }
}
