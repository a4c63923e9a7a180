import type { LoggedEdit } from '@aibmc/common/contract/canvases';

/** Edits that may wait for those before them; what is beyond is read from the log. */
const MOST_AHEAD = 5_000;

/**
 * Puts the edits of one canvas into the order of revisions, each once, from whichever side they come: commits of this
 * process, and the log where others wrote. Until it is opened at a revision it keeps what comes.
 */
export class EditQueue {
  /** The last revision that is ready or was taken; null until it is opened. */
  #head: number | null = null;
  #known = 0;
  #ready: LoggedEdit[] = [];
  readonly #ahead = new Map<number, LoggedEdit>();

  /** Begins after a revision; only the first time counts. */
  open(revision: number): void {
    if (this.#head !== null) {
      this.learn(revision);
      return;
    }
    this.#head = revision;
    for (const known of this.#ahead.keys()) if (known <= revision) this.#ahead.delete(known);
    this.#advance();
  }

  /** That the log has come to a revision. */
  learn(revision: number): void {
    if (revision > this.#known) this.#known = revision;
  }

  /** Takes edits in the order of their revisions. */
  add(edits: readonly LoggedEdit[]): void {
    for (const edit of edits) {
      if (this.#head !== null && edit.revision === this.#head + 1) {
        this.#ready.push(edit);
        this.#head = edit.revision;
        this.#ahead.delete(edit.revision);
      } else if (this.#head === null || edit.revision > this.#head) this.#keep(edit);
    }
    this.learn(edits.at(-1)?.revision ?? 0);
    if (this.#ahead.size > 0) this.#advance();
  }

  #keep(edit: LoggedEdit): void {
    if (this.#ahead.size >= MOST_AHEAD) this.#ahead.clear();
    this.#ahead.set(edit.revision, edit);
  }

  #advance(): void {
    if (this.#head === null) return;
    for (let next = this.#ahead.get(this.#head + 1); next; next = this.#ahead.get(this.#head + 1)) {
      this.#ahead.delete(next.revision);
      this.#ready.push(next);
      this.#head = next.revision;
    }
  }

  /** What is in order and was not taken yet. */
  takeReady(): LoggedEdit[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  get hasReady(): boolean {
    return this.#ready.length > 0;
  }

  /** The revision up to which edits were taken. */
  get taken(): number {
    return (this.#head ?? 0) - this.#ready.length;
  }

  /** The first revisions that are in the log and not here. */
  get missing(): { after: number; upTo: number } | null {
    if (this.#head === null || this.#known <= this.#head) return null;
    let upTo = this.#known;
    for (const revision of this.#ahead.keys()) upTo = Math.min(upTo, revision - 1);
    return { after: this.#head, upTo };
  }

  /** That the log has no more than what is here: it was cut off, with its canvas. */
  giveUpMissing(): void {
    this.#known = this.#head ?? 0;
    this.#ahead.clear();
  }
}
