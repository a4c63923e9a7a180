import type { Language } from '@aibmc/common/canvas/blocks';
import { wordsOf } from '@aibmc/common/canvas/checks/words';
import { polish } from './inflect.ts';

/** For each slot its wordings, longest first; a slot that is missing has nothing to say. */
export type Slots = Readonly<Record<string, readonly string[]>>;

const SLOT = /\{(\w+)\}/g;
/** What reads at a glance. */
export const GOOD_LENGTH = 8;
/** For an offer with a long name, where a block would stay all but empty. */
export const LONGEST = 11;
const LONGEST_NOTE = 200;

function namesOf(line: string): string[] {
  return [...new Set([...line.matchAll(SLOT)].map((match) => match[1] ?? ''))];
}

/** Fills a line with the longest wordings that keep it within so many words; null where none does. */
export function fillLine(
  line: string,
  slots: Slots,
  language: Language,
  mostWords = GOOD_LENGTH,
): string | null {
  const names = namesOf(line);
  if (names.some((name) => !slots[name]?.[0])) return null;
  const chosen = new Map(names.map((name) => [name, 0]));
  for (;;) {
    const text = line.replace(SLOT, (_, name: string) => slots[name]?.[chosen.get(name) ?? 0] ?? '');
    if (wordsOf(text).length <= mostWords) return text.length > LONGEST_NOTE ? null : polish(text, language);
    const longest = names
      .filter((name) => (chosen.get(name) ?? 0) + 1 < (slots[name]?.length ?? 0))
      .sort((a, b) => wordCount(slots, b, chosen) - wordCount(slots, a, chosen))[0];
    if (longest === undefined) return null;
    chosen.set(longest, (chosen.get(longest) ?? 0) + 1);
  }
}

function wordCount(slots: Slots, name: string, chosen: ReadonlyMap<string, number>): number {
  return slots[name]?.[chosen.get(name) ?? 0]?.split(' ').length ?? 0;
}
