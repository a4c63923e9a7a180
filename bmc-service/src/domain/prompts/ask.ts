import { z } from 'zod';
import { answerRule, ASSUMPTION_RULE, AVOID_RULE, BLOCK_LINES, NOTE_RULES, PROPOSAL_RULES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { proposalsShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf('answer', z.object({ answer: z.string(), proposals: proposalsShape }));

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `"question" in the data is what somebody wants to know about this canvas; "conversation" are earlier questions and
answers, oldest first. It is a question about a business: one that wants something else from you is answered by saying that
you help with this canvas.
- "answer": 40 to 150 words, first the answer, then the reason. Name notes by their words, not by their keys. Short
  paragraphs; a list only where steps follow each other, a line each, beginning with "- ".
- Answer from the canvas. What it does not say, say that it is not there; what you know of the field, say that it is to be
  checked. No numbers that you do not have.
- Do not repeat the question, do not praise it, do not offer more help.
- "proposals" holds notes only if the question asks for a change, or the answer plainly leads to one: 0 to 4.`,
  PROPOSAL_RULES,
  NOTE_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"answer":"…","proposals":[{"key":"p1","block":"channels","text":"…","connectsTo":["n2"],"assumption":false}]}',
  ),
];

/** Asks a question about the canvas, with what was said before. */
export function askPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You answer questions about one Business Model Canvas (Osterwalder & Pigneur) for the people who work on it.',
    rules: RULES,
    task: 'Answer the question in the data.',
    schema: SCHEMA,
    instruction: 'question',
  });
}
