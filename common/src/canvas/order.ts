import { BASE_62_DIGITS, generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
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

/**
 * So many keys in order behind `before` and in front of `after`, each any text of the alphabet; null stands for no bound.
 * Null where there is no room: the bounds are the same or the wrong way round, follow each other with nothing between
 * ('a' and 'a0'), or the keys would be too long.
 */
export function ordersBetween(before: string | null, after: string | null, count: number): string[] | null {
  if (before !== null && after !== null && before >= after) return null;
  try {
    const keys = generateNKeysBetween(before, after, count);
    if (keys.every((key) => key.length <= LONGEST_KEY)) return keys;
  } catch {
    // A bound that the library did not make: its rules do not hold, but any texts have a middle.
  }
  return after === null ? following(before, count) : halve(before ?? '', after, count);
}

function following(last: string | null, count: number): string[] | null {
  const keys: string[] = [];
  let previous = last;
  for (let made = 0; made < count; made++) {
    const next = orderAfter(previous);
    if (next === previous) return null;
    keys.push(next);
    previous = next;
  }
  return keys;
}

function halve(before: string, after: string, count: number): string[] | null {
  if (count === 0) return [];
  const middle = middleOf(before, after);
  if (middle === null || middle.length > LONGEST_KEY) return null;
  const left = halve(before, middle, Math.floor((count - 1) / 2));
  const right = left && halve(middle, after, count - 1 - left.length);
  return left && right && [...left, middle, ...right];
}

/** A text between two texts of the alphabet as code units sort them, neither of both; null where there is none. */
function middleOf(before: string, after: string): string | null {
  let shared = 0;
  while (shared < before.length && before[shared] === after[shared]) shared++;
  const start = before.slice(0, shared);
  const low = digitAt(before, shared);
  const high = digitAt(after, shared);
  if (low >= 0 && high - low > 1) return start + digit(Math.floor((low + high) / 2));
  if (low >= 0) return start + digit(low) + above(before.slice(shared + 1));
  // `before` ends here; a key that ended with the first digit would have no room in front of it.
  if (high > 1) return start + digit(Math.floor(high / 2));
  if (high === 1) return start + digit(0) + above('');
  const below = high === 0 ? middleOf('', after.slice(shared + 1)) : null;
  return below === null ? null : start + digit(0) + below;
}

/** A text behind this one that stays as short as it can, with room behind it. */
function above(text: string): string {
  const at = [...text].findIndex((character) => character !== LAST_DIGIT);
  if (at === -1) return `${text}V`;
  return text.slice(0, at) + digit(Math.ceil((digitAt(text, at) + BASE_62_DIGITS.length) / 2));
}

const LAST_DIGIT = BASE_62_DIGITS.slice(-1);

/** The value of a digit, -1 behind the end of the text. */
function digitAt(text: string, index: number): number {
  return index < text.length ? BASE_62_DIGITS.indexOf(text.charAt(index)) : -1;
}

function digit(value: number): string {
  return BASE_62_DIGITS.charAt(value);
}
