import type { Lexicon } from './lexicon.ts';
import { type Phrase, isAmong, isVerbAt } from './phrases.ts';
import { headOf, isAboutPeople, isCompany, isPlace, isSupplier, segmentTokens, textOf } from './roles.ts';
import type { Token } from './tokens.ts';
import { ACQUIRING, MATCHING, MEETING } from './verb-classes.ts';

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

const GIVING = /\s(?:who|that|que)\s(?:have|has|own|offer|sell|rent|tienen|ofrecen|venden|alquilan)\b/;

const PROVIDERS =
  /\b(?:teachers|tutors|farmers|growers|cooks|chefs|nurses|musicians|artists|makers|translators|freelancers?|photographers|carers|sitters|trainers|experts|designers|profesor[ea]s|tutor[ea]s|agricultor[ea]s|artesan[oa]s|m[uú]sicos|cociner[oa]s|cuidador[ea]s|fot[oó]graf[oa]s|traductor[ea]s|productor[ea]s|pescadores|terapeutas)\b/iu;

/** Who brings what the other side comes for, by trade. */
function isProvider({ full }: Segment): boolean {
  return PROVIDERS.test(full) && !isNarrowed({ full, short: full });
}

function isSeeker(second: Segment, first: Segment): boolean {
  return isNarrowed(second) && !isNarrowed(first);
}

/** Narrowed by what they want or suffer, not by what they bring. */
function isNarrowed({ full }: Segment): boolean {
  return /\s(?:who|that|que)\s/.test(full) && !GIVING.test(full);
}

/** 'An NGO that plants trees' is who has the idea, not whom it is for. */
function isFounder(phrase: Phrase, phrases: readonly Phrase[], lexicon: Lexicon): boolean {
  return phrase === phrases[0] && !phrase.objectOf && isAmong(lexicon.forms, headOf(phrase, lexicon));
}

/** Whether the phrase is who does something: 'where farmers sell', 'donde jubilados enseñan'. */
function isDoing(tokens: readonly Token[], phrase: Phrase, lexicon: Lexicon): boolean {
  if (!isVerbAt(tokens, phrase.end, lexicon)) return false;
  if (/^(?:sell|vender)$/.test(lexicon.verbs.get(tokens[phrase.end]?.low ?? '') ?? '')) return true;
  return !phrase.objectOf && /^(?:|where|donde)$/.test(phrase.cue);
}

/** Whether the idea is a meeting of two sides: 'connects cooks with neighbours', 'where musicians find bars'. */
export function bringsTogether(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  lexicon: Lexicon,
): boolean {
  return phrases.some(
    (phrase) =>
      isAboutPeople(phrase, lexicon) &&
      (MATCHING.has(phrase.lastVerb) || MEETING.has(phrase.lastVerb) || isDoing(tokens, phrase, lexicon)),
  );
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
  const isMatching = phrases.some(({ lastVerb }) => MATCHING.has(lastVerb));
  for (const phrase of phrases) {
    if (isFounder(phrase, phrases, lexicon)) continue;
    if (!isAboutPeople(phrase, lexicon) || isSupplier(tokens, phrase, lexicon) || isCompany(phrase)) continue;
    if (ACQUIRING.has(phrase.lastVerb) && /^(?:in|en|at)$/.test(phrase.cue)) continue;
    const head = headOf(phrase, lexicon);
    const isKnown = seen.has(head) || isAmong(seen, head);
    if (isKnown || isPlace(phrase, lexicon) || POSSESSIVE.has(phrase.article)) continue;
    seen.add(head);
    const isSubject = isDoing(tokens, phrase, lexicon);
    const isWhere = /^(?:in|en|at)$/.test(phrase.cue) || (phrase.cue === 'de' && !phrase.ofForm);
    (isSubject ? sellers : isWhere ? beneficiaries : buyers).push({
      full: textOf(segmentTokens(tokens, phrase, lexicon)),
      short: shortName(phrase, lexicon),
    });
  }
  const [first, second] = buyers;
  const isSupplyFirst =
    first && second && isMatching && (isProvider(first) ? !isProvider(second) : isSeeker(second, first));
  const ordered = isSupplyFirst ? [second, first, ...buyers.slice(2)] : buyers;
  return [...ordered, ...sellers, ...(ordered.length + sellers.length === 0 ? beneficiaries : [])].slice(
    0,
    MOST_SEGMENTS,
  );
}
