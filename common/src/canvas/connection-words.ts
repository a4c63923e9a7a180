import { type Block, CONNECTION_KINDS, connectionKind, type Language } from './blocks.ts';
import { BLOCK_NOUNS } from './block-nouns.ts';

interface KindWords {
  /** Read from the note where the connection begins: 'reaches'. */
  out: string;
  /** Read from the note where it ends: 'is reached by'. */
  in: string;
}

/** What each kind of connection is called, read from either end. */
const KIND_WORDS: Record<Language, Record<string, KindWords>> = {
  en: {
    serves: { out: 'serves', in: 'is served by' },
    reaches: { out: 'reaches', in: 'is reached by' },
    delivers: { out: 'delivers', in: 'is delivered by' },
    keeps: { out: 'wins and keeps', in: 'is won and kept by' },
    'paid-by': { out: 'is paid by', in: 'pays' },
    'paid-for': { out: 'is paid for', in: 'earns' },
    enables: { out: 'makes possible', in: 'is made possible by' },
    provides: { out: 'provides', in: 'is provided by' },
    performs: { out: 'carries out', in: 'is carried out by' },
    'caused-by': { out: 'is caused by', in: 'causes' },
  },
  es: {
    serves: { out: 'sirve a', in: 'recibe' },
    reaches: { out: 'llega a', in: 'se alcanza por' },
    delivers: { out: 'entrega', in: 'se entrega por' },
    keeps: { out: 'gana y conserva a', in: 'se gana y conserva con' },
    'paid-by': { out: 'lo paga', in: 'paga' },
    'paid-for': { out: 'se paga por', in: 'genera' },
    enables: { out: 'hace posible', in: 'se apoya en' },
    provides: { out: 'aporta', in: 'viene de' },
    performs: { out: 'realiza', in: 'la realiza' },
    'caused-by': { out: 'se debe a', in: 'causa' },
  },
};

/** What a note of one block does with one of another, in words, whichever way the connection runs; null for no kind. */
export function connectionWords(block: Block, other: Block, language: Language): string | null {
  const out = connectionKind(block, other);
  if (out !== null) return KIND_WORDS[language][out]?.out ?? out;
  const kind = connectionKind(other, block);
  return kind === null ? null : (KIND_WORDS[language][kind]?.in ?? kind);
}

/** The blocks that a block connects to, in either direction. */
export function connectableBlocks(block: Block): Block[] {
  return CONNECTION_KINDS.flatMap(({ from, to }) => (from === block ? to : to === block ? from : []));
}

const LIST = {
  en: new Intl.ListFormat('en', { type: 'disjunction' }),
  es: new Intl.ListFormat('es', { type: 'disjunction' }),
};

const SENTENCES = {
  en: {
    no: '{a} do not connect to {b}.',
    but: 'They connect to {list}.',
    same: '{a} do not connect to each other.',
  },
  es: {
    no: '{a} no se conectan con {b}.',
    but: 'Se conectan con {list}.',
    same: '{a} no se conectan entre sí.',
  },
};

/** Why two notes of these blocks cannot be connected, and what can: sentences for who tried it. */
export function whyNoConnection(block: Block, other: Block, language: Language): string {
  const nouns = BLOCK_NOUNS[language];
  const sentences = SENTENCES[language];
  const many = nouns[block].many;
  const list = LIST[language].format(connectableBlocks(block).map((each) => nouns[each].many));
  return `${block === other ? sentences.same : sentences.no} ${sentences.but}`
    .replace('{a}', many.charAt(0).toUpperCase() + many.slice(1))
    .replace('{b}', nouns[other].many)
    .replace('{list}', list);
}
