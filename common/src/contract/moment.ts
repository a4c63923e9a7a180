import { z } from 'zod';

/**
 * A moment with its distance from UTC, as it was given; in UTC from here on, since PostgreSQL takes neither every
 * distance that ISO 8601 has nor years of five digits.
 */
export const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), 'must be a year of four digits');
