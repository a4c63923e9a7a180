import { BlockName, LIMITS, requiredText } from '@aibmc/common/canvas/note';
import { z } from 'zod';

/* What is believed of a model's answer. What it is asked for is apart (prompts/shapes.ts). */

export const Key = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(40));

/** Keys that an answer names; one that is none is passed over. */
export const Keys = z
  .array(Key.nullable().catch(null))
  .max(60)
  .transform((keys) => keys.filter((key) => key !== null))
  .catch([])
  .default([]);

/** Marks that turn the direction of writing, and what nobody sees. */
const TRICKS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** Not only '…', as an example of an answer has it, or a dash. */
export const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/** A note's text as a model may write it: one line of plain text. */
export const NoteText = z
  .string()
  .transform((text) =>
    text
      .replaceAll(TRICKS, '')
      .replaceAll(/\*\*|`/g, '')
      .replaceAll(/\s+/g, ' '),
  )
  .pipe(requiredText(LIMITS.noteText).regex(SAYS_SOMETHING));

/** That a note says what nobody has found out yet; anything but `true` is no. */
export const Assumption = z.boolean().catch(false).default(false);

/** A note of the model's that may be shown; its other fields are dropped, anything else about it refuses it. */
export const ModelNote = z.object({
  key: Key.optional(),
  block: BlockName,
  text: NoteText,
  connectsTo: Keys,
  assumption: Assumption,
});
export type ModelNote = z.infer<typeof ModelNote>;
