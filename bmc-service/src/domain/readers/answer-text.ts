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

/** A part of an answer: of its text, or of the JSON around that. */
export interface AnswerPart {
  of: 'text' | 'json';
  text: string;
}

/**
 * Takes the string `answer` out of a growing object of JSON, and tells it from the rest. An answer that is not JSON is all
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

  /** The parts that this chunk decides on, in their order. */
  push(chunk: string): AnswerPart[] {
    const parts: AnswerPart[] = [];
    this.#read(this.#thoughts.push(chunk), parts);
    return parts;
  }

  /** What was held back. */
  end(): AnswerPart[] {
    const parts: AnswerPart[] = [];
    this.#read(this.#thoughts.end(), parts);
    if (this.#phase === 'before' && !this.#looksLikeJson()) this.#phase = 'prose';
    parts.push({ of: this.#phase === 'prose' ? 'text' : 'json', text: this.#pending });
    this.#pending = '';
    return parts;
  }

  #read(chunk: string, parts: AnswerPart[]): void {
    switch (this.#phase) {
      case 'before':
        this.#pending += chunk;
        this.#findStart(parts);
        return;
      case 'prose':
        this.#pending += chunk;
        this.#readProse(parts);
        return;
      case 'string': {
        const { text, next } = this.#string.read(chunk);
        parts.push({ of: 'text', text });
        if (!this.#string.closed) return;
        this.#phase = 'after';
        parts.push({ of: 'json', text: chunk.slice(next) });
        return;
      }
      case 'after':
        parts.push({ of: 'json', text: chunk });
    }
  }

  #findStart(parts: AnswerPart[]): void {
    const start = ANSWER_START.exec(this.#pending);
    if (start && (this.#looksLikeJson() || start.index <= PREAMBLE)) {
      const rest = this.#pending.slice(start.index + start[0].length);
      parts.push({ of: 'json', text: this.#pending.slice(0, start.index) });
      this.#pending = '';
      this.#phase = 'string';
      this.#read(rest, parts);
      return;
    }
    if (this.#pending.length <= PREAMBLE + TAIL) return;
    if (!this.#looksLikeJson()) {
      this.#phase = 'prose';
      this.#readProse(parts);
      return;
    }
    parts.push({ of: 'json', text: this.#pending.slice(0, -TAIL) });
    this.#pending = this.#pending.slice(-TAIL);
  }

  /** Gives prose on, but for a brace that may open a JSON answer after all. */
  #readProse(parts: AnswerPart[]): void {
    for (;;) {
      const brace = this.#pending.indexOf('{');
      if (brace === -1) {
        parts.push({ of: 'text', text: this.#pending });
        this.#pending = '';
        return;
      }
      parts.push({ of: 'text', text: this.#pending.slice(0, brace) });
      this.#pending = this.#pending.slice(brace);
      if (OPENER.test(this.#pending)) {
        parts.push({ of: 'text', text: '\n\n' });
        this.#phase = 'before';
        this.#isJson = true;
        this.#findStart(parts);
        return;
      }
      if (this.#pending.length < TAIL) return;
      parts.push({ of: 'text', text: '{' });
      this.#pending = this.#pending.slice(1);
    }
  }

  #looksLikeJson(): boolean {
    this.#isJson ||= JSON_START.test(this.#pending.trimStart());
    return this.#isJson;
  }
}
