import { wordSet } from './word-set.ts';

/** Folded words that sound good in front of any business and so say nothing about this one. */
const VAGUE_WORDS = wordSet(`
  everyone everybody anyone anybody various several innovative innovating revolutionary stuff things etc etcetera
  amazing awesome excellent unique disruptive synergy synergies holistic seamless world-class cutting-edge
  state-of-the-art best-in-class next-generation one-stop
  cualquiera varios varias diversos diversas innovador innovadora innovadores innovadoras innovacion cosas etcetera
  revolucionario revolucionaria disruptivo disruptiva excelente excelentes increible increibles sinergia sinergias
  puntero puntera integrales
`);

/** Vague only as a phrase: 'todos los días' is precise, 'todo el mundo' is not. */
const VAGUE_PHRASES =
  /(?<![\p{L}\p{N}])(?:all people|all kinds of|all sorts of|all customers|the whole world|(?:the )?general public|high[- ]quality|(?:best|top|great) quality|world class|cutting edge|state of the art|best in class|next generation|and so on|todo el mundo|todas las personas|toda la gente|todos los publicos|cualquier (?:persona|cliente|empresa)|todo tipo de|publico (?:en )?general|(?:alta|maxima|gran|mejor) calidad|de vanguardia|ultima generacion|y demas|entre otr[oa]s)(?![\p{L}\p{N}])/u;

const EVERY_VAGUE_PHRASE = new RegExp(VAGUE_PHRASES, 'gu');

/** The first vague word or phrase of a text, or null. Takes the folded text and its words. */
export function findVague(folded: string, words: readonly string[]): string | null {
  return words.find((word) => VAGUE_WORDS.has(word)) ?? VAGUE_PHRASES.exec(folded)?.[0] ?? null;
}

/** A folded text without its vague phrases. */
export function withoutVaguePhrases(folded: string): string {
  return folded.replace(EVERY_VAGUE_PHRASE, ' ');
}

const MECHANISM =
  /^(?:subscri|fees?$|commission|pric|licen|sales?$|sell|sold|rent|leas|per$|pays?$|paid|payment|payable|charg|deposit|donat|member|tuition|royalt|advert|ads?$|sponsor|grants?$|margin|markup|tips?$|auction|bids?$|toll|tickets?$|pass(?:es)?$|retainer|invoic|billing|billed|prepa|cut$|dues$|interest$|fares?$|premium|instal|contribut|pledg|plans?$|rates?$|hire|bookings?$|orders?$|dividend|voucher|franchis|suscri|cuota|comision|preci|venta|vend|alquil|pag[oa]|cobr|tarif|abon|donaci|donativ|matricul|regali|canon|publicid|anunci|patrocin|subvenc|margen|propina|subasta|entradas?$|bonos?$|anticip|factur|aporta|interes$|primas?$|plan(?:es)?$|membres|socios?$|reserva|pedido|franquic|arrend|mecenaz|beca)/;
const MONEY = /[€$£¥%]/u;

/** Whether a revenue stream says how the money comes: a subscription, a fee, a commission, a price … */
export function namesMechanism(text: string, words: readonly string[]): boolean {
  return MONEY.test(text) || words.some((word) => MECHANISM.test(word));
}

/** Nouns that fit any segment; two of them still do not say which people are meant. */
const GENERIC_PEOPLE = wordSet(`
  people persons customers clients users consumers companies businesses firms organizations organisations men women
  buyers individuals society community market personas gente clientes usuarios consumidores empresas negocios
  organizaciones hombres mujeres compradores individuos sociedad comunidad mercado publico
`);

/** Whether a segment says which ones: two words of topic, or a number, and not only words such as 'people'. */
export function hasQualifier(words: readonly string[], content: readonly string[]): boolean {
  if (words.some((word) => /\d/.test(word)) && content.length > 0) return true;
  return content.length > 1 && content.some((word) => !GENERIC_PEOPLE.has(word));
}
