import { fold } from '@aibmc/common/canvas/checks/words';
import { plural, singular } from './inflect.ts';
import type { Lexicon } from './lexicon.ts';
import { isAmong, type Phrase } from './phrases.ts';
import { headOf, isAboutPeople, isMeans, isPlace, isTime, textOf } from './roles.ts';
import { ACQUIRING, POOR_VERBS, TURNING } from './verb-classes.ts';

/** What is offered, in the forms that the templates need. All carry words of the idea. */
export interface Product {
  /** As it stands in a sentence: 'sourdough bread', 'the coding school'. */
  named: string;
  /** Before another noun in English, after 'de' in Spanish. */
  bare: string;
  /** The bare form in one or two words. */
  short: string;
  /** As it stands in a sentence, in one word where one will do: 'bread', 'the app'. */
  head: string;
}

const ACTION_NOUN =
  /^(?:(?:alquiler|venta|fabricación|producción|elaboración|cajas?|cestas?|lotes)(?: mensual(?:es)?| semanal(?:es)?)? de |(?:\w+ )?box(?:es)? of )(?=\S+)/iu;
const NEVER = new Set(
  `for free way time money lot kind people code price commission fee everything thing free classes contracts side
  pago dinero forma manera ayuda cuota comision codigo precio cosa version casa semana mes consumo trabajo mano clases
  domicilio caja`.split(/\s+/),
);
/** Names of two words for a place to visit: 'coffee shop'. */
export const VENUE_NAME =
  /(?:^|\s)(?:tea|coffee|beer|juice|sandwich|record|ice cream) (?:room|house|shop|garden|parlour|bar)$|^escape rooms?(?= (?:de|en|about|for) |$)/i;
const ASIDE = new Set(['without', 'sin', 'after', 'before', 'despues', 'antes', 'about', 'sobre']);

function isForm(phrase: Phrase, lexicon: Lexicon): boolean {
  if (!isAmong(lexicon.forms, headOf(phrase, lexicon)) || VENUE_NAME.test(textOf(phrase.words))) return false;
  if (!lexicon.headLast) return true;
  return (
    phrase.words.every(({ low }) => lexicon.forms.has(low) || lexicon.adverbs.has(low)) ||
    !/^services?$/.test(headOf(phrase, lexicon))
  );
}

/** Whether the phrase is a piece of software: 'mobile app', 'programa de código abierto'. */
export function isTool(phrase: Phrase, lexicon: Lexicon): boolean {
  return lexicon.tools.has(headOf(phrase, lexicon));
}

/** 'Clases de guitarra', 'book cooking classes': the classes are the offer, not how it is given. */
function isCourse({ words, objectOf }: Phrase, index: number, head: string): boolean {
  return /^clas(?:s?es)$/.test(head) && words.length > 1 && (index === 0 || objectOf !== '');
}

function score(phrase: Phrase, index: number, lexicon: Lexicon): number {
  const head = headOf(phrase, lexicon);
  if (ASIDE.has(phrase.cue) || (NEVER.has(head) && !isCourse(phrase, index, head))) return -1;
  if (isForm(phrase, lexicon) || isAboutPeople(phrase, lexicon)) return -1;
  if (/^(?:into|en)$/.test(phrase.cue) && TURNING.has(phrase.lastVerb)) return 6;
  if (isPlace(phrase, lexicon) || isTime(phrase, lexicon) || isMeans(phrase, lexicon)) return -1;
  if (isTool(phrase, lexicon)) return phrase.words.length > 1 ? 6 : 5.5;
  if (index === 0 && !phrase.objectOf) return lexicon.trades.has(head) ? 4 : 6;
  if (phrase.ofForm) return 6;
  if (ACQUIRING.has(phrase.objectOf)) return 3;
  if (POOR_VERBS.has(phrase.objectOf)) return 1;
  return phrase.objectOf ? 5 : 0;
}

/** The phrases that may be what is offered, best first. */
export function rankProducts(phrases: readonly Phrase[], lexicon: Lexicon): Phrase[] {
  return phrases
    .map((phrase, index) => ({ phrase, score: score(phrase, index, lexicon) }))
    .filter((ranked) => ranked.score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ phrase }) => phrase);
}

function firstWords(words: readonly string[], most: number, lexicon: Lexicon): string {
  const kept = words.slice(0, most);
  const dangles = (word: string) => lexicon.function.has(word) || lexicon.participles.has(word);
  while (kept.length > 1 && dangles(kept.at(-1)?.toLowerCase() ?? '')) kept.pop();
  return kept.join(' ');
}

