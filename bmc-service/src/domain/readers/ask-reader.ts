import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { AnswerReader, ReaderInput } from '../answer-reader.ts';
import { type AnswerPart, AnswerText } from './answer-text.ts';
import { boardOf } from './board.ts';
import { ObjectScanner } from './object-scanner.ts';
import { PlainStream } from './plain-stream.ts';
import { Proposals } from './proposals.ts';

export const MOST_ANSWER = 8_000;

const SENTENCE_END = /[.!?…:)"'»”]$/;

/** Reads the answer to a question: its text as it grows, as plain text, then the notes that it proposes. */
export class AskReader implements AnswerReader {
  readonly #answer = new AnswerText();
  readonly #plain = new PlainStream();
  readonly #scanner = new ObjectScanner();
  readonly #proposals: Proposals;
  #length = 0;
  #proposed = 0;
  #lastText = '';
  #sawBrace = false;

  constructor(input: ReaderInput) {
    this.#proposals = new Proposals(boardOf(input), 'answer');
  }

  /** 1 for an answer with text, and the proposals that passed. */
  get usable(): number {
    return Number(this.#length > 0) + this.#proposed;
  }

  get complete(): boolean {
    if (this.#answer.isProse) return SENTENCE_END.test(this.#lastText);
    if (this.#scanner.begun) return this.#scanner.complete;
    return this.#answer.closed && this.#sawBrace;
  }

  push(chunk: string): GenerationEvent[] {
    return this.#answer.push(chunk).flatMap((part) => this.#take(part));
  }

  end(): GenerationEvent[] {
    const events = this.#answer.end().flatMap((part) => this.#take(part));
    return [...events, ...this.#tell(this.#plain.end())];
  }

  #take({ of, text }: AnswerPart): GenerationEvent[] {
    if (of === 'text') return this.#tell(this.#plain.push(text));
    // the text has ended where JSON follows it
    return [...this.#tell(this.#plain.end()), ...this.#readProposals(text)];
  }

  #tell(text: string): GenerationEvent[] {
    const room = MOST_ANSWER - this.#length;
    if (text === '' || room <= 0) return [];
    this.#length += text.length;
    const shown = text.length <= room ? text : `${text.slice(0, room - 1).replace(/\p{Cs}$/u, '')}…`;
    this.#lastText = shown;
    return [{ name: 'text', data: { text: shown } }];
  }

  #readProposals(json: string): GenerationEvent[] {
    this.#sawBrace ||= this.#answer.closed && json.includes('}');
    const suggestions = this.#scanner.push(json).flatMap((object) => this.#proposals.take(parse(object)));
    this.#proposed += suggestions.length;
    return suggestions.map((data) => ({ name: 'suggestion', data }));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
