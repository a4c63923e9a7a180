import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { z } from 'zod';
import { answerRule, ASSUMPTION_RULE, AVOID_RULE, BLOCK_LINES, NOTE_RULES, PROPOSAL_RULES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { pointShape, proposalsShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'provocations',
  z.object({
    points: z.array(z.object({ ...pointShape, block: z.enum(BLOCKS), proposals: proposalsShape })),
  }),
);

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `Write 5 provocations. Each takes one lever of this business model and turns it all the way, so that people see another
business in the same idea. Use 5 different levers, such as: who pays, who the customer is, what is free, owning or sharing
the key resource, when the money comes, who does the work, which step is left out, the opposite of what the field does.
- "title": the question, beginning with the words for "What if", 6 to 14 words.
- "text": 2 to 3 sentences: which note it turns around, what would then have to be true, and what would be won and lost.
- "notes": the keys of the notes that it turns around; "block": the block where the lever is.
- A strong one is uncomfortable and still possible: "What if the offices paid nothing and the bike makers did?" A weak one
  is an extension: "What if we also sold helmets?"
- "proposals": 1 to 2 notes that the canvas would then have.`,
  PROPOSAL_RULES,
  NOTE_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"points":[{"title":"…","text":"…","notes":["n6"],"block":"revenue-streams","proposals":[{"key":"p1","block":"revenue-streams","text":"…","connectsTo":["n2"],"assumption":false}]}]}',
  ),
];

/** Asks for provocations: levers of the business model, turned all the way. */
export function whatIfPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You ask the what-if questions that let people see another business model in their idea.',
    rules: RULES,
    task: 'Write 5 provocations for the business in the data.',
    schema: SCHEMA,
  });
}
