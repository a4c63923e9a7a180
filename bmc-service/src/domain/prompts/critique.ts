import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { z } from 'zod';
import { answerRule, ASSUMPTION_RULE, AVOID_RULE, BLOCK_LINES, NOTE_RULES, PROPOSAL_RULES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { pointShape, proposalsShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'critique',
  z.object({
    points: z.array(
      z.object({
        lens: z.enum(['investor', 'customer', 'sceptic']),
        ...pointShape,
        block: z.enum(BLOCKS),
        proposals: proposalsShape,
      }),
    ),
  }),
);

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `Read the whole canvas three times, as three people, and write 2 to 3 findings for each:
- "investor": do the numbers work, does it grow, what keeps others from copying it, what does it depend on?
- "customer": is this a problem I have, would I switch, would I pay that way, how would I hear of it?
- "sceptic": which notes contradict each other, which fact is only hoped for, what breaks first?`,
  `Each finding:
- "title": the objection in 4 to 10 words. "text": 2 to 3 sentences: what in which note, and what follows from it for the
  business. Quote the words of the note rather than its key.
- "notes": the keys of the notes that it is about, usually 1 to 3; "block" the block where it has to be answered. Something
  that is missing names the notes that need it.
- A strong finding: "Offices pay monthly, but 'repair on call' says they call only when a bike breaks; in winter nobody
  pays and the van still costs." A weak one: "Think about your pricing."
- No praise, no general advice, no finding twice. Do not report how notes are written, only what they say.
- "proposals" holds 0 to 2 notes that answer the finding.`,
  PROPOSAL_RULES,
  NOTE_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"points":[{"lens":"investor","title":"…","text":"…","notes":["n4","n9"],"block":"revenue-streams","proposals":[{"key":"p1","block":"revenue-streams","text":"…","connectsTo":["n4"],"assumption":false}]}]}',
  ),
];

/** Asks for the objections of an investor, a customer and a sceptic, tied to notes. */
export function critiquePrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You find the weak places of a business model before the market does, and you are fair and precise about it.',
    rules: RULES,
    task: 'Write the findings about the canvas in the data: investor, customer, sceptic.',
    schema: SCHEMA,
  });
}
