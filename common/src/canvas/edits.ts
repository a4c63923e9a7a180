import { z } from 'zod';
import { BlockName, COLOURS, Id, LanguageCode, LIMITS, OrderKey, plainText, requiredText } from './note.ts';
import { Suggestion, SUGGESTION_ENDS, SuggestionSet } from './suggestion.ts';

/* Applying edits is apart (apply-edit.ts), so that browsers do it without loading zod. */
const noteText = requiredText(LIMITS.noteText);
const details = plainText(LIMITS.noteDetails);
const colour = z.enum(COLOURS);

const CanvasSettings = z.strictObject({
  title: requiredText(LIMITS.title).optional(),
  idea: plainText(LIMITS.idea).optional(),
  language: LanguageCode.optional(),
});

/** One change of a canvas. The client chooses `id`; an id that was applied before is answered, not applied again. */
export const Edit = z
  .discriminatedUnion('type', [
    z.strictObject({
      id: Id,
      type: z.literal('note.add'),
      note: z.strictObject({
        id: Id,
        block: BlockName,
        text: noteText,
        order: OrderKey.optional().describe('position in the block; last where it is missing'),
        colour: colour.optional(),
        details: details.optional(),
        assumption: z.literal(true).optional(),
        origin: z
          .literal('ai')
          .optional()
          .describe('of a suggestion that is accepted, or a note that is brought back as it was'),
      }),
    }),
    z.strictObject({
      id: Id,
      type: z.literal('note.set'),
      noteId: Id,
      set: z.strictObject({
        block: BlockName.optional(),
        text: noteText.optional(),
        order: OrderKey.optional(),
        colour: colour.nullable().optional(),
        details: details.nullable().optional(),
        assumption: z.literal(true).nullable().optional(),
      }),
    }),
    z.strictObject({ id: Id, type: z.literal('note.remove'), noteId: Id }),
    z.strictObject({
      id: Id,
      type: z.literal('connection.add'),
      connection: z.strictObject({ id: Id, from: Id, to: Id }),
    }),
    z.strictObject({ id: Id, type: z.literal('connection.remove'), connectionId: Id }),
    z.strictObject({ id: Id, type: z.literal('canvas.set'), set: CanvasSettings }),
    z.strictObject({ id: Id, type: z.literal('suggestion.add'), suggestion: Suggestion }),
    z.strictObject({ id: Id, type: z.literal('suggestion.set'), suggestionId: Id, set: SuggestionSet }),
    z.strictObject({
      id: Id,
      type: z.literal('suggestion.remove'),
      suggestionId: Id,
      as: z.enum(SUGGESTION_ENDS).describe('rejected ones are remembered for the next prompt'),
    }),
  ])
  .meta({ id: 'Edit' });
export type Edit = z.infer<typeof Edit>;
