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
  /** The events that this piece of the answer completes. */
  push: (chunk: string) => GenerationEvent[];
  /** What is left to say once the answer has ended. */
  end: () => GenerationEvent[];
  /** Whether the answer came to its own end. */
  readonly complete: boolean;
  /** Things in it that were usable; 0 makes the generation fail. */
  readonly usable: number;
}

export interface ReaderInput {
  /** Ids of what comes derive from it, so that a repeat finds them again. */
  generationId: string;
  /** By key. */
  notes: ReadonlyMap<string, KnownNote>;
  /** By key; ids of connections of the canvas, where a prompt shows them with keys. */
  connections?: ReadonlyMap<string, string>;
  block: Block | null;
}

export type CreateReader = (input: ReaderInput) => AnswerReader;
