import type { Block, Language } from '@aibmc/common/canvas/blocks';
import type { Slots } from './fill.ts';
import { activityForm, plural, singular, withArticle } from './inflect.ts';
import { hasTopic, type Reading } from './read-idea.ts';

const DELIVERY = /deliver|shipping|reparto|env[ií]o|entrega/i;

/** Spanish verbs whose product goes 'a' somebody. */
const GIVING = /^(?:vender|repartir|entregar|ofrecer|enviar|alquilar|prestar|llevar|enseñar)$/;

/** A delivery cannot be delivered again. */
export function isDelivery(reading: Reading): boolean {
  return DELIVERY.test(reading.product.named);
}

/** What the lines of all blocks can use of an idea; the segment is added for each note. */
export function slotsOf(reading: Reading, language: Language): Slots {
  const { product, second, claim, suppliers, place, means, time, goals, wants, pains, verb, delivers } =
    reading;
  const { named, bare, short, head } = product;
  const article = /^(el|la|the) /.exec(named)?.[1];
  const shortNamed = article && !short.startsWith(article) ? `${article} ${short}` : short;
  const shortForms = language === 'en' && !article && named !== bare ? [plural(short)] : [shortNamed];
  const p = [...new Set([named, ...shortForms, ...(hasTopic(head) ? [head] : [])])];
  const bareHead = head.replace(/^(?:the|el|la) /, '');
  const m = [
    ...new Set([
      ...(bare.split(' ').length > 3 ? [] : [bare]),
      short,
      ...(hasTopic(head) ? [singular(bareHead)] : []),
    ]),
  ];
  const [supplier] = suppliers;
  const all: Record<string, (string | undefined)[]> = {
    p,
    m,
    lp: p.map((text) => (language === 'es' ? withArticle(text) : text)),
    ap: p.map((text) => (article ? `a ${text}` : `de ${text}`)),
    q: [second, ...(second ? [] : p)],
    place: [place],
    means: [delivers ? means : ''],
    time: [time],
    goal: [goals[0]],
    goal2: [goals[1]],
    claim: [claim],
    want: [wants[0]],
    pain: [pains[0]],
    give: [GIVING.test(verb) ? verb : ''],
    do: [verb ? activityForm(verb, language) : ''],
    supplier: [supplier?.name],
    supplies: [supplier?.supplies],
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, texts]) => [name, texts.filter((text): text is string => Boolean(text))]),
  );
}

/** Wordings to prefer: all of a product's name where value is promised, fewer words of it further on. */
const NAMING: Record<Block, readonly number[]> = {
  'customer-segments': [0],
  'value-propositions': [0, 0, 1, 1],
  channels: [0, 1, 2],
  'customer-relationships': [2, 1, 2],
  'revenue-streams': [1, 0, 2],
  'key-resources': [1, 2, 2],
  'key-activities': [0, 2, 1, 2],
  'key-partners': [1, 2, 2],
  'cost-structure': [2, 1, 2],
};

/** 'The app' alone would be anybody's: what there is one of keeps its whole name where there is room. */
const ONE = /^(?:the|el|la) /;

/** The slots for the nth note of a block, so that the notes do not all repeat the product's whole name. */
export function slotsForNote(slots: Slots, block: Block, nth: number): Slots {
  const isOne = ONE.test(slots['p']?.[0] ?? '');
  const skip = isOne ? 0 : (NAMING[block][nth % NAMING[block].length] ?? 0);
  const shorter = (name: string) => slots[name]?.slice(Math.min(skip, slots[name].length - 1)) ?? [];
  return { ...slots, p: shorter('p'), m: shorter('m'), ap: shorter('ap'), lp: shorter('lp') };
}
