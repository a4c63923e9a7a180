import type { Lexicon } from './lexicon.ts';
import type { Phrase } from './phrases.ts';
import { isSupplier, textOf } from './roles.ts';
import type { Token } from './tokens.ts';
import { BUYING } from './verb-classes.ts';

export interface Supplier {
  name: string;
  /** What it brings, '' where the idea does not say. */
  supplies: string;
}

const MOST_NAME_WORDS = 5;

/** Who gives rather than gets: 'taught by working engineers', 'food from supermarkets'. */
export function readSuppliers(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  lexicon: Lexicon,
): Supplier[] {
  return phrases
    .filter((phrase) => isSupplier(tokens, phrase, lexicon) && phrase.end - phrase.start <= MOST_NAME_WORDS)
    .map((phrase) => {
      const bought = phrases.findLast(({ start, objectOf }) => start < phrase.start && BUYING.has(objectOf));
      const isBought = bought && BUYING.has(phrase.lastVerb);
      return {
        name: textOf(tokens.slice(phrase.start, phrase.end)),
        supplies: isBought ? textOf(bought.words.slice(0, 3)) : '',
      };
    });
}