function englishProduct(
  all: readonly string[],
  isOne: boolean,
  isOneOfMany: boolean,
  lexicon: Lexicon,
): Product {
  const words = all.length > 1 && /^services?$/i.test(all.at(-1) ?? '') ? all.slice(0, -1) : all;
  const link = words.findIndex((word, at) => at > 0 && /^(?:at|of)$/.test(word));
  const full = link > 0 ? words.slice(0, 5).join(' ') : words.slice(-4).join(' ');
  // before another noun its kind will do: 'drone inspection prototype'
  const bare = singular(link > 0 ? words.slice(0, link).join(' ') : full);
  /** 'The board game café' is 'the café' in short, not 'the game café'. */
  const shortLength = isOne && words.length === 3 ? 1 : 2;
  const short = link > 0 ? bare : singular(words.slice(-shortLength).join(' '));
  const named = isOne ? `the ${full}` : isOneOfMany && link < 0 ? plural(full) : full;
  const last = words.at(-1) ?? '';
  const isLabour = lexicon.labours.has(last.toLowerCase());
  const lastWords = isLabour ? words.slice(-2).join(' ') : last;
  const head =
    link > 0
      ? words.slice(0, link).join(' ')
      : isOne
        ? `the ${lastWords}`
        : isOneOfMany
          ? plural(lastWords)
          : lastWords;
  return { named, bare, short, head };
}

/** The second word of a name that Spanish has from English: 'escape room'. */
const LOAN = /^(?:rooms?|trucks?|houses?|labs?|shops?|centers?|parks?)$/i;

function spanishProduct(words: readonly string[], the: string, lexicon: Lexicon): Product {
  const full = firstWords(words, 5, lexicon);
  const link = words.findIndex((word, at) => at > 0 && lexicon.function.has(word.toLowerCase()));
  const isLabour = lexicon.labours.has(fold(words[0] ?? ''));
  const next = words.findIndex((word, at) => at > link && lexicon.function.has(word.toLowerCase()));
  const end = isLabour && link === 1 && next > 0 ? next : link;
  const short = link === 1 && words.length <= 3 ? full : firstWords(words, link > 0 ? end : 2, lexicon);
  const withArticle = (text: string) => (the ? `${the} ${text}` : text);
  const named = withArticle(full);
  return {
    named,
    bare: named,
    short: withArticle(short),
    head: isLabour
      ? withArticle(short)
      : withArticle(words.slice(0, LOAN.test(words[1] ?? '') ? 2 : 1).join(' ')),
  };
}

/**
 * A product from plain words. `the` is the article of something that there is one of, else ''; goods that
 * the idea names by one ('a sensor') are sold by many.
 */
export function productOf(text: string, the: string, lexicon: Lexicon, isOneOfMany = false): Product {
  const words = text.replace(ACTION_NOUN, '').split(' ');
  return lexicon.headLast
    ? englishProduct(words, the !== '', isOneOfMany, lexicon)
    : spanishProduct(words, the, lexicon);
}

/** The definite article for something there is one of, as a school or an app; '' for goods. */
export function articleFor(phrase: Phrase, lexicon: Lexicon): string {
  const head = headOf(phrase, lexicon);
  const isOne = lexicon.ones.has(head) || lexicon.tools.has(head) || VENUE_NAME.test(textOf(phrase.words));
  if (lexicon.headLast) return isOne ? 'the' : '';
  if (!isOne && !/^una?$/.test(phrase.article)) return '';
  const given = lexicon.theBy[phrase.article] ?? lexicon.theBy[lexicon.genders[head] ?? ''];
  return given ?? (/(?:a|cion|dad|app|api|web|serie)$/.test(head) ? 'la' : 'el');
}

/** Names a piece of software after what it handles or for whom it is: 'appointment software'. */
export function nameTool(tool: Phrase, object: string, people: string, lexicon: Lexicon): string {
  const kinds = tool.words.filter(({ low }) => lexicon.tools.has(low));
  const kind = (lexicon.headLast ? kinds.at(-1) : kinds[0])?.raw ?? textOf(tool.words);
  if (lexicon.headLast) return `${singular(object || people)} ${kind}`.trim();
  if (object) return `${kind} de ${object}`;
  return people ? `${kind} para ${people}` : kind;
}
