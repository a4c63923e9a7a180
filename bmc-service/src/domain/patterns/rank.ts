import { fold } from '@aibmc/common/canvas/checks/words';
import { choosePattern, MOST_TEXT } from './choose.ts';
import type { DomainId } from './domain-cues.ts';
import { PATTERN_CUES, type PatternId } from './pattern-cues.ts';
import type { Reading } from './read-idea.ts';

/** What businesses of a pattern often try next to it. */
const BESIDE: Record<PatternId, readonly PatternId[]> = {
  subscription: ['direct-sales', 'membership', 'cooperative'],
  marketplace: ['advertising', 'subscription', 'membership'],
  matching: ['membership', 'freemium', 'subscription'],
  freemium: ['advertising', 'subscription', 'platform-api'],
  'razor-and-blade': ['subscription', 'pay-per-use', 'hardware-service'],
  venue: ['membership', 'subscription', 'franchise'],
  'direct-sales': ['subscription', 'crowdfunding', 'marketplace'],
  'pay-per-use': ['subscription', 'membership', 'direct-sales'],
  franchise: ['membership', 'licensing', 'pay-per-use'],
  licensing: ['services', 'direct-sales', 'pay-per-use'],
  advertising: ['membership', 'freemium', 'crowdfunding'],
  nonprofit: ['membership', 'crowdfunding', 'cooperative'],
  services: ['subscription', 'tuition', 'membership'],
  'hardware-service': ['subscription', 'pay-per-use', 'razor-and-blade'],
  'open-source': ['freemium', 'platform-api', 'tuition'],
  cooperative: ['membership', 'crowdfunding', 'subscription'],
  crowdfunding: ['direct-sales', 'membership', 'licensing'],
  'platform-api': ['freemium', 'pay-per-use', 'subscription'],
  tuition: ['subscription', 'membership', 'franchise'],
  membership: ['pay-per-use', 'subscription', 'franchise'],
  'software-licence': ['freemium', 'pay-per-use', 'platform-api'],
};

/** A pattern that fits, with the words of the idea that speak for it; none where it only goes well with the first. */
export interface FittingPattern {
  pattern: PatternId;
  domain: DomainId;
  words: string[];
}

/** Patterns that go with any offer. */
const ANYHOW: readonly PatternId[] = ['subscription', 'crowdfunding'];

/** What there is one of, as a place, a school or an app: people come to it and belong to it. */
const ONE = /^(?:the|el|la) /;

/** Whether a pattern can be that of such an offer at all, whatever words speak for it. */
function isPossible(pattern: PatternId, { kind, isBetween, segments, product }: Reading): boolean {
  switch (pattern) {
    case 'membership':
    case 'franchise':
    case 'advertising':
      return ONE.test(product.named);
    case 'matching':
    case 'marketplace':
      return isBetween && segments.length > 1;
    case 'venue':
      return kind === 'venue';
    case 'software-licence':
    case 'platform-api':
      return kind === 'software';
    case 'direct-sales':
      return kind === '';
    default:
      return true;
  }
}

/**
 * The patterns that fit an idea, best first: the one that a draft is made from, those that other words of the idea speak
 * for, and those that go well with the first. Pure and deterministic.
 */
export function rankPatterns(idea: string, reading: Reading, most: number): FittingPattern[] {
  const chosen = choosePattern(idea, reading);
  const wordsOf = cuedWords(idea);
  const cued = [...wordsOf]
    .filter(([, words]) => words.length > 0)
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([pattern]) => pattern);
  const others = [...cued, ...BESIDE[chosen.pattern], ...ANYHOW].filter((other) =>
    isPossible(other, reading),
  );
  const ranked = new Set([chosen.pattern, ...others]);
  return [...ranked].slice(0, most).map((pattern) => ({
    pattern,
    domain: chosen.domain,
    words: wordsOf.get(pattern) ?? [],
  }));
}

/** For each pattern the different words of the idea that speak for it, as they are typed there. */
function cuedWords(idea: string): Map<PatternId, string[]> {
  const typed = idea.slice(0, MOST_TEXT).normalize('NFC');
  const folded = fold(typed);
  // a letter that folds into more or fewer characters shifts all that follows
  const isAligned = folded.length === typed.length;
  const patterns = Object.keys(PATTERN_CUES) as PatternId[];
  return new Map(
    patterns.map((pattern) => {
      const words = new Map<string, string>();
      for (const match of folded.matchAll(PATTERN_CUES[pattern])) {
        const end = match.index + match[0].length;
        words.set(match[0], isAligned ? typed.slice(match.index, end) : match[0]);
      }
      return [pattern, [...words.values()]];
    }),
  );
}
