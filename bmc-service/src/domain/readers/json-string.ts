const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '', f: '' };

/** Decodes a string of JSON from behind its opening quote, however it is cut. */
export class JsonString {
  #closed = false;
  #isEscaped = false;
  /** Digits of a `\u` escape so far; null outside of one. */
  #hex: string | null = null;

  /** Whether the closing quote has come. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Reads on from a place in a chunk: the text that is decided, and the place behind what was read. */
  read(chunk: string, from = 0): { text: string; next: number } {
    let text = '';
    let at = from;
    for (; at < chunk.length && !this.#closed; at += 1) text += this.#take(chunk.charAt(at));
    return { text, next: at };
  }

  #take(character: string): string {
    if (this.#hex !== null) return this.#takeHex(character);
    if (this.#isEscaped) {
      this.#isEscaped = false;
      if (character !== 'u') return ESCAPES[character] ?? character;
      this.#hex = '';
      return '';
    }
    if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#closed = true;
    else return character;
    return '';
  }

  /** A wrong escape is dropped; what broke it is read as ever. */
  #takeHex(character: string): string {
    if (!/[0-9a-f]/i.test(character)) {
      this.#hex = null;
      return this.#take(character);
    }
    this.#hex = `${this.#hex ?? ''}${character}`;
    if (this.#hex.length < 4) return '';
    const code = Number.parseInt(this.#hex, 16);
    this.#hex = null;
    return String.fromCharCode(code);
  }
}
