import type { Lexicon } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** A run of words around one noun, with what stands before it. `start` and `end` index the tokens. */
export interface Phrase {
  words: Token[];
  start: number;
  end: number;
  /** The preposition or conjunction before, '' where there is none. */
  cue: string;
  article: string;
  /** The verb whose object this is, '' where it is none. */
  objectOf: string;
  /** The last verb before, in the same sentence. */
  lastVerb: string;
  /** The word with which the idea names this: a `form` it follows by 'of'. */
  ofForm: boolean;
}

const FIXED: Record<string, ReadonlySet<string>> = {
  a: new Set(['domicilio', 'mano', 'medida', 'granel']),
  at: new Set(['home']),
};
const INFINITIVE = /[aei]r(?:se|los|las|lo|la)?$/;
/** Spanish adjectives that stand before their noun: 'pequeños hoteles'. */
export const BEFORE_NOUN = /^(?:pequen[oa]s?|grandes|medianas|primer[oa]s|antigu[oa]s|viej[oa]s|mejores)$/;
const AND = /^(?:and|or|y|e|o|u)$/;
const MOST_NOUNS = 5;

/** Whether the token is one of these nouns, in the plural or the singular. */
export function isAmong(nouns: ReadonlySet<string>, low: string): boolean {
  return nouns.has(low) || nouns.has(`${low}s`) || nouns.has(`${low}es`);
}

function isWord(token: Token | undefined, lexicon: Lexicon): token is Token {
  return (
    token !== undefined &&
    !token.isBreak &&
    !lexicon.function.has(token.low) &&
    !lexicon.participles.has(token.low)
  );
}

/** 'Online' belongs to a noun beside it ('online shops', 'home cooks'), not to 'sell them online'. */
function isPlainNoun(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  const token = tokens[at];
  if (!isWord(token, lexicon)) return false;
  if (!lexicon.adverbs.has(token.low)) return true;
  if (!/^(?:online|home|live)$/.test(token.low)) return false;
  const beside = tokens[lexicon.headLast ? at + 1 : at - 1];
  return isWord(beside, lexicon) && !lexicon.verbs.has(beside.low) && !lexicon.adverbs.has(beside.low);
}

function isBeforeGerund(low: string, lexicon: Lexicon): boolean {
  return low === 'for' || lexicon.tools.has(low) || lexicon.forms.has(low);
}

/** Whether the word at this place is read as a verb; many words are a noun elsewhere. */
export function isVerbAt(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  const token = tokens[at];
  if (!token || token.isBreak) return false;
  const verb = lexicon.verbs.get(token.low);
  if (!verb) return false;
  const before = tokens[at - 1];
  const isOpening = !before && lexicon.openers.has(token.low);
  if (isOpening)
    return isPlainNoun(tokens, at + 1, lexicon) || lexicon.articles.has(tokens[at + 1]?.low ?? '');
  if (lexicon.gerunds.has(token.low)) return isBeforeGerund(before?.low ?? '', lexicon);
  if (lexicon.openers.has(token.low)) return false;
  if (lexicon.sureVerbs.has(token.low)) return true;
  if (!lexicon.headLast && INFINITIVE.test(verb) && token.raw === verb)
    return !before || !lexicon.theBy[before.low];
  if (!before || before.isBreak)
    return isPlainNoun(tokens, at + 1, lexicon) || lexicon.articles.has(tokens[at + 1]?.low ?? '');
  if (lexicon.beforeVerb.has(before.low)) return true;
  if (lexicon.forms.has(before.low) && token.low !== verb) return true;
  return (
    lexicon.people.has(before.low) || lexicon.organisations.has(before.low) || lexicon.tools.has(before.low)
  );
}

