import { contentWords } from '@aibmc/common/canvas/checks/words';
import { plural, singular } from './inflect.ts';
import type { Lexicon } from './lexicon.ts';
import {
  articleFor,
  nameTool,
  type Product,
  productOf,
  rankProducts,
  isTool,
  VENUE_NAME,
} from './name-product.ts';
import type { Phrase } from './phrases.ts';
import type { Segment } from './read-segments.ts';
import { cutWell, headOf, isAboutPeople, textOf } from './roles.ts';
import type { Token } from './tokens.ts';
import { FOUNDING, POOR_VERBS, TRADING, TURNING } from './verb-classes.ts';

/** What decides what an offer takes, whatever it is about. */
export type Kind = '' | 'software' | 'venue' | 'service';

interface Offer {
  product: Product;
  second: string;
  claim: string;
  verb: string;
  /** The token after its name, -1 where no phrase names it. */
  end: number;
  /** Others trade the product among themselves. */
  isTraded?: boolean;
  /** It is made from what the idea names first: 'turning batteries into storage units'. */
  isTurned?: boolean;
  kind: Kind;
}

const TEACHING = new Set(['enseñar', 'teach', 'aprender', 'learn']);
const CLAIMING = /^(?:that|which|with|from|made|without|inspired|que|con|sin|inspirad[oa]s|hech[oa]s?)$/;
const GENERIC_KIND = /^(?:online|mobile|movil|digital|new)$/;
const ADVICE = /^(?:consultanc(?:y|ies)|consultora|asesoria|agency|agencia|consulting)$/;
const SUBJECT = new Set(['about', 'sobre']);

/** An app, or a mobile app: a tool that says nothing yet of what it does. */
function isBareTool({ words }: Phrase, lexicon: Lexicon): boolean {
  const isKind = (low: string) => lexicon.tools.has(low) || GENERIC_KIND.test(low);
  return words.every(({ low }) => isKind(low)) && words.some(({ low }) => lexicon.tools.has(low));
}

/** What an app is said to come with: 'app con test de oposiciones'. */
function besideTool(tool: Phrase, phrases: readonly Phrase[], lexicon: Lexicon): Token[] {
  const beside = phrases.find(({ start }) => start > tool.end && start <= tool.end + 2);
  const isContent = beside && /^(?:with|con|of|de)$/.test(beside.cue) && !isAboutPeople(beside, lexicon);
  return isContent ? beside.words.slice(0, 3) : [];
}

/** A consultancy is named after what it advises on. */
function adviceOn(thing: string, lexicon: Lexicon): Product {
  const text = lexicon.headLast
    ? `${singular(thing)} advice`
    : `asesoría sobre ${thing.split(' de ')[0] ?? thing}`;
  return { named: text, bare: text, short: text, head: text };
}

/** A run of plain topic words: what is left to name an idea that no rule reads. */
export function plainRun(tokens: readonly Token[], most: number): string {
  const run: string[] = [];
  for (const { raw, low, isBreak } of tokens) {
    const isTopic = !isBreak && contentWords([low]).length > 0;
    if (isTopic) run.push(raw);
    if (run.length === most || (!isTopic && run.length > 0)) break;
  }
  return run.join(' ');
}

const SKILLS =
  /^(?:code|swim|read|write|ride|dance|sing|draw|cook|sew|paint|climb|surf|sail|ski|cycle|drive|fish)$/;

/** 'Teaching girls to code' offers lessons, named in the idea's own word. */
function englishLessons(after: readonly Token[]): string {
  const to = after.findIndex(({ low }) => low === 'to');
  const skill = after[to + 1]?.low ?? '';
  return to >= 0 && SKILLS.test(skill) ? `${skill} lessons` : '';
}

