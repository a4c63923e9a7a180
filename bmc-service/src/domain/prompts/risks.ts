import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { z } from 'zod';
import { answerRule, AVOID_RULE, BLOCK_LINES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { pointShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'riskiest_assumptions',
  z.object({
    points: z.array(
      z.object({
        lens: z.enum(['desirability', 'feasibility', 'viability']),
        ...pointShape,
        block: z.enum(BLOCKS),
        test: z.string(),
        metric: z.string(),
        threshold: z.string(),
      }),
    ),
  }),
);

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `Find the 3 to 6 riskiest assumptions: what must be true for this business to work, is not known yet, and would end it if
it were wrong. The riskiest comes first, and each lens comes at least once:
- "desirability": do these people have this problem and want this? (segments, propositions, channels, relationships)
- "feasibility": can it be made and delivered? (resources, activities, partners)
- "viability": does more money come in than goes out? (revenue, costs)`,
  `Each assumption:
- "title": the assumption as a sentence that can turn out true or false, beginning with the words for "We believe that".
- "text": 1 to 2 sentences: why it is risky here, and what happens if it is wrong.
- "notes": the keys of the notes that rest on it; "block" the block that it belongs to.
- "test": the cheapest way to find out within two weeks: what is done, with whom, how many. People's money, time or
  signature prove more than what they say.
- "metric": what is counted, in a few words. "threshold": from which figure on the assumption holds, always with a number
  in digits: "at least 4 of 10 offices", "under 6 EUR a repair".
- A strong test: "Offer 10 offices a paid month in advance". A weak one: "Do market research".`,
  AVOID_RULE,
  answerRule(
    '{"points":[{"lens":"desirability","title":"…","text":"…","notes":["n2","n5"],"block":"customer-segments","test":"…","metric":"…","threshold":"…"}]}',
  ),
];

/** Asks for the riskiest assumptions, each with a test, a metric and a threshold. */
export function risksPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You find what a business model silently relies on, and the cheapest way to test it.',
    rules: RULES,
    task: 'Write the riskiest assumptions of the canvas in the data.',
    schema: SCHEMA,
  });
}
