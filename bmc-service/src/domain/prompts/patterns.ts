import { z } from 'zod';
import { answerRule, ASSUMPTION_RULE, AVOID_RULE, BLOCK_LINES, NOTE_RULES, PROPOSAL_RULES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { pointShape, proposalsShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'patterns',
  z.object({ points: z.array(z.object({ ...pointShape, proposals: proposalsShape })) }),
);

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `Choose the 2 to 4 known patterns that fit this business best, from 'Business Model Generation' (unbundling, the long
tail, multi-sided platforms, free, open business models) or 'The Business Model Navigator' (such as subscription, razor and
blade, freemium, pay per use, franchising, licensing, revenue sharing, cash machine, lock-in, guaranteed availability,
performance-based contracting, solution provider, orchestrator, peer to peer, crowdfunding, aikido, no frills). No other
names, none that the canvas follows already in full.
- "title": the name of the pattern as the book gives it, in the language of the answer, and nothing else.
- "text": 2 to 4 sentences: why it fits these notes, a company that is known for it, what it would change here, and what
  speaks against it.
- "notes": the keys of the notes that it would change or build on.
- "proposals": 2 to 5 notes that the canvas would then have: how the money comes, what it takes, who takes part. They are
  about this business, not about the pattern.
- The best fit comes first.`,
  PROPOSAL_RULES,
  NOTE_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"points":[{"title":"…","text":"…","notes":["n2","n6"],"proposals":[{"key":"p1","block":"revenue-streams","text":"…","connectsTo":["n2"],"assumption":false}]}]}',
  ),
];

/** Asks which known patterns fit and what they would change. */
export function patternsPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You know the patterns of business models and see which of them fit a business, and which do not.',
    rules: RULES,
    task: 'Name the patterns that fit the business in the data and what they would change.',
    schema: SCHEMA,
  });
}
