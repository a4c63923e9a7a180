import type { LoggedEdit } from '@aibmc/common/contract/canvases';

/** Edits kept ready before the next page of them is asked for. */
const READY = 1_000;

type ReadPage = (after: number) => Promise<LoggedEdit[] | null>;

/** The edits after a revision, in order, read by pages ahead of their use; what was used is forgotten. */
export class EditFeed {
  readonly #read: ReadPage;
  #ready: LoggedEdit[] = [];
  #after: number;
  #isAtEnd = false;
  #reading: Promise<void> | null = null;

  constructor(after: number, read: ReadPage) {
    this.#after = after;
    this.#read = read;
  }

  /** The next edits, as many as wanted or as there are yet; none at the end. Throws when they cannot be read. */
  async take(count: number): Promise<LoggedEdit[]> {
    while (this.#ready.length === 0 && !this.#isAtEnd) await this.#more();
    const taken = this.#ready.splice(0, count);
    // A failure ahead of time is met again, and told, when these edits are needed.
    if (this.#ready.length < READY && !this.#isAtEnd) this.#more().catch(() => undefined);
    return taken;
  }

  /** The edit that comes next, where it is there already. */
  get next(): LoggedEdit | undefined {
    return this.#ready[0];
  }

  #more(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    const page = await this.#read(this.#after);
    if (!page) throw new Error('the edits could not be read');
    this.#isAtEnd = page.length === 0;
    this.#after = page.at(-1)?.revision ?? this.#after;
    this.#ready.push(...page);
  }
}
