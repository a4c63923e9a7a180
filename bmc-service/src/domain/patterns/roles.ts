import type { Lexicon } from './lexicon.ts';
import { BEFORE_NOUN, isAmong, isVerbAt, type Phrase } from './phrases.ts';
import type { Token } from './tokens.ts';
import { BUYING, FOUNDING, JOINING, MATCHING, MEETING } from './verb-classes.ts';

const MEANS =
  /^(?:(?:electric |cargo |eléctricas? )?(?:bicycles?|bikes?|vans?|drones?|trucks?|boats?|trains?|post|mail|e-?mail|phone|chat|whatsapp|video calls?|text messages?|bicicletas?|furgonetas?|drones|camion(?:es)?|barco|tren|correo|tel[eé]fono|videollamadas?)(?: el[eé]ctricas?)?)$/i;
const MOST_SEGMENT_WORDS = 8;
const NOT_MEANT = new Set([
  'want',
  'need',
  'have',
  'own',
  'cannot',
  'be',
  'querer',
  'necesitar',
  'tener',
  'poder',
  'ir',
  'saber',
  'pay',
  'pagar',
]);
const THINGS =
  /^(?:\w*(?:computers|papers|flowers|containers|printers|trailers|scooters|chargers|trackers|numbers|covers|lockers|filters|batters|butters|waters|letters|posters|dinners|summers|winters|orders|offers|boilers|heaters|rivers|towers|shelters)|lists|\w*(?:revistas|pistas|listas|entrevistas|ordenadores|lavadoras|aspiradoras|tostadoras|secadoras|cargadores))$/;
const BEFORE_TIME = /^(?:a|at|on|in|the|per|los|las|el|la|en|por|de|al)$/;
const GIVEN = /^(?:ayuda|publicidad|apoyo|trabajo|patrocinio|donaciones|manos|aportaciones|fondos|anuncios)$/;
const NEGATION = new Set(['not', 'no', 'cannot', 'never', 'nunca', 'without', 'sin', "can't", "don't"]);

/** Tokens as text. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ raw }) => raw).join(' ');
}

/** The noun that the phrase is about: first in Spanish, last before 'of' in English. */
export function headOf(phrase: Phrase, lexicon: Lexicon): string {
  if (!lexicon.headLast) {
    const [first, second] = phrase.words;
    return (first && second && BEFORE_NOUN.test(first.low) ? second : first)?.low ?? '';
  }
  const link = phrase.words.findIndex(({ low }) => lexicon.function.has(low));
  return (link > 0 ? phrase.words[link - 1] : phrase.words.at(-1))?.low ?? '';
}

/** Whether the phrase names people or organisations. */
export function isAboutPeople(phrase: Phrase, lexicon: Lexicon): boolean {
  const head = headOf(phrase, lexicon);
  const isOffered = phrase.ofForm || phrase.start === 0;
  if (isOffered && lexicon.organisations.has(head)) return false;
  return lexicon.people.has(head) || lexicon.organisations.has(head) || isByEnding(phrase, head);
}

/** People that no list knows: 'for trekkers', 'para montañistas'. */
function isByEnding({ cue }: Phrase, head: string): boolean {
  if (THINGS.test(head)) return false;
  return (
    (cue === 'for' && /(?:ers|ists)$/.test(head)) || (cue === 'para' && /(?:istas|adores|adoras)$/.test(head))
  );
}

/** Whether the phrase is what comes along: 'families with teenagers'. */
export function isCompany(phrase: Phrase): boolean {
  return isWith(phrase) && !MATCHING.has(phrase.lastVerb) && !MEETING.has(phrase.lastVerb);
}

function isWithWord({ low }: Token): boolean {
  return low === 'with' || low === 'con';
}

function isWith({ cue }: Phrase): boolean {
  return cue === 'with' || cue === 'con';
}

/** Whether people of the phrase give rather than get: 'taught by engineers', 'food from supermarkets'. */
export function isSupplier(tokens: readonly Token[], phrase: Phrase, lexicon: Lexicon): boolean {
  if (!isAboutPeople(phrase, lexicon)) return false;
  if (isWith(phrase)) return JOINING.has(phrase.lastVerb);
  if (BUYING.has(phrase.lastVerb))
    return phrase.cue === 'a' || phrase.cue === 'from' || phrase.objectOf !== '';
  if (phrase.cue === 'de' && !phrase.ofForm)
    return tokens.slice(0, phrase.start).some(({ low }) => GIVEN.test(low));
  return lexicon.ofSupplier.has(phrase.cue) && !phrase.ofForm;
}

/** The longest part of the tokens from `start` that ends well and has no more words than that. */
export function cutWell(
  tokens: readonly Token[],
  start: number,
  min: number,
  max: number,
  lexicon: Lexicon,
): Token[] {
  let best = min;
  let at = min;
  while (at <= tokens.length && at - start <= max) {
    const next = tokens[at];
    const last = tokens[at - 1];
    const isClean =
      last &&
      !lexicon.function.has(last.low) &&
      !lexicon.participles.has(last.low) &&
      !/^(?:exchange|cambio|see)$/.test(last.low) &&
      !isVerbAt(tokens, at - 1, lexicon);
    const isEnd =
      !next ||
      next.isBreak ||
      lexicon.cuts.has(next.low) ||
      (lexicon.headLast && lexicon.participles.has(next.low));
    if (isClean && isEnd) best = at;
    if (
      !next ||
      next.isBreak ||
      next.low === 'at' ||
      (next.low !== 'aged' && lexicon.headLast && lexicon.participles.has(next.low)) ||
      next.low === 'and' ||
      next.low === 'y' ||
      next.low === 'or' ||
      next.low === 'o'
    )
      break;
    at++;
  }
  return tokens.slice(start, best);
}

