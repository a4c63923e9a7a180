import type { Language } from '../blocks.ts';

/** Words that carry no topic; those under one language and not the other also tell the languages apart. */
const FUNCTION_WORDS: Record<Language, string> = {
  en: `the an and or of for with to in by from that who whose which our their they them we us you your it its is
    are be was at on as into every each before after without this these those than then when where while how
    what can will would has have had do does not but if so more most all any some only just also up out over
    between near through about per i my me he she his her`,
  es: `el la los las de del para con que por en un una unos unas y e o u su sus cada al se como sin antes despues
    desde hasta entre sobre cerca este esta estos estas eso lo le les nos nuestro nuestra nuestros nuestras mas
    muy ya son es ser esta estan hay quien quienes cuando donde mientras tambien pero si ni mi tu yo ellos ellas
    todo toda todos todas otro otra otros otras`,
};

const functionWords = {
  en: new Set(FUNCTION_WORDS.en.split(/\s+/)),
  es: new Set(FUNCTION_WORDS.es.split(/\s+/)),
};

/** Written the same in both languages, so no evidence for either. */
const SHARED = new Set([
  'a',
  'me',
  'no',
  'he',
  'son',
  'i',
  'e',
  'o',
  'u',
  'y',
  'as',
  'has',
  'si',
  'so',
  'mi',
  'do',
  'mas',
  'ya',
]);

const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu;
const MARKS = /\p{M}+/gu;
const LETTER = /\p{L}/u;

/** A longer run of letters is not a word of any language, but padding. */
const LONGEST_WORD = 40;

/** Lower case without accents: 'Suscripción' → 'suscripcion'. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(MARKS, '');
}

/** The folded words and numbers of a text, in order. */
export function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/** Whether a folded word is grammar rather than topic, in either language. */
export function isFunctionWord(word: string): boolean {
  return functionWords.en.has(word) || functionWords.es.has(word) || word === 'a' || word === 'no';
}

/** The words that carry the topic: of three letters or more, no numbers, no function words. */
export function contentWords(words: readonly string[]): string[] {
  return words.filter(
    (word) => word.length > 2 && word.length <= LONGEST_WORD && LETTER.test(word) && !isFunctionWord(word),
  );
}

/** How many words speak for each language; words of both count for none. */
export function languageHits(words: readonly string[]): Record<Language, number> {
  const hits = { en: 0, es: 0 };
  for (const word of words) {
    if (SHARED.has(word)) continue;
    if (functionWords.en.has(word)) hits.en++;
    if (functionWords.es.has(word)) hits.es++;
  }
  return hits;
}

const ENDINGS: readonly [RegExp, string][] = [
  [/ies$/, 'y'],
  [/(?<=[^s])s$/, ''],
  [/(?:mente|iendo|ando|idad)$/, ''],
  [/(?:ing|ed|ly|ado|ada|ido|ida)$/, ''],
  [/[aeoy]$/, ''],
  [/(?:ar|er|ir)$/, ''],
];

/** A light stem for English and Spanish: enough that 'offices' meets 'office' and 'reparto' meets 'repartir'. */
export function stem(word: string): string {
  let stemmed = word;
  for (const [ending, instead] of ENDINGS) {
    if (stemmed.length < 5) break;
    const shorter = stemmed.replace(ending, instead);
    if (shorter.length >= 3) stemmed = shorter;
  }
  return stemmed;
}
