import type { Lexicon } from './lexicon.ts';
import { type Phrase, isAmong, isVerbAt } from './phrases.ts';
import { headOf, isAboutPeople, isCompany, isPlace, isSupplier, segmentTokens, textOf } from './roles.ts';
import type { Token } from './tokens.ts';
import { MATCHING } from './verb-classes.ts';

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

function isNarrowed({ full }: Segment): boolean {
  return /\s(?:who|that|que)\s/.test(full);
}

/** The groups of people and organisations that the idea is for, as it names them, at most three, who sells last. */
export function readSegments(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  lexicon: Lexicon,
): Segment[] {
  const seen = new Set<string>();
  const buyers: Segment[] = [];
  const sellers: Segment[] = [];
  const beneficiaries: Segment[] = [];
  const isMatching = phrases.some(({ objectOf }) => MATCHING.has(objectOf));
  for (const phrase of phrases) {
    if (!isAboutPeople(phrase, lexicon) || isSupplier(tokens, phrase, lexicon) || isCompany(phrase)) continue;
    const head = headOf(phrase, lexicon);
    const isKnown = seen.has(head) || isAmong(seen, head);
    if (isKnown || isPlace(phrase, lexicon) || POSSESSIVE.has(phrase.article)) continue;
    seen.add(head);
    const isSubject =
      !phrase.objectOf && /^(?:|where|donde)$/.test(phrase.cue) && isVerbAt(tokens, phrase.end, lexicon);
    const isWhere = /^(?:in|en|at)$/.test(phrase.cue) || (phrase.cue === 'de' && !phrase.ofForm);
    (isSubject ? sellers : isWhere ? beneficiaries : buyers).push({
      full: textOf(segmentTokens(tokens, phrase, lexicon)),
      short: shortName(phrase, lexicon),
    });
  }
  const [first, second] = buyers;
  const isSupplyFirst = first && second && isMatching && isNarrowed(second) && !isNarrowed(first);
  const ordered = isSupplyFirst ? [second, first, ...buyers.slice(2)] : buyers;
  return [...ordered, ...sellers, ...(ordered.length + sellers.length === 0 ? beneficiaries : [])].slice(
    0,
    MOST_SEGMENTS,
  );
}
