import type { Lexicon } from './lexicon.ts';
import { isVerbAt, type Phrase } from './phrases.ts';
import { cutWell, isAboutPeople, isPlace, isTime, textOf } from './roles.ts';
import type { Token } from './tokens.ts';

/** Where the idea takes place, with its article: 'Granada', 'the neighbourhood', 'la sierra'. */
export function placeOf(tokens: readonly Token[], phrases: readonly Phrase[], lexicon: Lexicon): string {
  const place = phrases.find((phrase) => {
    const afterParticiple = tokens
      .slice(Math.max(0, phrase.start - 3), phrase.start)
      .some(({ low }) => lexicon.participles.has(low));
    return isPlace(phrase, lexicon) && !afterParticiple;
  });
  if (!place) return '';
  const name = textOf(place.words.slice(0, 4));
  if (/^(?:their|our|your|its|my)$/.test(place.article)) return `the ${name}`;
  const isNamed = /^\p{Lu}/u.test(name);
  return (isNamed ? /^(?:the|el|la|los|las)$/ : /^(?:the|an?|el|la|los|las|una?)$/).test(place.article)
    ? `${place.article} ${name}`
    : name;
}

/** When the product that ends at token `after` comes, with its preposition: 'every morning', 'before the first meeting'. */
export function timeOf(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  after: number,
  lexicon: Lexicon,
): string {
  const times = phrases.filter(
    (phrase) =>
      phrase.start > after &&
      isTime(phrase, lexicon) &&
      lexicon.atTime.has(phrase.cue) &&
      !tokens.slice(after, phrase.start).some((_, at) => isVerbAt(tokens, after + at, lexicon)),
  );
  const time = times.find(({ cue }) => cue === 'before' || cue === 'antes') ?? times[0];
  if (!time) return '';
  let from = time.start;
  while (from > 0 && !lexicon.atTime.has(tokens[from]?.low ?? '')) from--;
  const cut = cutWell(tokens, from, time.end, 5, lexicon);
  const by = cut.findIndex(({ low }) => low === 'by');
  const words = by > 0 ? cut.slice(0, by) : cut;
  return words.length > 5 ? '' : textOf(words);
}

/** What people in the idea want or hate: the objects of these verbs. */
export function topicsOf(phrases: readonly Phrase[], verbs: ReadonlySet<string>, lexicon: Lexicon): string[] {
  return phrases
    .filter((phrase) => verbs.has(phrase.objectOf) && !isAboutPeople(phrase, lexicon))
    .map((phrase) => textOf(phrase.words));
}
