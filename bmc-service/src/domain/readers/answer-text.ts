import { JsonString } from './json-string.ts';
import { Thoughts } from './thoughts.ts';

/** Spaces are bounded so that a split start is found in a bounded tail. */
const ANSWER_START = /"answer"\s{0,20}:\s{0,20}"/;
/** A JSON answer, from its beginning or fenced. */
const JSON_START = /^(?:```\w*\s*)?(?:\[\s*)?\{/;
/** A JSON answer within prose. */
const OPENER = /^\{\s{0,20}"(?:answer|proposals)"/;
/** Characters of prose that may stand in front of a JSON answer and are not shown. */
const PREAMBLE = 100;
/** Longer than ANSWER_START and OPENER can be. */
const TAIL = 60;

/** A piece of an answer: of its text, or of the JSON around that. */
interface Piece {
  text: string;
  json: string;
}

/**
 * Takes the string `answer` out of a growing object of JSON, and gives the rest apart. An answer that is not JSON is all
 * text; prose or a code fence around JSON is passed over where it is short.
 */
export class AnswerText {
  readonly #thoughts = new Thoughts();
  #phase: 'before' | 'string' | 'after' | 'prose' = 'before';
  #string = new JsonString();
  #pending = '';
  #isJson = false;

  /** Whether what came last was prose: its end is known only by its look. */
  get isProse(): boolean {
    return this.#phase === 'prose';
  }

  /** Whether the string has come in full. */
  get closed(): boolean {
    return this.#phase === 'after';
  }

  push(chunk: string): Piece {
    const piece = { text: '', json: '' };
    this.#read(this.#thoughts.push(chunk), piece);
    return piece;
  }

  /** What was held back. */
  end(): Piece {
    const piece = { text: '', json: '' };
    this.#read(this.#thoughts.end(), piece);
    if (this.#phase === 'prose' || (this.#phase === 'before' && !this.#looksLikeJson())) {
      this.#phase = 'prose';
      piece.text += this.#pending;
    } else piece.json += this.#pending;
    this.#pending = '';
    return piece;
  }

  #read(chunk: string, piece: Piece): void {
    switch (this.#phase) {
      case 'before':
        this.#pending += chunk;
        this.#findStart(piece);
        return;
      case 'prose':
        this.#pending += chunk;
        this.#readProse(piece);
        return;
      case 'string': {
        const { text, next } = this.#string.read(chunk);
        piece.text += text;
        if (!this.#string.closed) return;
        this.#phase = 'after';
        piece.json += chunk.slice(next);
        return;
      }
      case 'after':
        piece.json += chunk;
    }
  }

  #findStart(piece: Piece): void {
    const start = ANSWER_START.exec(this.#pending);
    if (start && (this.#looksLikeJson() || start.index <= PREAMBLE)) {
      const rest = this.#pending.slice(start.index + start[0].length);
      piece.json += this.#pending.slice(0, start.index);
      this.#pending = '';
      this.#phase = 'string';
      this.#read(rest, piece);
      return;
    }
    if (this.#pending.length <= PREAMBLE + TAIL) return;
    if (!this.#looksLikeJson()) {
      this.#phase = 'prose';
      this.#readProse(piece);
      return;
    }
    piece.json += this.#pending.slice(0, -TAIL);
    this.#pending = this.#pending.slice(-TAIL);
  }

  /** Gives prose on, but for a brace that may open a JSON answer after all. */
  #readProse(piece: Piece): void {
    for (;;) {
      const brace = this.#pending.indexOf('{');
      if (brace === -1) {
        piece.text += this.#pending;
        this.#pending = '';
        return;
      }
      piece.text += this.#pending.slice(0, brace);
      this.#pending = this.#pending.slice(brace);
      if (OPENER.test(this.#pending)) {
        piece.text += '\n\n';
        this.#phase = 'before';
        this.#isJson = true;
        this.#findStart(piece);
        return;
      }
      if (this.#pending.length < TAIL) return;
      piece.text += '{';
      this.#pending = this.#pending.slice(1);
    }
  }

  #looksLikeJson(): boolean {
    this.#isJson ||= JSON_START.test(this.#pending.trimStart());
    return this.#isJson;
  }
}
