import type { Language } from '@aibmc/common/canvas/blocks';
import { contentWords, fold, languageHits, wordsOf } from '@aibmc/common/canvas/checks/words';
import type { Lexicon } from './lexicon.ts';
import { ENGLISH } from './lexicon-en.ts';
import { SPANISH } from './lexicon-es.ts';
import type { Product } from './name-product.ts';
import { phrasesOf } from './phrases.ts';
import { type Kind, readProduct } from './read-product.ts';
import { bringsTogether, readSegments, type Segment } from './read-segments.ts';
import { placeOf, timeOf, topicsOf } from './read-setting.ts';
import { readSuppliers, type Supplier } from './read-suppliers.ts';
import { goalsOf, isMeans, textOf } from './roles.ts';
import { tokensOf } from './tokens.ts';
import { SUFFERING, WANTING } from './verb-classes.ts';

/** What an idea says, in its own words; '' or [] where it does not say. */
export interface Reading {
  product: Product;
  /** What else is offered or sold with it, as coffee capsules are with the machine. */
  second: string;
  /** The product with what the idea says of it: 'enzymes that break down textile waste'. */
  claim: string;
  segments: Segment[];
  suppliers: Supplier[];
  place: string;
  means: string;
  time: string;
  /** What customers can do with it, verb first. */
  goals: string[];
  wants: string[];
  pains: string[];
  /** The verb that makes or brings the product, in its base form. */
  verb: string;
  delivers: boolean;
  /** Others trade the product among themselves, on a platform. */
  isTraded?: boolean;
  /** It is made from something else that the idea speaks of, which tells another field. */
  isTurned?: boolean;
  /** What the product is, where that decides what it takes; '' for goods and what rules cannot tell. */
  kind: Kind;
  /** The idea brings two sides together: one finds, books or teaches the other. */
  isBetween: boolean;
  /** At least one of the segments is of companies or institutions. */
  isForFirms: boolean;
  /** What is offered is for the home or the family, whoever the idea names. */
  isForHomes: boolean;
}

const HOMES =
  /\b(?:homes?|houses?|household\w*|famil(?:y|ies)|bab(?:y|ies)|nappies|diapers|casas?|hogar(?:es)?|domicilio|familias?|bebes?|panales)\b/;

/** Says in several words what one verb of the lexicon says. */
const IN_CONTACT = /\bpon(?:e|en|er|emos) en contacto\b/gi;

const LEXICONS: Record<Language, Lexicon> = { en: ENGLISH, es: SPANISH };

/** The language an idea is written in; `fallback` where its words do not tell. */
export function languageOf(idea: string, fallback: Language): Language {
  const hits = languageHits(wordsOf(idea));
  if (hits.en === hits.es) return fallback;
  return hits.en > hits.es ? 'en' : 'es';
}

/** Whether a text has a word that the checks take for a word of the idea. */
export function hasTopic(text: string): boolean {
  return contentWords(wordsOf(text)).length > 0;
}

/** Reads an idea by light rules: which words are the offer, who it is for, where, when and with what. */
export function readIdea(idea: string, language: Language): Reading {
  const lexicon = LEXICONS[language];
  const tokens = tokensOf(idea.replace(IN_CONTACT, 'conecta'));
  const phrases = phrasesOf(tokens, lexicon);
  const segments = readSegments(tokens, phrases, lexicon);
  const { end, ...offer } = readProduct(tokens, phrases, segments, lexicon);
  const means = phrases.find((phrase) => isMeans(phrase, lexicon));
  return {
    ...offer,
    segments,
    isForFirms: segments.some(({ short }) => wordsOf(short).some((word) => lexicon.organisations.has(word))),
    isForHomes: HOMES.test(fold(idea)),
    isBetween: bringsTogether(tokens, phrases, lexicon),
    suppliers: readSuppliers(tokens, phrases, lexicon),
    place: placeOf(tokens, phrases, lexicon),
    means: means ? textOf(means.words) : '',
    time: end < 0 ? '' : timeOf(tokens, phrases, end, lexicon),
    goals: goalsOf(tokens, phrases, lexicon),
    wants: topicsOf(phrases, WANTING, lexicon),
    pains: topicsOf(phrases, SUFFERING, lexicon),
    delivers: tokens.some(({ low }) => lexicon.deliver.test(low)),
  };
}
