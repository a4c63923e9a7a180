import { type Block, BLOCKS, connectionKind } from '@aibmc/common/canvas/blocks';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { connectionIdOf, noteIdOf } from './draft-step.ts';
import { ModelNote } from './model-output.ts';
import { ObjectScanner } from './object-scanner.ts';

export const MOST_NOTES = 60;
export const MOST_CONNECTIONS = 120;

interface KnownNote {
  id: string;
  block: Block;
  text: string;
}

/**
 * Reads a model's answer as it comes and gives the events it makes: notes that pass the schema, connections whose
 * blocks connect, and the progress through the blocks. What is on the canvas already may be connected to, by its
 * key, and is not added again.
 */
export class DraftReader {
  readonly #generationId: string;
  readonly #scanner = new ObjectScanner();
  readonly #noteByKey: Map<string, KnownNote>;
  readonly #noteByText: Map<string, KnownNote>;
  /** Connections that wait for the note at their other end, by its key. */
  readonly #waiting = new Map<string, KnownNote[]>();
  readonly #pairs = new Set<string>();
  readonly #blocks = new Set<Block>();
  #block: Block | null = null;
  #notes = 0;
  #valid = 0;

  constructor(generationId: string, existing: ReadonlyMap<string, KnownNote>) {
    this.#generationId = generationId;
    this.#noteByKey = new Map(existing);
    this.#noteByText = new Map([...existing.values()].map((note) => [sameness(note), note]));
  }

  /** Notes that passed the schema, those included that are on the canvas already. */
  get validNotes(): number {
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

  /** The last block's completion. */
  end(): GenerationEvent[] {
    return this.#leaveBlock();
  }

  #readNote(text: string): GenerationEvent[] {
    const note = parseNote(text);
    if (!note || this.#notes >= MOST_NOTES) return [];
    this.#valid += 1;
    const known = this.#noteByText.get(sameness(note));
    if (known) {
      this.#name(note, known);
      return this.#connect(note, known);
    }
    this.#notes += 1;
    const id = noteIdOf(this.#generationId, String(this.#notes));
    const added = { id, block: note.block, text: note.text };
    this.#noteByText.set(sameness(note), added);
    this.#name(note, added);
    return [
      ...this.#enterBlock(note.block),
      { name: 'note', data: { ...added } },
      ...this.#connect(note, added),
    ];
  }

  #name({ key }: ModelNote, note: KnownNote): void {
    if (key !== undefined && !this.#noteByKey.has(key)) this.#noteByKey.set(key, note);
  }

  #connect({ key, connectsTo }: ModelNote, note: KnownNote): GenerationEvent[] {
    const events = connectsTo.flatMap((otherKey) => {
      const other = this.#noteByKey.get(otherKey);
      if (other) return this.#connection(note, other);
      this.#wait(otherKey, note);
      return [];
    });
    const waiting = key === undefined ? [] : (this.#waiting.get(key) ?? []);
    if (key !== undefined) this.#waiting.delete(key);
    return [...events, ...waiting.flatMap((other) => this.#connection(other, note))];
  }

  #wait(key: string, note: KnownNote): void {
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.push(note);
    else this.#waiting.set(key, [note]);
  }

  /** A connection in the direction in which the two blocks connect, if they do. */
  #connection(a: KnownNote, b: KnownNote): GenerationEvent[] {
    const [from, to] = connectionKind(a.block, b.block) ? [a, b] : [b, a];
    const pair = `${from.id}>${to.id}`;
    if (!connectionKind(from.block, to.block) || this.#pairs.has(pair)) return [];
    if (this.#pairs.size >= MOST_CONNECTIONS) return [];
    this.#pairs.add(pair);
    const id = connectionIdOf(this.#generationId, from.id, to.id);
    return [{ name: 'connection', data: { id, from: from.id, to: to.id } }];
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
    return { name: 'progress', data: { block, done: this.#blocks.size, total: BLOCKS.length } };
  }
}

function parseNote(text: string): ModelNote | null {
  try {
    const result = ModelNote.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

function sameness({ block, text }: { block: Block; text: string }): string {
  return `${block}:${text.trim().toLowerCase()}`;
}
