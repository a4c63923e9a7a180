import { v5, v7 } from 'uuid';

/** A new id: UUIDv7 (RFC 9562), so that ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/** The id that always comes from this name within this id: what a repeated step must find again. */
export function derivedId(parentId: string, name: string): string {
  return v5(name, parentId);
}

/** The least id that can have been made at a time (milliseconds since 1970) or later. */
export function firstIdAt(ms: number): string {
  return v7({ msecs: ms, seq: 0, random: new Uint8Array(16) });
}
