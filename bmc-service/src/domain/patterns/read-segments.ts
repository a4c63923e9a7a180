import type { Lexicon } from './lexicon.ts';
import { type Phrase, isAmong } from './phrases.ts';
import { headOf, isAboutPeople, isCompany, isPlace, isSupplier, segmentTokens, textOf } from './roles.ts';
import type { Token } from './tokens.ts';

export interface Segment {
  /** What the note says: 'offices in Granada'. */
  full: string;
  /** How other notes call it: 'offices'. */
  short: string;
}

const MOST_SEGMENTS = 3;
const POSSESSIVE = new Set(['sus', 'su', 'their', 'his', 'her', 'them', 'our', 'nuestros', 'nuestras']);

function shortName(phrase: Phrase, lexicon: Lexicon): string {
  const link = phrase.words.findIndex(({ low }) => lexicon.function.has(low));
  if (lexicon.headLast) return textOf(phrase.words.slice(0, link > 0 ? link : undefined).slice(-3));
  const words = phrase.words.slice(0, link > 0 ? 4 : 2);
  while (words.length > 1 && lexicon.function.has(words.at(-1)?.low ?? '')) words.pop();
  return textOf(words);
}

/** The groups of people and organisations that the idea is for, as it names them, at most three. */
export function readSegments(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  lexicon: Lexicon,
): Segment[] {
  const seen = new Set<string>();
  const segments: Segment[] = [];
  for (const phrase of phrases) {
    if (!isAboutPeople(phrase, lexicon) || isSupplier(phrase, lexicon) || isCompany(phrase)) continue;
    const head = headOf(phrase, lexicon);
    const isKnown = seen.has(head) || isAmong(seen, head);
    if (isKnown || isPlace(phrase, lexicon) || POSSESSIVE.has(phrase.article)) continue;
    seen.add(head);
    segments.push({
      full: textOf(segmentTokens(tokens, phrase, lexicon)),
      short: shortName(phrase, lexicon),
    });
  }
  return segments.slice(0, MOST_SEGMENTS);
}
