import type { Block } from '@aibmc/common/canvas/blocks';
import { connectableBlocks } from '@aibmc/common/canvas/connection-words';
import { z } from 'zod';
import {
  answerRule,
  ASSUMPTION_RULE,
  AVOID_RULE,
  blockQuestion,
  NOTE_RULES,
  PROPOSAL_RULES,
} from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { pointShape, proposalsShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'tips',
  z.object({ points: z.array(z.object({ ...pointShape, proposals: proposalsShape })) }),
);

function rules(block: Block): string[] {
  return [
    `Write 3 to 5 tips for one block of this canvas: ${blockQuestion(block)}. Its notes connect with those of: ${connectableBlocks(block).join(', ')}.`,
    `- "title": what to do, beginning with a verb, 4 to 10 words. "text": 1 to 3 sentences: how to do it this week, and why it
  matters here.
- Each tip starts from what is on this canvas or plainly missing from it, and says so in the words of its notes; "notes"
  holds their keys.
- No tip that could be given to another business. "Ask the three offices in n2 who signs for repairs" is strong in its
  way of thinking, "Know your customers" is not a tip. Write the words of a note, not its key.
- Different tips: one about what is missing, one about what is too wide, one about how to find out.
- "proposals": 0 to 2 notes, where the tip leads to them.`,
    PROPOSAL_RULES,
    NOTE_RULES,
    ASSUMPTION_RULE,
    AVOID_RULE,
    answerRule(
      `{"points":[{"title":"…","text":"…","notes":["n2"],"proposals":[{"key":"p1","block":"${block}","text":"…","connectsTo":["n2"],"assumption":false}]}]}`,
    ),
  ];
}

/** Asks for tips for one block of this business; for the value propositions where none is named. */
export function tipsPrompt(input: PromptInput): Prompt {
  const block = input.block ?? 'value-propositions';
  return writePrompt({
    input,
    role: 'You coach people while they fill in a block of their Business Model Canvas (Osterwalder & Pigneur).',
    rules: rules(block),
    task: `Write the tips for the block ${block} of the canvas in the data.`,
    schema: SCHEMA,
  });
}
