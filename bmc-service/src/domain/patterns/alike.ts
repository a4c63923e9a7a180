import { contentWords, stem, wordsOf } from '@aibmc/common/canvas/checks/words';

/** The stems of what a text says, without function words and numbers. */
export function stemsOf(text: string): ReadonlySet<string> {
  return new Set(contentWords(wordsOf(text)).map(stem));
}

export function countShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared;
}

/** How much of what two texts say is the same, 0 to 1, by Jaccard's measure of their stems. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = countShared(a, b);
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
