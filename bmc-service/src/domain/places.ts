import type { Pool } from 'pg';
import { findPositions } from '../sql/queue.ts';

/** How old a place may be that is told. */
const FRESH_MS = 900;

/** Places of queued generations, read once for all who watch one in this process. */
export class Places {
  readonly #pool: Pool;
  #read: Promise<Map<string, number>> = Promise.resolve(new Map<string, number>());
  #readAt = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The place of a generation as of a moment ago; null when it does not wait or that is not known. */
  async placeOf(generationId: string): Promise<number | null> {
    if (Date.now() - this.#readAt > FRESH_MS) {
      this.#readAt = Date.now();
      // not knowing is no harm: the next look comes soon
      this.#read = findPositions(this.#pool, null).catch(() => new Map<string, number>());
    }
    return (await this.#read).get(generationId) ?? null;
  }
}
