import { z } from 'zod';
import {
  answerRule,
  ASSUMPTION_RULE,
  AVOID_RULE,
  BLOCK_LINES,
  CONNECTION_RULES,
  NOTE_RULES,
} from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { NoteShape } from './shapes.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

const SCHEMA = schemaOf(
  'repaired_notes',
  z.object({ notes: z.array(NoteShape.extend({ drop: z.boolean() })) }),
);

const RULES = [
  `The blocks of a canvas:\n${BLOCK_LINES}`,
  `A draft was checked. "findings" in the data are what failed: "says" is what is wrong and what to do, "keys" the notes.
"about" holds the keys of the notes that you may change; all others stay as they are.
- For each key in "about" give the note again with the same "key" and "block", a "text" that passes, and in "connectsTo" the
  notes it should be connected with, those that it lacks above all.
- Keep what the note means; where only connections are missing, keep its text to the letter.
- "drop": true only for a note that says the same as another one, or that is one too many in its block; false otherwise.
- A finding without keys is about a block that is empty or thin: write the notes it needs, with keys x1, x2, …
- Give no note that is not in "about" and not new.`,
  NOTE_RULES,
  CONNECTION_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"notes":[{"key":"n12","block":"channels","text":"…","connectsTo":["n3"],"assumption":false,"drop":false}]}',
  ),
];

/** Asks for better versions of a draft's notes that fail checks, `about`, and for notes that blocks still lack. */
export function repairPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You repair drafts of Business Model Canvases (Osterwalder & Pigneur) so that they pass their checks.',
    rules: RULES,
    task: 'Give the repaired notes.',
    schema: SCHEMA,
  });
}
