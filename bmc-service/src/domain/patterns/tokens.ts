import { findVague } from '@aibmc/common/canvas/checks/vocabulary';
import { fold } from '@aibmc/common/canvas/checks/words';

/** A word of the idea as typed, and folded; or the break between two phrases, which has no letters. */
export interface Token {
  raw: string;
  low: string;
  isBreak: boolean;
}

const TOKEN = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*%?|[.,;:!?()/&+…—–"“”«»\n]/gu;
const TAG = /<[^<>]{0,200}>/g;
const NOTHING = /\bfor free\b/gi;
const LONGEST_WORD = 30;
const MOST_TOKENS = 160;
const LONGEST_VAGUE_PHRASE = 3;

function isShouting(text: string): boolean {
  const upper = text.match(/\p{Lu}/gu)?.length ?? 0;
  const lower = text.match(/\p{Ll}/gu)?.length ?? 0;
  return upper > lower && upper > 8;
}

/** Sentences start with a capital that says nothing; acronyms and names inside keep theirs. */
function withoutSentenceCase(raw: string, isFirst: boolean): string {
  return isFirst && /^\p{Lu}\p{Ll}*(?:-|$)/u.test(raw) && raw !== 'I' ? raw.toLowerCase() : raw;
}

function dropVague(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    let dropped = 0;
    for (let size = 1; size <= LONGEST_VAGUE_PHRASE && dropped === 0; size++) {
      const words = tokens.slice(at, at + size).map(({ low }) => low);
      const found = words.length === size ? findVague(words.join(' '), words) : null;
      if (found?.split(' ')[0] === words[0]) dropped = size;
    }
    if (dropped > 0) at += dropped - 1;
    else kept.push(tokens[at] as Token);
  }
  return kept;
}

/** The idea as words and breaks: no markup, no shouting, no words that are vague or longer than words are. */
export function tokensOf(idea: string): Token[] {
  const plain = idea.replace(TAG, ' ').replace(NOTHING, ' ');
  const text = isShouting(plain) ? plain.toLowerCase() : plain;
  let isFirst = true;
  const tokens: Token[] = [];
  for (const [raw] of text.matchAll(TOKEN)) {
    if (tokens.length === MOST_TOKENS) break;
    if (raw.length > LONGEST_WORD) continue;
    const isBreak = !/[\p{L}\p{N}]/u.test(raw);
    const cased = withoutSentenceCase(raw, isFirst);
    tokens.push({ raw: cased, low: fold(cased), isBreak });
    isFirst = /[.!?\n]/.test(raw) && isBreak;
  }
  return dropVague(tokens);
}
