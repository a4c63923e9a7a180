import { BASE_62_DIGITS, generateKeyBetween } from 'fractional-indexing';
import type { Block } from './blocks.ts';
import type { Note } from './note.ts';

/** The longest key that an edit may carry. */
const LONGEST_KEY = 200;

/** The key that puts a note behind all others of a block. */
export function orderAtEnd(notes: Iterable<Pick<Note, 'block' | 'order'>>, block: Block): string {
  let last: string | null = null;
  for (const note of notes) {
    if (note.block === block && note.order && (last === null || note.order > last)) last = note.order;
  }
  return orderAfter(last);
}

/** A key behind this one, which may be any text of the alphabet. At the very end of all keys it is the same again. */
export function orderAfter(last: string | null): string {
  try {
    const key = generateKeyBetween(last, null);
    if (key.length <= LONGEST_KEY) return key;
  } catch {
    // One that the library did not make has no successor by its rules.
  }
  return successor(last ?? '');
}

/** Counts the last digit up while there is one to come, then makes the key longer. */
function successor(key: string): string {
  const next = BASE_62_DIGITS[BASE_62_DIGITS.indexOf(key.slice(-1)) + 1];
  if (key !== '' && next !== undefined) return key.slice(0, -1) + next;
  return key.length < LONGEST_KEY ? `${key}V` : key;
}
