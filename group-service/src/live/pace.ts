/** Writes to readers that a room may make in a millisecond, and how many of them it may save up. */
const WRITES_PER_MS = 6;
const SAVED_WRITES = 1_200;

/** What one flush counts for at most, so that no crowd rests longer than a tenth of a second. */
const DEAREST_FLUSH = 100 * WRITES_PER_MS;

/**
 * How often a room writes. Of all that is done for an edit, writing it to a crowd takes longest, and a write takes
 * the same for one edit as for many. So 200 readers whose board never rests get it 30 times a second, with more edits
 * each time; with few readers, or few edits, nobody ever waits. Times are milliseconds.
 */
export class Pace {
  #saved = SAVED_WRITES;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  /** How long to wait before the next flush. */
  rest(now: number): number {
    this.#saved = Math.min(SAVED_WRITES, this.#saved + (now - this.#at) * WRITES_PER_MS);
    this.#at = now;
    return this.#saved >= 0 ? 0 : -this.#saved / WRITES_PER_MS;
  }

  /** That so many readers were written to. */
  spend(writes: number): void {
    this.#saved -= Math.min(writes, DEAREST_FLUSH);
  }
}
