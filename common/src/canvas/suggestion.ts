import { z } from 'zod';
import { BlockName, Id, LIMITS, OrderKey, plainText, requiredText } from './note.ts';

/* What is done with suggestions is apart (suggestions.ts), so that browsers do it without loading zod. */
const assumption = z.literal(true);

/** An edit that waits for a yes, without the id that it will have as an edit. */
const SuggestedChange = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('note.add'),
      note: z.strictObject({
        id: Id.describe('that the note will have'),
        block: BlockName,
        text: requiredText(LIMITS.noteText),
        order: OrderKey.optional(),
        details: plainText(LIMITS.suggestionDetails).optional(),
        assumption: assumption.optional(),
      }),
    }),
    z.strictObject({
      type: z.literal('note.set'),
      noteId: Id,
      set: z.strictObject({
        block: BlockName.optional(),
        text: requiredText(LIMITS.noteText).optional(),
        assumption: assumption.optional(),
      }),
    }),
    z.strictObject({ type: z.literal('note.remove'), noteId: Id }),
    z.strictObject({
      type: z.literal('connection.add'),
      connection: z.strictObject({ id: Id, from: Id, to: Id }),
    }),
    z.strictObject({ type: z.literal('connection.remove'), connectionId: Id }),
  ])
  .meta({ id: 'SuggestedChange' });

const why = plainText(LIMITS.why);
/** Ids of checks that a suggested note does not pass. */
const fails = z.array(z.string().regex(/^[a-z-]{1,40}$/)).max(20);

/** A change of the canvas that is proposed to everybody there: an edit that waits for a yes. */
export const Suggestion = z
  .strictObject({
    id: Id,
    generationId: Id.optional().describe('the generation it came from'),
    change: SuggestedChange,
    why: why.optional(),
    fails: fails.optional().describe('checks that it does not pass'),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof Suggestion>;

/** What may become of a suggestion while it is open. */
export const SuggestionSet = z.strictObject({
  change: SuggestedChange.optional(),
  why: why.optional(),
  fails: fails.nullable().optional(),
});

/** How a suggestion ends: it was accepted, rejected, or taken back by who made it. */
export const SUGGESTION_ENDS = ['accepted', 'rejected', 'withdrawn'] as const;
