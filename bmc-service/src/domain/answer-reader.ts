import type { Block } from '@aibmc/common/canvas/blocks';
import type { GenerationEvent } from '@aibmc/common/contract/generations';

/** A note of the canvas that an answer may name, by its key in the prompt. */
export interface KnownNote {
  id: string;
  block: Block;
  text: string;
}

/** Reads a model's answer as it comes. What it gives has passed the strict schema; anything else is passed over. */
export interface AnswerReader {
  /** The events that this piece of the answer completes. Joined, they are the same however the answer is cut. */
  push: (chunk: string) => GenerationEvent[];
  /** What is left to say once the answer has ended; `complete` and `usable` are to be asked after it. */
  end: () => GenerationEvent[];
  /**
   * Whether the answer came to its own end: its list was closed, or its prose ends with a sentence. Where it is false, it
   * was cut off, unless the endpoint says that the model stopped by itself.
   */
  readonly complete: boolean;
  /** Things in it that passed the schema, those that change nothing included; 0 makes the generation fail. */
  readonly usable: number;
}

export interface ReaderInput {
  /** Ids of what comes derive from it, so that a repeat finds them again. */
  generationId: string;
  /** By key. */
  notes: ReadonlyMap<string, KnownNote>;
  /** Ids of connections of the canvas by the keys of their notes: `n1>n2`. */
  connections?: ReadonlyMap<string, string>;
  /** Of a draft, the only block whose notes count; of points, the block that they are about. */
  block: Block | null;
  /** What people rejected, or have not decided on yet: it is passed over, told the model or not. */
  avoid?: readonly { block: Block | null; text: string }[];
  /** Keys of the notes that checks found something about: no other one is reworded or removed. Missing: any may be. */
  failing?: ReadonlySet<string>;
}

export type CreateReader = (input: ReaderInput) => AnswerReader;
