import type { FieldError } from '../errors.ts';

/** Elements that a list in a body or frame may have, whatever it is for. */
const MOST_ELEMENTS = 1_000;

/**
 * The fields of something sent that hold more elements than any of them may. To be asked before a schema: that looks
 * at every element before it counts, and a megabyte of empty objects takes it seconds in which nobody else is served.
 */
export function endlessLists(sent: unknown): FieldError[] {
  if (typeof sent !== 'object' || sent === null) return [];
  return Object.entries(sent).flatMap(([path, value]) =>
    Array.isArray(value) && value.length > MOST_ELEMENTS
      ? [{ path, message: `must have at most ${MOST_ELEMENTS} elements` }]
      : [],
  );
}
