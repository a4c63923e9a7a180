import type { Block } from '@aibmc/common/canvas/blocks';
import { connectableBlocks } from '@aibmc/common/canvas/connection-words';
import { z } from 'zod';
import {
  answerRule,
  ASSUMPTION_RULE,
  AVOID_RULE,
  blockQuestion,
  CONNECTION_PAIRS,
  NOTE_RULES,
} from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { NoteShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf('notes_of_a_block', z.object({ notes: z.array(NoteShape) }));

function rules(block: Block): string[] {
  return [
    `Write 2 to 4 new notes for one block: ${blockQuestion(block)}. Notes of other blocks are not wanted.
- Read the notes of the other blocks first: each new note follows from them, and answers the block's question for what
  they say. A note that would fit another business is weak.
- Each new note connects with notes of these blocks that are on the canvas: ${connectableBlocks(block).join(', ')}. Begin with notes that
  lack such a connection; "findings" in the data say which.`,
    NOTE_RULES,
    `Keys of new notes are b1, b2, …
${CONNECTION_PAIRS}`,
    ASSUMPTION_RULE,
    AVOID_RULE,
    answerRule(
      `{"notes":[{"key":"b1","block":"${block}","text":"…","connectsTo":["n2"],"assumption":false}]}`,
    ),
  ];
}

/** Asks for a few notes of one block that connect with the others; of the value propositions where none is named. */
export function blockPrompt(input: PromptInput): Prompt {
  const block = input.block ?? 'value-propositions';
  return writePrompt({
    input,
    role: 'You complete Business Model Canvases (Osterwalder & Pigneur) together with the people who make them.',
    rules: rules(block),
    task: `Write the notes for the block ${block}.`,
    schema: SCHEMA,
  });
}
