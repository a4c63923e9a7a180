import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { z } from 'zod';
import { answerRule, ASSUMPTION_RULE, AVOID_RULE, CONNECTION_RULES, NOTE_RULES } from './parts.ts';
import type { Prompt, PromptInput } from './prompt.ts';
import { schemaOf, writePrompt } from './write-prompt.ts';

/** What a change may do. */
export const CHANGES = ['reword', 'connect', 'disconnect', 'remove', 'add'] as const;

const SCHEMA = schemaOf(
  'changes_of_the_canvas',
  z.object({
    changes: z.array(
      z.object({
        do: z.enum(CHANGES),
        key: z.string(),
        block: z.enum(BLOCKS),
        text: z.string(),
        connectsTo: z.array(z.string()),
        assumption: z.boolean(),
        why: z.string(),
      }),
    ),
  }),
);

const RULES = [
  `"findings" in the data are what checks found: "says" is what is wrong and what to do, "keys" the notes, "block" the
block where it is about a block. Answer each finding with the smallest change that mends it:
- "reword": a better text for the note with this key. It keeps what the person meant; only what fails changes.
- "connect": "connectsTo" holds the notes that this one should be connected with and is not.
- "disconnect": "connectsTo" holds notes that it is connected with by mistake.
- "remove": only a note that says the same as another one; remove the one with fewer connections.
- "add": a new note, where a block is empty or thin, or where what a note needs is missing. Its key is a1, a2, …
- A note that says two things: reword it to the first and add the second.`,
  `- Change nothing that passes: a note that no finding names keeps its text.
- Prefer connecting notes that are there to adding new ones.
- "block" is always the block of the note. Fields that a change does not need are "" or [] or false.
- "why" says in one short sentence what gets better for this business.
- At most 30 changes, the most important first.`,
  NOTE_RULES,
  CONNECTION_RULES,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"changes":[{"do":"reword","key":"n3","block":"customer-segments","text":"…","connectsTo":[],"assumption":false,"why":"…"},{"do":"connect","key":"n7","block":"channels","text":"","connectsTo":["n3"],"assumption":false,"why":"…"}]}',
  ),
];

/** Asks for changes that repair what the checks find. */
export function improvePrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You edit Business Model Canvases (Osterwalder & Pigneur): you repair what fails and leave the rest alone.',
    rules: RULES,
    task: 'Repair what the findings in the data name.',
    schema: SCHEMA,
  });
}
