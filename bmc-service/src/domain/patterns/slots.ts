import type { Language } from '@aibmc/common/canvas/blocks';
import type { Slots } from './fill.ts';
import { activityForm, plural } from './inflect.ts';
import type { Reading } from './read-idea.ts';

const DELIVERY = /deliver|shipping|reparto|env[ií]o|entrega/i;

/** A delivery cannot be delivered again. */
export function isDelivery(reading: Reading): boolean {
  return DELIVERY.test(reading.product.named);
}

/** What the lines of all blocks can use of an idea; the segment is added for each note. */
export function slotsOf(reading: Reading, language: Language): Slots {
  const { product, second, suppliers, place, means, time, goals, wants, pains, verb, delivers } = reading;
  const { named, bare, short } = product;
  const article = /^(el|la|the) /.exec(named)?.[1];
  const shortNamed = article && !short.startsWith(article) ? `${article} ${short}` : short;
  const shortForms = language === 'en' && !article && named !== bare ? [plural(short)] : [shortNamed];
  const p = [...new Set([named, ...shortForms])];
  const [supplier] = suppliers;
  const all: Record<string, (string | undefined)[]> = {
    p,
    m: [bare, short],
    ap: p.map((text) => (article ? `a ${text}` : `de ${text}`)),
    q: [second, ...(second ? [] : p)],
    place: [place],
    means: [delivers ? means : ''],
    time: [time],
    goal: [goals[0]],
    goal2: [goals[1]],
    want: [wants[0]],
    pain: [pains[0]],
    do: [verb ? activityForm(verb, language) : ''],
    supplier: [supplier?.name],
    supplies: [supplier?.supplies],
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, texts]) => [name, texts.filter((text): text is string => Boolean(text))]),
  );
}
