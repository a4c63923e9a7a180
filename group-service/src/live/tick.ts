import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import { encodeEdits } from './frames.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { Pace } from './pace.ts';

/** What a tick needs of a room. */
interface Source {
  pace: Pace;
  readers: ReadonlySet<Reader>;
  takeReady: () => LoggedEdit[];
}

interface Reader {
  /** Writes what waits for this reader alone, and with it what all get. */
  flush: (shared: Buffer | null) => void;
}

/** Milliseconds below which a timer is not worth it. */
const SHORT_MS = 1;

/**
 * Collects what is to be written until the end of the event loop's turn, or until a room has rested, then writes it:
 * the edits of a room are encoded once for all of its readers, and each reader gets one write. Acknowledgements never
 * wait longer than the turn.
 */
export class Tick {
  readonly #metrics: LiveMetrics;
  readonly #rooms = new Set<Source>();
  readonly #readers = new Set<Reader>();
  /** Rooms that rest and have edits to send. */
  readonly #waiting = new WeakSet<Source>();
  #isDue = false;

  constructor(metrics: LiveMetrics) {
    this.#metrics = metrics;
  }

  /** That a room has edits to send. */
  room(room: Source): void {
    if (this.#waiting.has(room)) return;
    const rest = room.pace.rest(performance.now());
    if (rest < SHORT_MS) {
      this.#rooms.add(room);
      this.#schedule();
      return;
    }
    this.#waiting.add(room);
    setTimeout(() => {
      this.#waiting.delete(room);
      this.#rooms.add(room);
      this.#schedule();
    }, rest);
  }

  /** That something waits for a reader alone. */
  reader(reader: Reader): void {
    this.#readers.add(reader);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (const room of this.#rooms) this.#flushRoom(room);
    this.#rooms.clear();
    for (const reader of this.#readers) reader.flush(null);
    this.#readers.clear();
  }

  #flushRoom(room: Source): void {
    const edits = room.takeReady();
    if (edits.length === 0) return;
    const bytes = encodeEdits(edits);
    for (const reader of room.readers) {
      this.#readers.delete(reader);
      reader.flush(bytes);
    }
    room.pace.spend(room.readers.size);
    this.#metrics.delivered(edits.length * room.readers.size);
  }
}
