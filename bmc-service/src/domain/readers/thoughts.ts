const OPENINGS = ['<think>', '<thinking>'];
const THOUGHT = /<\/think(?:ing)?>/;
/** As long as the longest end of a thought, less one: it may come in pieces. */
const TAIL = 10;

/** Passes a growing text on without what a model thinks aloud, in <think>, before its answer. */
export class Thoughts {
  #phase: 'before' | 'inside' | 'after' = 'before';
  #held = '';

  /** What this piece adds to the answer. */
  push(chunk: string): string {
    if (this.#phase === 'after') return chunk;
    this.#held += chunk;
    if (this.#phase === 'before') {
      this.#held = this.#held.trimStart();
      if (OPENINGS.some((opening) => opening.startsWith(this.#held))) return '';
      if (!OPENINGS.some((opening) => this.#held.startsWith(opening))) return this.#leave(0);
      this.#phase = 'inside';
    }
    const end = THOUGHT.exec(this.#held);
    if (end) return this.#leave(end.index + end[0].length);
    this.#held = this.#held.slice(-TAIL);
    return '';
  }

  /** What was held back and turned out to be the answer. */
  end(): string {
    return this.#phase === 'before' ? this.#leave(0) : '';
  }

  #leave(at: number): string {
    const rest = this.#held.slice(at);
    this.#phase = 'after';
    this.#held = '';
    return rest;
  }
}
