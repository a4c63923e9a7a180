import { z } from 'zod';
import { BLOCKS, LANGUAGES } from './blocks.ts';
import { LIMITS } from './limits.ts';

// Apart from the schemas, so that browsers can read them without loading zod.
export { LIMITS };

export const COLOURS = ['blue', 'orange', 'violet', 'green', 'pink', 'ochre', 'teal', 'grey'] as const;

/** Text with no NUL, other control characters or halves of surrogate pairs: PostgreSQL refuses or screens garble them. */
export function plainText(max: number): z.ZodString {
  return z
    .string()
    .max(max)
    .regex(/^(?:[\t\n\r]|\P{Cc})*$/u, 'must not contain control characters')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');
}

/** Something that a reader can see: not only spaces, zero-width characters and marks of writing direction. */
const VISIBLE = /^$|[^\s\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u;

/** A title or a note's text: one to `max` characters once trimmed, with something to see among them. */
export function requiredText(max: number): z.ZodString {
  return plainText(max).trim().min(1).regex(VISIBLE, 'must have a visible character');
}

/** The same in one line, as what people and groups are called: nothing in it looks like more than a name where it is told. */
export function requiredLine(max: number): z.ZodString {
  return requiredText(max).regex(/^[^\t\n\r\p{Zl}\p{Zp}]*$/u, 'must be one line');
}

/** In small letters, as PostgreSQL gives ids back: two spellings of one id must not be two ids. */
export const Id = z.uuid().toLowerCase();
export const BlockName = z.enum(BLOCKS).meta({ id: 'Block' });
export const LanguageCode = z.enum(LANGUAGES);

/** A key of the fractional-indexing alphabet; sorts by code unit, as `COLLATE "C"` does. */
export const OrderKey = z.string().regex(/^[0-9A-Za-z]{1,200}$/);

export const Note = z
  .object({
    id: Id,
    block: BlockName,
    text: z.string(),
    order: z.string(),
    colour: z.enum(COLOURS).optional(),
    details: z.string().optional(),
    assumption: z.literal(true).optional().describe('it says what nobody has found out yet'),
    origin: z.enum(['human', 'ai']),
    author: Id.describe('user id of who added it'),
  })
  .meta({ id: 'Note' });
export type Note = z.infer<typeof Note>;

export const Connection = z.object({ id: Id, from: Id, to: Id }).meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;
