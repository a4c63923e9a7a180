/** Control characters, halves of surrogate pairs, marks that turn the direction of writing, and what nobody sees. */
const UNWANTED =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const MARKERS = /\*\*|__|~~|`+/g;
/** One star or line at the edge of a word: '*word*', not '5 * 3'. */
const EDGES =
  /(?<![\p{L}\p{N}])[*_](?=[\p{L}\p{N}¿¡"'«“(])|(?<=[\p{L}\p{N}.!?,;:"'»”)])[*_](?![\p{L}\p{N}])/gu;
const BULLET = /^[*+•]$/;
/** At the start of a line: a heading, a quotation, a code fence. */
const LINE_MARK = /^(?:#{1,6}|>+|```[\w-]*)$/;
const LONGEST_WORD = 1_000;

/** A growing text of markdown as plain text, word by word; however it is cut, the same text comes out. */
export class PlainStream {
  #word = '';
  #space = false;
  #newlines = 0;
  #atLineStart = true;
  /** Whether the line has a mark and nothing else so far: a code fence. */
  #isMarkOnly = false;
  #isEmpty = true;

  /** What this piece completes. */
  push(chunk: string): string {
    let out = '';
    for (let at = 0; at < chunk.length; at += 1) {
      const character = chunk.charAt(at);
      if (/\s/.test(character)) {
        out += this.#takeWord();
        if (character === '\n') {
          if (!this.#isMarkOnly) this.#newlines += 1;
          this.#isMarkOnly = false;
          this.#atLineStart = true;
        } else this.#space = true;
      } else {
        // a word without end is let go before a whole character, never within one
        if (this.#word.length >= LONGEST_WORD && !/[\udc00-\udfff]/.test(character)) out += this.#takeWord();
        this.#word += character;
      }
    }
    return out;
  }

  /** The last word. */
  end(): string {
    return this.#takeWord();
  }

  #takeWord(): string {
    const word = this.#atLineStart ? atLineStart(this.#word) : withoutMarks(this.#word);
    const wasThere = this.#word !== '';
    this.#word = '';
    if (word === '') {
      if (this.#atLineStart) {
        // what follows the mark of a line begins it
        this.#space = false;
        this.#isMarkOnly ||= wasThere;
      }
      return '';
    }
    this.#isMarkOnly = false;
    const gap = this.#newlines > 0 ? '\n'.repeat(Math.min(this.#newlines, 2)) : this.#space ? ' ' : '';
    const before = this.#isEmpty ? '' : gap;
    this.#space = false;
    this.#newlines = 0;
    this.#atLineStart = false;
    this.#isEmpty = false;
    return before + word;
  }
}

function atLineStart(word: string): string {
  if (BULLET.test(word)) return '-';
  return LINE_MARK.test(word) ? '' : withoutMarks(word);
}

function withoutMarks(word: string): string {
  return word.replaceAll(UNWANTED, '').replaceAll(MARKERS, '').replaceAll(EDGES, '');
}