/** 'An app for farmers that detects pests': what follows the people says what the one app does. */
function isOfOneThing(tokens: readonly Token[], phrase: Phrase, lexicon: Lexicon): boolean {
  const low = tokens[phrase.end + 1]?.low ?? '';
  if (!/^(?:that|which|que)$/.test(tokens[phrase.end]?.low ?? '') || !headOf(phrase, lexicon).endsWith('s'))
    return false;
  const verb = lexicon.verbs.get(low);
  return verb !== undefined && (lexicon.headLast ? low !== verb && /s$/.test(low) : /[ae]$/.test(low));
}

/** Whether words of time start here: 'once a month', 'at weekends', 'on summer nights', 'los fines de semana'. */
function isTimeFrom(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  const words = tokens.slice(at, at + 4).map(({ low }) => low);
  const [first = '', second = ''] = words;
  if (/^(?:once|twice)$/.test(first) || /^(?:vez|veces)$/.test(second)) return true;
  if (!BEFORE_TIME.test(first)) return false;
  const noun = words.findIndex((low, nth) => nth > 0 && !BEFORE_TIME.test(low));
  if (noun < 0 || !lexicon.times.has(words[noun] ?? '')) return false;
  const after = tokens[at + noun + 1];
  const isPart = lexicon.headLast && after && !after.isBreak && !lexicon.function.has(after.low);
  return !isPart || lexicon.times.has(after.low);
}

/** The words of a segment with what narrows it: 'offices in Granada', 'elderly people who live alone'. */
export function segmentTokens(tokens: readonly Token[], phrase: Phrase, lexicon: Lexicon): Token[] {
  const own = tokens.slice(phrase.start, phrase.end);
  const next = tokens[phrase.end];
  if (!next || next.isBreak || lexicon.atTime.has(next.low)) return own;
  const isFond = next.low === 'a' && /^aficionad/.test(headOf(phrase, lexicon));
  const isWithHelp = next.low === 'con' && tokens[phrase.end + 1]?.low === 'ayuda';
  if ((!lexicon.cuts.has(next.low) && !isFond) || isWithHelp || isOfOneThing(tokens, phrase, lexicon))
    return own;
  if (isWithWord(next) && phrase.cue === 'de') return own;
  if (MATCHING.has(phrase.lastVerb) && /^(?:with|con|for|para)$/.test(next.low)) return own;
  const stop = tokens.findIndex(
    (token, at) =>
      at >= phrase.end &&
      ((at > phrase.end && lexicon.atTime.has(token.low) && token.low !== 'on') ||
        isTimeFrom(tokens, at, lexicon)),
  );
  if (stop === phrase.end) return own;
  const range = stop > 0 ? tokens.slice(0, stop) : tokens;
  return cutWell(range, phrase.start, phrase.end, MOST_SEGMENT_WORDS, lexicon);
}

/** Whether the phrase is where: after 'in', a name or a noun such as 'city'. */
export function isPlace(phrase: Phrase, lexicon: Lexicon): boolean {
  if (!lexicon.inPlace.has(phrase.cue)) return false;
  if (isAmong(lexicon.places, headOf(phrase, lexicon))) return true;
  if (isAboutPeople(phrase, lexicon)) return false;
  return (
    phrase.words.some(({ raw }) => /^\p{Lu}\p{Ll}/u.test(raw)) ||
    isAmong(lexicon.places, headOf(phrase, lexicon))
  );
}

/** Whether the phrase is with what: 'by bicycle', 'en furgonetas eléctricas'. */
export function isMeans(phrase: Phrase, lexicon: Lexicon): boolean {
  return lexicon.byMeans.has(phrase.cue) && MEANS.test(textOf(phrase.words));
}

/** Whether the phrase is when: 'every morning', 'before the first meeting'. */
export function isTime(phrase: Phrase, lexicon: Lexicon): boolean {
  return lexicon.times.has(headOf(phrase, lexicon)) && phrase.objectOf === '';
}

/** What the idea lets people do, as typed from the verb on: 'find trusted walkers in their neighbourhood'. */
export function goalsOf(tokens: readonly Token[], phrases: readonly Phrase[], lexicon: Lexicon): string[] {
  const goals: string[] = [];
  let inGoal = false;
  for (const phrase of phrases) {
    const at = tokens.findLastIndex(
      (_, index) => index < phrase.start && index >= phrase.start - 3 && isVerbAt(tokens, index, lexicon),
    );
    const verb = tokens[at];
    if (!verb || !phrase.objectOf || NOT_MEANT.has(phrase.objectOf)) continue;
    if (FOUNDING.has(phrase.objectOf)) continue;
    const before = tokens[at - 1]?.low ?? '';
    const isInfinitive = verb.raw === phrase.objectOf;
    const afterPeople = isAmong(lexicon.people, before) || isAmong(lexicon.organisations, before);
    const helped = afterPeople && tokens.slice(0, at).some(({ low }) => /^(?:help|let)s?$/.test(low));
    const isGoal: boolean =
      isInfinitive &&
      (before === 'to' ||
        before === 'para' ||
        before === 'a' ||
        helped ||
        isWish(before) ||
        (inGoal && /^(?:and|y|or|o)$/.test(before)));
    const isDenied = tokens.slice(Math.max(0, at - 4), at).some(({ low }) => NEGATION.has(low));
    inGoal = isGoal && !isDenied;
    if (inGoal) goals.push(textOf(cutWell(tokens, at, phrase.end, MOST_SEGMENT_WORDS, lexicon)));
  }
  return goals;
}

function isWish(low: string): boolean {
  return /^(?:quiere|quieren|desean|necesitan)$/.test(low);
}
