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

const SCHEMA = schemaOf('business_model_canvas', z.object({ notes: z.array(NoteShape) }));

const RULES = [
  `Write notes for the blocks in this order:\n${BLOCK_LINES}`,
  `- 2 to 6 notes in each of the nine blocks. Where notes are on the canvas already, keep to their direction and add only
  what is missing; a block that has enough gets none.
- Use words of the idea in at least half of the notes. A strong note could stand on no other canvas: "Freelance designers
  in Granada without a studio" is strong, "Small businesses" is weak.`,
  NOTE_RULES,
  `Keys of new notes are a letter for the block and a number, such as s1 or v2; no new key begins with n.
${CONNECTION_RULES}`,
  ASSUMPTION_RULE,
  AVOID_RULE,
  answerRule(
    '{"notes":[{"key":"s1","block":"customer-segments","text":"…","connectsTo":[],"assumption":false},{"key":"v1","block":"value-propositions","text":"…","connectsTo":["s1"],"assumption":false}]}',
  ),
];

/** Asks for a draft of all nine blocks, or for what one that was begun still lacks. */
export function canvasPrompt(input: PromptInput): Prompt {
  return writePrompt({
    input,
    role: 'You draft Business Model Canvases (Osterwalder & Pigneur) that a founder can act on.',
    rules: RULES,
    task: 'Draft the canvas for the idea in the data.',
    schema: SCHEMA,
  });
}
