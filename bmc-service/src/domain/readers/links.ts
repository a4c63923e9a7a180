import { connectionKind } from '@aibmc/common/canvas/blocks';
import type { KnownNote } from '../answer-reader.ts';
import { connectionIdOf } from '../draft-step.ts';
import { type Board, pairOf } from './board.ts';

/** A connection that an answer asks for, with the id that it always has in this generation. */
export interface Link {
  id: string;
  from: string;
  to: string;
}

/**
 * The connections of an answer: between notes that it names by their keys, each once, in the direction in which the two
 * blocks connect, and never one that is there already. A key may be named before its note comes.
 */
export class Links {
  readonly #board: Board;
  readonly #most: number;
  readonly #added = new Map<string, KnownNote>();
  /** Notes that wait for the note at their other end, by its key. */
  readonly #waiting = new Map<string, KnownNote[]>();
  readonly #pairs = new Set<string>();

  /** `most`: connections in all. */
  constructor(board: Board, most: number) {
    this.#board = board;
    this.#most = most;
  }

  noteOf(key: string): KnownNote | undefined {
    return this.#board.noteByKey.get(key) ?? this.#added.get(key);
  }

  /** Gives a note the key by which the answer names it, unless it is taken. The links that waited for it. */
  name(key: string | undefined, note: KnownNote): Link[] {
    if (key === undefined) return [];
    if (!this.noteOf(key)) this.#added.set(key, note);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return waiting.flatMap((other) => this.#link(other, note));
  }

  /** The links of a note to others that are known. Those to others wait for them. */
  connect(note: KnownNote, keys: readonly string[]): Link[] {
    return keys.flatMap((key) => {
      const other = this.noteOf(key);
      if (other) return this.#link(note, other);
      const waiting = this.#waiting.get(key);
      if (waiting) waiting.push(note);
      else this.#waiting.set(key, [note]);
      return [];
    });
  }

  #link(a: KnownNote, b: KnownNote): Link[] {
    const [from, to] = connectionKind(a.block, b.block) ? [a, b] : [b, a];
    const pair = pairOf(from.id, to.id);
    if (!connectionKind(from.block, to.block) || this.#pairs.has(pair)) return [];
    if (this.#board.connectionByPair.has(pair) || this.#pairs.size >= this.#most) return [];
    this.#pairs.add(pair);
    return [{ id: connectionIdOf(this.#board.generationId, from.id, to.id), from: from.id, to: to.id }];
  }
}
