/** The part of the time that a room may take for writing to its readers, and how much of it it may save up. */
const SHARE = 0.2;
const SAVED_MS = 10;

/** What one flush counts for at most: the process may have been stopped meanwhile. */
const COSTLIEST_MS = 20;

/**
 * How often a room writes. Writing to a crowd takes longest of all that is done for an edit, and takes the same for
 * one edit as for many: a room that writes all the time gets slower turns with more edits in each, one with few
 * readers or few edits never waits. Times are milliseconds of one clock.
 */
export class Pace {
  #saved = SAVED_MS;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  /** How long to wait before the next flush. */
  rest(now: number): number {
    this.#saved = Math.min(SAVED_MS, this.#saved + (now - this.#at) * SHARE);
    this.#at = now;
    return this.#saved >= 0 ? 0 : -this.#saved / SHARE;
  }

  /** That a flush took so long. */
  spend(ms: number): void {
    this.#saved -= Math.min(ms, COSTLIEST_MS);
  }
}
