import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { AnswerReader, KnownNote, ReaderInput } from '../answer-reader.ts';
import { noteIdOf } from '../draft-step.ts';
import { type Board, boardOf, isUnwanted, sameness } from './board.ts';
import { type Link, Links } from './links.ts';
import { ModelNote } from './model-note.ts';
import { ObjectScanner } from './object-scanner.ts';
import { parseObject } from './parse-object.ts';

export const MOST_NOTES = 60;
export const MOST_CONNECTIONS = 120;

/**
 * Reads a draft as it comes and gives the events it makes: notes that pass the schema, connections whose blocks connect,
 * and the progress through the blocks. What is on the canvas already may be connected to, by its key, and is not added
 * again. Of a draft of one block, notes of others are passed over.
 */
export class DraftReader implements AnswerReader {
  readonly #only: Block | null;
  readonly #board: Board;
  readonly #links: Links;
  readonly #scanner = new ObjectScanner();
  readonly #added = new Map<string, KnownNote>();
  readonly #blocks = new Set<Block>();
  #block: Block | null = null;
  #valid = 0;

  constructor(input: ReaderInput) {
    this.#only = input.block;
    this.#board = boardOf(input);
    this.#links = new Links(this.#board, MOST_CONNECTIONS);
  }

  /** Notes that passed the schema, those included that are on the canvas already. */
  get usable(): number {
    return this.#valid;
  }

  /** Whether the model closed its list of notes. */
  get complete(): boolean {
    return this.#scanner.complete;
  }

  /** The events that this piece of the answer completes. */
  push(chunk: string): GenerationEvent[] {
    return this.#scanner.push(chunk).flatMap((text) => this.#readNote(text));
  }

  /** The last block's completion, where the answer was not cut off. */
  end(): GenerationEvent[] {
    return this.complete ? this.#leaveBlock() : [];
  }

  #readNote(text: string): GenerationEvent[] {
    const note = parseObject(text, ModelNote);
    if (!note || this.#added.size >= MOST_NOTES) return [];
    if (this.#only && note.block !== this.#only) return [];
    this.#valid += 1;
    const same = sameness(note);
    const known = this.#board.noteByText.get(same) ?? this.#added.get(same);
    if (known) return this.#connect(note, known);
    if (isUnwanted(this.#board, note)) return [];
    const id = noteIdOf(this.#board.generationId, String(this.#added.size + 1));
    const added = { id, block: note.block, text: note.text };
    this.#added.set(same, added);
    return [
      ...this.#enterBlock(note.block),
      { name: 'note', data: { ...added, ...(note.assumption ? { assumption: true } : {}) } },
      ...this.#connect(note, added),
    ];
  }

  #connect({ key, connectsTo }: ModelNote, note: KnownNote): GenerationEvent[] {
    // its name comes after its own links, which then stand first
    const links: Link[] = [...this.#links.connect(note, connectsTo), ...this.#links.name(key, note)];
    return links.map((data) => ({ name: 'connection', data }));
  }

  #enterBlock(block: Block): GenerationEvent[] {
    if (block === this.#block) return [];
    const left = this.#leaveBlock();
    this.#block = block;
    return this.#blocks.has(block) ? left : [...left, this.#progress(block)];
  }

  #leaveBlock(): GenerationEvent[] {
    const block = this.#block;
    this.#block = null;
    if (block === null || this.#blocks.has(block)) return [];
    this.#blocks.add(block);
    return [this.#progress(block)];
  }

  #progress(block: Block): GenerationEvent {
    const total = this.#only ? 1 : BLOCKS.length;
    return { name: 'progress', data: { block, done: this.#blocks.size, total } };
  }
}