/** 'Enseña a nadar' offers lessons. */
function lessons(tokens: readonly Token[], lexicon: Lexicon): string {
  const at = tokens.findIndex(({ low }) => TEACHING.has(lexicon.verbs.get(low) ?? ''));
  const to = tokens[at + 1]?.low;
  const verb = tokens[at + 2];
  if (at >= 0 && lexicon.headLast) return englishLessons(tokens.slice(at + 1, at + 7));
  if (at < 0 || !verb || (to !== 'a' && to !== 'to') || !/[aei]r$/.test(verb.low)) return '';
  return lexicon.headLast ? '' : `clases para ${verb.raw}`;
}

/** A work is named with its subject: 'cycling podcast', 'documental sobre las salinas'. */
function withSubject(
  first: Phrase,
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  lexicon: Lexicon,
): string {
  const text = textOf(first.words);
  const subject = phrases.find((phrase) => SUBJECT.has(phrase.cue));
  if (!subject || !lexicon.ones.has(headOf(first, lexicon))) return text;
  if (lexicon.headLast) {
    const topic = textOf(subject.words.slice(-2));
    const how = first.words[0]?.raw ?? '';
    if (/ly$/.test(how)) return `${how} ${topic} ${textOf(first.words.slice(1))}`;
    return `${topic} ${textOf(first.words.slice(-2))}`;
  }
  const from = tokens.findLastIndex(({ low }, at) => at < subject.start && low === subject.cue);
  return `${text} ${textOf(tokens.slice(from, subject.end))}`;
}

/** What a trade makes, where the idea says of what: 'quesería de leche de cabra'. */
const GOODS_OF_TRADE: Readonly<Record<string, string>> = {
  queseria: 'queso',
  heladeria: 'helados',
  pasteleria: 'pasteles',
  chocolateria: 'chocolate',
  bodega: 'vino',
  almazara: 'aceite',
  floristeria: 'flores',
  carpinteria: 'muebles',
};

/** 'Quesería de leche de cabra malagueña': 'queso de cabra malagueña'. */
function goodsOfTrade({ words }: Phrase): string {
  const goods = GOODS_OF_TRADE[words[0]?.low ?? ''];
  if (!goods || words[1]?.low !== 'de') return '';
  const isMilk = words[2]?.low === 'leche' && words[3]?.low === 'de';
  return `${goods} ${textOf(words.slice(isMilk ? 3 : 1, 6))}`;
}

/** 'Panadería de masa madre' that makes 'pan': 'pan de masa madre'. */
function withKind(first: Phrase, phrases: readonly Phrase[], lexicon: Lexicon): string {
  const text = textOf(first.words);
  const trade = phrases.find((phrase) => lexicon.trades.has(headOf(phrase, lexicon)));
  const isPlain = first.words.length === 1 && first.objectOf && trade?.words[1]?.low === 'de';
  return isPlain ? `${text} ${textOf(trade.words.slice(1))}` : text;
}

/** What the idea says of the product right after its name, '' where that is nothing. */
function claimOf(first: Phrase, tokens: readonly Token[], lexicon: Lexicon): string {
  const next = tokens[first.end];
  if (!next || !CLAIMING.test(next.low) || lexicon.trades.has(headOf(first, lexicon))) return '';
  // what people can do with it is a goal, and half of one says nothing
  if (/^(?:let|help|allow)/.test(tokens[first.end + 1]?.low ?? '')) return '';
  const claim = cutWell(tokens, first.start, first.end, 8, lexicon);
  return claim.length > first.end - first.start ? textOf(claim) : '';
}

const TAUGHT = /^(?:lessons|class(?:es)?|courses?|clases|cursos?|tutoring|coaching)$/;
/** Goods that an idea without an article names by one: 'solar phone charger'. */
const COUNTED =
  /(?:charger|sensor|tracker|holder|printer|scooter|cooler|heater|detector|monitor|bottle|bin|kit|bag|lamp|device|helmet|bracelet|watch|robot|drone|toy|chair|desk|jacket|shoe|bike)$/i;
const EATEN_BAR = /^(?:protein|chocolate|energy|granola|soap|candy|snack|cereal)$/;

