import { Thoughts } from './thoughts.ts';

/** Characters of one object that are kept at most; a longer one is passed over. */
const LONGEST_OBJECT = 8_000;
/** Where the array of objects begins; spaces are bounded so that a split start is found in a bounded tail. */
const ARRAY_START = /\[\s{0,80}(?=\{\s{0,80}")/;
const TAIL = 200;

/**
 * Takes complete objects out of a growing text of JSON: those of its first array of objects. What stands before it
 * (prose, a code fence, a model's thoughts in <think>) is passed over. Each character is looked at once, so a text
 * of any length costs time in proportion to it.
 */
export class ObjectScanner {
  readonly #thoughts = new Thoughts();
  #phase: 'before' | 'inside' | 'after' = 'before';
  #pending = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #parts: string[] = [];
  #length = 0;

  /** Whether the array has been opened. */
  get begun(): boolean {
    return this.#phase !== 'before';
  }

  /** Whether the array has been closed. */
  get complete(): boolean {
    return this.#phase === 'after';
  }

  /** The texts of the objects that are complete with this chunk, in order. */
  push(chunk: string): string[] {
    if (this.#phase === 'after') return [];
    if (this.#phase === 'inside') return this.#scan(chunk);
    this.#pending += this.#thoughts.push(chunk);
    const start = ARRAY_START.exec(this.#pending);
    if (!start) {
      this.#pending = this.#pending.slice(-TAIL);
      return [];
    }
    const rest = this.#pending.slice(start.index + start[0].length);
    this.#pending = '';
    this.#phase = 'inside';
    return this.#scan(rest);
  }

  #scan(chunk: string): string[] {
    const complete: string[] = [];
    let from = this.#depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const character = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (character === '\\') this.#escaped = true;
        else if (character === '"') this.#inString = false;
      } else if (character === '"') {
        this.#inString = true;
      } else if (character === '{' || character === '[') {
        if (this.#depth === 0) from = at;
        this.#depth += 1;
      } else if (character === '}' || character === ']') {
        this.#depth -= 1;
        if (this.#depth < 0) {
          this.#phase = 'after';
          break;
        }
        if (this.#depth === 0) {
          this.#keep(chunk.slice(from, at + 1));
          if (this.#length <= LONGEST_OBJECT) complete.push(this.#parts.join(''));
          this.#parts = [];
          this.#length = 0;
          from = -1;
        }
      }
    }
    if (from >= 0 && this.#phase === 'inside') this.#keep(chunk.slice(from));
    return complete;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length <= LONGEST_OBJECT) this.#parts.push(part);
  }
}
