import { generateKeyBetween } from 'fractional-indexing';
import type { Block } from './blocks.ts';
import type { Note } from './note.ts';

/** The key that puts a note behind all others of a block. */
export function orderAtEnd(notes: Iterable<Pick<Note, 'block' | 'order'>>, block: Block): string {
  let last: string | null = null;
  for (const note of notes) {
    if (note.block === block && note.order && (last === null || note.order > last)) last = note.order;
  }
  try {
    return generateKeyBetween(last, null);
  } catch {
    // A key may be any text of the alphabet; one that the library did not make has no successor by its rules.
    return `${last ?? ''}V`;
  }
}
