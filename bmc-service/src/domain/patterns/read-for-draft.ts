import type { Language } from '@aibmc/common/canvas/blocks';
import { isFunctionWord } from '@aibmc/common/canvas/checks/words';
import type { Product } from './name-product.ts';
import { PHRASING } from './phrasing.ts';
import { hasTopic, languageOf, type Reading, readIdea } from './read-idea.ts';
import { plainRun } from './read-product.ts';
import { tokensOf } from './tokens.ts';

const MOST_PLAIN_WORDS = 2;

function only(product: Product, place = ''): Reading {
  return {
    product,
    second: '',
    claim: '',
    segments: [],
    suppliers: [],
    place,
    means: '',
    time: '',
    goals: [],
    wants: [],
    pains: [],
    verb: '',
    delivers: false,
    kind: '',
    isBetween: false,
    isForFirms: false,
    isForHomes: false,
  };
}

function sameForms(text: string): Product {
  return { named: text, bare: text, short: text, head: text };
}

/** Words in another language than the canvas stand in quotation marks, without their grammar. */
function quoted(text: string, language: Language): string {
  const words = text.split(' ');
  const from = words.findIndex((word) => !isFunctionWord(word.toLowerCase()));
  const rest = words.slice(Math.max(0, from));
  const length = rest.findIndex((word) => isFunctionWord(word.toLowerCase()));
  const run = rest.slice(0, length < 0 ? 3 : Math.min(length, 3)).join(' ');
  return language === 'en' ? `“${run}”` : `«${run}»`;
}

/** The idea by its bare topic words; where it has none, it is about 'the product'. */
export function readPlainly(idea: string, language: Language): Reading {
  const run = plainRun(tokensOf(idea), MOST_PLAIN_WORDS);
  if (hasTopic(run)) return only(sameForms(run));
  const { nothing } = PHRASING[language];
  const bare = language === 'en' ? nothing.replace('the ', '') : nothing;
  return only({ named: nothing, bare, short: bare, head: nothing });
}

/** The idea as far as rules can read it, in words that fit a canvas of this language. */
export function readInWords(idea: string, language: Language): Reading {
  const spoken = languageOf(idea, language);
  const reading = readIdea(idea, spoken);
  if (!hasTopic(reading.product.named) || !hasTopic(reading.product.short))
    return readPlainly(idea, language);
  if (spoken === language) return reading;
  const place = /^\p{Lu}/u.test(reading.place) ? reading.place : '';
  return only(sameForms(quoted(reading.product.bare, language)), place);
}
