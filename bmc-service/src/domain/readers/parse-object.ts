import type { z } from 'zod';

/** An object of an answer, if it is what the schema says; null for anything else. */
export function parseObject<T extends z.ZodType>(text: string, schema: T): z.output<T> | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
