import type { Block, Language } from '@aibmc/common/canvas/blocks';

/** What a model is asked: rules that are ours, and data that is not; and the shape of the answer. */
export interface Prompt {
  system: string;
  user: string;
  schema: { name: string; schema: Record<string, unknown> };
}

/** A note as a prompt shows it. Keys are short and made for the prompt: `n1`, `n2`, … */
export interface PromptNote {
  key: string;
  block: Block;
  text: string;
  details?: string;
}

/** What the tasks are made of. All of it comes from people or from a model and is data. */
export interface PromptInput {
  idea: string;
  language: Language;
  /** Wishes, or the question. */
  instruction: string;
  notes: readonly PromptNote[];
  /** Between keys of notes. */
  connections: readonly { from: string; to: string }[];
  /** Suggestions that wait on the board, so that they are not made again. */
  suggested: readonly { block: Block; text: string }[];
  /** Suggestions that people rejected, so that they are not made again. */
  rejected: readonly { block: Block | null; text: string }[];
  /** The block that it is about. */
  block: Block | null;
  /** Keys of the notes that it is about; empty: all of them. */
  about: readonly string[];
  /** What the checks find, in words of ours, with the notes they are about. */
  findings: readonly { check: string; says: string; keys: readonly string[]; block: Block | null }[];
  /** Earlier questions and answers on this canvas, oldest first. */
  conversation: readonly { question: string; answer: string }[];
}

export type BuildPrompt = (input: PromptInput) => Prompt;
