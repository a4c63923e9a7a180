import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { Connection } from './connection.ts';
import { Room } from './room.ts';

type RoomOptions = ConstructorParameters<typeof Room>[1];

/** The canvases that somebody has open at this process, and how edits come to them. */
export class Rooms {
  readonly #options: RoomOptions;
  readonly #rooms = new Map<string, Room>();

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** A canvas' room, made when it is the first time; it stays until each holder has released it. */
  hold(canvasId: string): Room {
    const room = this.#rooms.get(canvasId) ?? new Room(canvasId, this.#options);
    this.#rooms.set(canvasId, room);
    room.holders += 1;
    return room;
  }

  release(room: Room): void {
    room.holders -= 1;
    if (room.holders > 0) return;
    room.close();
    this.#rooms.delete(room.canvasId);
  }

  get(canvasId: string): Room | null {
    return this.#rooms.get(canvasId) ?? null;
  }

  all(): Iterable<Room> {
    return this.#rooms.values();
  }

  get size(): number {
    return this.#rooms.size;
  }

  get connectionCount(): number {
    return [...this.#rooms.values()].reduce((sum, { readers }) => sum + readers.size, 0);
  }

  *connections(): Generator<{ room: Room; connection: Connection }> {
    for (const room of this.#rooms.values()) {
      for (const connection of room.readers) yield { room, connection };
    }
  }

  /** Takes what this process committed. */
  take(committed: readonly { canvasId: string; edits: readonly LoggedEdit[] }[]): void {
    for (const { canvasId, edits } of committed) this.#rooms.get(canvasId)?.take(edits);
  }
}
