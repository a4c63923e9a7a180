import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { BlockName, LIMITS, requiredText } from '@aibmc/common/canvas/note';
import { z } from 'zod';

/** What the model is asked for. Plain, since endpoints refuse most limits; `ModelNote` is what is believed. */
const RequestedDraft = z.object({
  notes: z.array(
    z.object({
      key: z.string(),
      block: z.enum(BLOCKS),
      text: z.string(),
      connectsTo: z.array(z.string()),
    }),
  ),
});

const { $schema: _dialect, ...schema } = z.toJSONSchema(RequestedDraft);

/** The JSON schema of a draft, as structured output wants it. */
export const DRAFT_SCHEMA: Record<string, unknown> = schema;

export const Key = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(40));

/** A note's text as a model may write it: one line of plain text. */
export const NoteText = z
  .string()
  .transform((text) => text.replace(/\s+/g, ' '))
  .pipe(requiredText(LIMITS.noteText));

/** A note of the model's that may be shown; its other fields are dropped, anything else about it refuses it. */
export const ModelNote = z.object({
  key: Key.optional(),
  block: BlockName,
  text: NoteText,
  connectsTo: z.array(Key).max(30).default([]),
});
export type ModelNote = z.infer<typeof ModelNote>;
