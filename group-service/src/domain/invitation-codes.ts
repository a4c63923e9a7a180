import { randomInt } from 'node:crypto';
import { CODE_ALPHABET, CODE_LENGTH } from '@aibmc/common/contract/groups';

/** What people write for a letter or digit that codes have, since it looks alike; codes have none of these. */
const LOOKALIKES: Record<string, string> = { B: '8', O: 'Q', '0': 'Q', S: '5', U: 'V', Z: '2' };

/** A code that nobody can foresee. */
export function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/** The code that somebody means, in any case, with spaces or hyphens; null: it has not the length of one. */
export function readCode(text: string): string | null {
  const letters = text.replace(/[\s-]/g, '').toUpperCase();
  if (letters.length !== CODE_LENGTH) return null;
  return letters.replace(/[BO0SUZ]/g, (letter) => LOOKALIKES[letter] ?? letter);
}
