import { fold } from '@aibmc/common/canvas/checks/words';
import { DOMAIN_CUES, type DomainId } from './domain-cues.ts';
import { PATTERN_CUES, type PatternId } from './pattern-cues.ts';
import type { Reading } from './read-idea.ts';

/** Patterns that settle what it takes to make the product, whatever it is about. */
const DOMAIN_OF_PATTERN: Partial<Record<PatternId, DomainId>> = {
  'hardware-service': 'devices',
  'razor-and-blade': 'devices',
  'software-licence': 'software',
  'open-source': 'software',
  'platform-api': 'software',
  freemium: 'software',
  nonprofit: 'social',
  tuition: 'education',
  membership: 'space',
  advertising: 'media',
};
/** What a field mostly does where the words of the idea speak for no pattern, or only for selling. */
const PATTERN_OF_DOMAIN: Partial<Record<DomainId, PatternId>> = {
  software: 'software-licence',
  space: 'membership',
  education: 'tuition',
  health: 'services',
  services: 'services',
  logistics: 'services',
  pets: 'services',
  social: 'nonprofit',
  mobility: 'pay-per-use',
  media: 'advertising',
};
const NO_PATTERN: PatternId = 'direct-sales';
const DEFAULT_DOMAIN: DomainId = 'general';
/** What the product is called tells its field better than the words around it. */
const WEIGHT_OF_NAME = 2;
export const MOST_TEXT = 1_200;

/** The key whose words the text has most of; between equals, the one that stands first in the table. */
function mostCued<Key extends string>(
  cues: Readonly<Record<Key, RegExp>>,
  text: string,
  fallback: Key,
  named = '',
): Key {
  let best = fallback;
  let most = 0;
  for (const key of Object.keys(cues) as Key[]) {
    const count = new Set(text.match(cues[key])).size + WEIGHT_OF_NAME * new Set(named.match(cues[key])).size;
    if (count > most) {
      best = key;
      most = count;
    }
  }
  return best;
}

/** What software can be sold as; where the words speak for another pattern, they speak of what it handles. */
const OF_SOFTWARE = new Set<PatternId>([
  'open-source',
  'crowdfunding',
  'licensing',
  'advertising',
  'freemium',
  'platform-api',
]);
/** What a place for guests can be run as, but as one that guests pay. */
const OF_VENUES = new Set<PatternId>([
  'franchise',
  'nonprofit',
  'cooperative',
  'crowdfunding',
  'membership',
  'venue',
]);
const MEMBERS = /\b(?:co-?op\w*|cooperativa\w*)\b/;
const GIVERS = /\b(?:non-?profit\w*|charit\w*|ngo|donat\w*|sin animo de lucro|ong|donacion\w*)\b/;
const MEALS = /\b(?:cafe\w*|restaurante?|bar|pub|bistro|diner|taberna|tearoom|tea|coffee)\b/;
/** What somebody had before, or gives back, has no maker behind it. */
const USED = /\b(?:second-?hand|used|vintage|usad[oa]s?|segunda mano|rent|renting|rentals?|alquil\w*)\b/;
const SHOWS_OR_LODGES =
  /\b(?:museum|museo|hotel|hostel|hostal|albergue|camp|cine|theat|teatro|galler|galeria)/;
/** Fields that bring their own staff; any other service is work by specialists. */
const STAFFED = new Set<DomainId>(['health', 'logistics', 'pets', 'education', 'social', 'services']);

/** Fields of things that change hands; what others trade takes no teachers, vets or premises. */
const OF_GOODS = new Set<DomainId>(['food', 'farming', 'crafts', 'mobility', 'energy', 'devices', 'biotech']);

/** What is built on roofs and wired to the grid; a battery by itself is a device. */
const POWER = /\b(?:solar|panel\w*|placas?|energ\w*|electric\w*|power|wind|eolic\w*|heat pumps?|aeroterm\w*)/;

function patternOfSoftware(cued: PatternId, text: string, { isBetween, segments }: Reading): PatternId {
  if (cued === 'cooperative' && MEMBERS.test(text)) return cued;
  if (cued === 'nonprofit' ? GIVERS.test(text) : OF_SOFTWARE.has(cued)) return cued;
  if ((isBetween || cued === 'matching') && segments.length > 1) return 'matching';
  return cued === 'subscription' ? cued : 'software-licence';
}

function fittingPattern(cued: PatternId, domain: DomainId, text: string, reading: Reading): PatternId {
  const { isTraded, segments, kind, product } = reading;
  if (kind === 'software') return patternOfSoftware(cued, text, reading);
  if (kind === 'venue') return OF_VENUES.has(cued) ? cued : 'venue';
  if (isTraded && ['pay-per-use', 'direct-sales', 'software-licence', 'venue'].includes(cued))
    return 'marketplace';
  if (cued === 'matching' && segments.length < 2) return 'marketplace';
  if (cued !== NO_PATTERN && cued !== 'venue') return cued;
  if (kind === 'service') return 'services';
  if (domain === 'space' && !/^(?:the|el|la) /.test(product.named)) return 'pay-per-use';
  return PATTERN_OF_DOMAIN[domain] ?? NO_PATTERN;
}

/** What it takes to make the product: software takes developers, whatever it is about. */
function fittingDomain(domain: DomainId, pattern: PatternId, { isTraded, kind, product }: Reading): DomainId {
  if (kind === 'software') return pattern === 'matching' ? 'platform' : 'software';
  const name = fold(product.named);
  if (domain === 'energy' && !POWER.test(name)) return 'devices';
  const servesMeals = MEALS.test(name) || (domain === 'food' && !SHOWS_OR_LODGES.test(name));
  if (pattern === 'venue') return servesMeals ? 'dining' : 'space';
  const own = DOMAIN_OF_PATTERN[pattern];
  if (own) return own;
  const isOfGoods = isTraded || pattern === 'marketplace';
  if (isOfGoods && !OF_GOODS.has(domain)) return DEFAULT_DOMAIN;
  return (pattern === 'services' || kind === 'service') && !STAFFED.has(domain) ? 'services' : domain;
}

/** The pattern and the field of business that fit an idea, by the words it uses. */
export function choosePattern(idea: string, reading: Reading): { pattern: PatternId; domain: DomainId } {
  const { product, segments, claim, isTurned } = reading;
  const text = fold(idea.slice(0, MOST_TEXT));
  const cued = mostCued(PATTERN_CUES, text, NO_PATTERN);
  const customers = cued === 'matching' ? [] : segments.map(({ full }) => fold(full));
  const withoutCustomers = customers.reduce((rest, customer) => rest.replaceAll(customer, ' '), text);
  const about = isTurned ? fold(claim) : withoutCustomers;
  const cuedDomain = mostCued(DOMAIN_CUES, about, DEFAULT_DOMAIN, fold(product.named));
  const domain = cuedDomain === 'crafts' && USED.test(text) ? DEFAULT_DOMAIN : cuedDomain;
  const pattern = fittingPattern(cued, domain, text, reading);
  return { pattern, domain: fittingDomain(domain, pattern, reading) };
}