/** Where a link such as 'of' or 'de la' continues the phrase: the index of the noun after it, else -1. */
function nounAfterLink(tokens: readonly Token[], at: number, lexicon: Lexicon): number {
  const low = tokens[at]?.low ?? '';
  if (FIXED[low]?.has(tokens[at + 1]?.low ?? '')) return at + 1;
  if (/^hech[oa]s?$/.test(low) && tokens[at + 2]?.low === 'mano') return at + 2;
  if (!lexicon.links.has(low)) return -1;
  const next = lexicon.articles.has(tokens[at + 1]?.low ?? '') ? at + 2 : at + 1;
  return isPlainNoun(tokens, next, lexicon) && !isVerbAt(tokens, next, lexicon) ? next : -1;
}

function isPeople(low: string, lexicon: Lexicon): boolean {
  return lexicon.people.has(low) || lexicon.organisations.has(low);
}

/** The end of the phrase that starts here. People close a phrase: after 'farmers' comes what they do. */
function endOfPhrase(tokens: readonly Token[], start: number, lexicon: Lexicon): number {
  const isHeadLast = lexicon.headLast;
  let end = start;
  let nouns = 0;
  while (end < tokens.length && nouns < MOST_NOUNS) {
    const token = tokens[end] as Token;
    if (isPlainNoun(tokens, end, lexicon) && !(end > start && isVerbAt(tokens, end, lexicon))) {
      end++;
      nouns++;
      const next = tokens[end]?.low ?? '';
      if (isHeadLast && isPeople(token.low, lexicon) && !isPeople(next, lexicon) && !lexicon.links.has(next))
        break;
      continue;
    }
    const noun = nounAfterLink(tokens, end, lexicon);
    if (noun < 0) break;
    const head = tokens[start]?.low ?? '';
    const inner = BEFORE_NOUN.test(tokens[noun]?.low ?? '') ? noun + 1 : noun;
    const splits = isPeople(tokens[inner]?.low ?? '', lexicon) && !isPeople(head, lexicon);
    const isForm = lexicon.forms.has(tokens[end - 1]?.low ?? '') || (!isHeadLast && lexicon.forms.has(head));
    if (splits || isForm) break;
    end = noun + 1;
    nouns++;
  }
  return end;
}

/** Cuts an idea into phrases by its function words and verbs. */
export function phrasesOf(tokens: readonly Token[], lexicon: Lexicon): Phrase[] {
  const phrases: Phrase[] = [];
  let cue = '';
  let article = '';
  let objectOf = '';
  let lastVerb = '';
  let afterForm = false;
  let at = 0;
  const clear = () => {
    cue = article = objectOf = '';
  };
  while (at < tokens.length) {
    const token = tokens[at] as Token;
    const { low } = token;
    const last = phrases.at(-1);
    if (token.isBreak) {
      clear();
      lastVerb = '';
      at++;
    } else if (isVerbAt(tokens, at, lexicon)) {
      clear();
      objectOf = lastVerb = lexicon.verbs.get(low) ?? '';
      at++;
    } else if (lexicon.function.has(low)) {
      if (low === 'del' || low === 'al') {
        cue = low === 'del' ? 'de' : 'a';
        article = 'el';
      } else if (lexicon.articles.has(low)) {
        article = low;
      } else if (AND.test(low) && last?.end === at) {
        cue = last.cue;
        objectOf = last.objectOf;
      } else if (!/^(?:them|down|up|out)$/.test(low)) {
        cue = low;
        article = objectOf = '';
      }
      at++;
    } else if (isPlainNoun(tokens, at, lexicon)) {
      const end = endOfPhrase(tokens, at, lexicon);
      const words = tokens.slice(at, end).filter((word) => !lexicon.noise.has(word.low));
      const ofForm = afterForm && lexicon.links.has(cue);
      if (words.length > 0) phrases.push({ words, start: at, end, cue, article, objectOf, lastVerb, ofForm });
      afterForm = lexicon.forms.has(words.at(-1)?.low ?? '') || lexicon.forms.has(words[0]?.low ?? '');
      clear();
      at = end;
    } else {
      clear();
      at++;
    }
  }
  return phrases;
}