function kindOf(phrase: Phrase, lexicon: Lexicon): Kind {
  const head = headOf(phrase, lexicon);
  if (isTool(phrase, lexicon)) return 'software';
  if (VENUE_NAME.test(textOf(phrase.words))) return 'venue';
  if (lexicon.venues.has(head) && !phrase.words.some(({ low }) => EATEN_BAR.test(low))) return 'venue';
  if (TAUGHT.test(head)) return '';
  return lexicon.labours.has(head) || /^servic(?:es?|ios?)$/.test(head) ? 'service' : '';
}

/** Things of one kind: 'compartir coche' is about 'coches'. */
function manyOf(thing: string, { objectOf }: Phrase, lexicon: Lexicon): string {
  if (lexicon.headLast) return /^(?:sell|buy)$/.test(objectOf) ? thing : plural(thing);
  const isCounted = /^(?:compartir|alquilar|prestar|intercambiar)$/.test(objectOf);
  return isCounted && /^\p{L}+[aeo]$/u.test(thing) && !/^ropa$/.test(thing) ? `${thing}s` : thing;
}

/** Finds what the idea offers, what goes with it, and the verb that makes or brings it. */
export function readProduct(
  tokens: readonly Token[],
  phrases: readonly Phrase[],
  segments: readonly Segment[],
  lexicon: Lexicon,
): Offer {
  const taught = lessons(tokens, lexicon);
  const unread = { second: '', claim: '', verb: '', end: -1, kind: '' } as const;
  if (taught) return { ...unread, product: productOf(taught, '', lexicon) };
  const ranked = rankProducts(phrases, lexicon);
  const first = ranked[0];
  if (!first) return { ...unread, product: productOf(plainRun(tokens, 3), '', lexicon) };

  const others = ranked.slice(1).filter((phrase) => phrase.objectOf || phrase.cue === 'con');
  const second = others[0] ? textOf(others[0].words.slice(0, 4)) : '';
  const verb = POOR_VERBS.has(first.objectOf) || FOUNDING.has(first.objectOf) ? '' : first.objectOf;
  const object = phrases.find(
    (p) => p.objectOf && p !== first && !isAboutPeople(p, lexicon) && ranked.includes(p),
  );
  const thing = object ? textOf(object.words.slice(0, 3)) : '';
  const found = { second: '', claim: '', verb, end: first.end, kind: kindOf(first, lexicon) };
  if (isBareTool(first, lexicon)) {
    if (object && TRADING.has(object.objectOf)) {
      const product = productOf(manyOf(thing, object, lexicon), '', lexicon);
      return { ...found, product, verb: '', end: object.end, isTraded: true, kind: '' };
    }
    const handled = thing || textOf(besideTool(first, phrases, lexicon));
    const text = nameTool(first, handled, segments[0]?.short ?? '', lexicon);
    return { ...found, product: productOf(text, articleFor(first, lexicon), lexicon) };
  }
  if (thing && first.words.length === 1 && ADVICE.test(first.words[0]?.low ?? '')) {
    return { ...found, product: adviceOn(thing, lexicon) };
  }
  const goods = goodsOfTrade(first);
  if (goods) {
    const product = productOf(goods, '', lexicon);
    const short = goods.split(' ').slice(0, 3).join(' ');
    // the goods are no word of the idea: what they are made of is
    return { ...found, product: { ...product, short, head: short } };
  }
  const subject = withSubject(first, tokens, phrases, lexicon);
  const text = subject === textOf(first.words) ? withKind(first, phrases, lexicon) : subject;
  const isOneOfMany = lexicon.headLast && (/^an?$/.test(first.article) || COUNTED.test(textOf(first.words)));
  return {
    ...found,
    product: productOf(text, articleFor(first, lexicon), lexicon, isOneOfMany),
    second,
    claim: claimOf(first, tokens, lexicon),
    isTurned: TURNING.has(first.lastVerb) && /^(?:into|en)$/.test(first.cue),
  };
}
