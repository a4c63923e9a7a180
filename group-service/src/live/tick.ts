import type { LiveMetrics } from './live-metrics.ts';
import { encodeEdits } from './frames.ts';

/** What a tick needs of a room. */
interface Source {
  readers: ReadonlySet<Reader>;
  takeReady: () => Parameters<typeof encodeEdits>[0];
}

interface Reader {
  /** Writes what waits for this reader alone, and with it what all get. */
  flush: (shared: Buffer | null) => void;
}

/**
 * Collects what is to be written until the end of the event loop's turn, then writes it: the edits of a room are
 * encoded once for all of its readers, and each reader gets one write.
 */
export class Tick {
  readonly #metrics: LiveMetrics;
  readonly #rooms = new Set<Source>();
  readonly #readers = new Set<Reader>();
  #isDue = false;

  constructor(metrics: LiveMetrics) {
    this.#metrics = metrics;
  }

  /** That a room has edits to send. */
  room(room: Source): void {
    this.#rooms.add(room);
    this.#schedule();
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
    for (const room of this.#rooms) {
      const edits = room.takeReady();
      if (edits.length === 0) continue;
      const bytes = encodeEdits(edits);
      for (const reader of room.readers) {
        this.#readers.delete(reader);
        reader.flush(bytes);
      }
      this.#metrics.delivered(edits.length * room.readers.size);
    }
    this.#rooms.clear();
    for (const reader of this.#readers) reader.flush(null);
    this.#readers.clear();
  }
}
