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
const MOST_TEXT = 1_200;

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

function fittingPattern(cued: PatternId, domain: DomainId, { isTraded, segments }: Reading): PatternId {
  if (isTraded && ['pay-per-use', 'direct-sales', 'software-licence'].includes(cued)) return 'marketplace';
  if (cued === 'matching' && segments.length < 2) return 'marketplace';
  return cued === NO_PATTERN ? (PATTERN_OF_DOMAIN[domain] ?? cued) : cued;
}

/** On a platform the goods decide, not the software; a service of advice needs advisers. */
function fittingDomain(domain: DomainId, pattern: PatternId, { isTraded }: Reading): DomainId {
  if (isTraded && domain === 'software') return DEFAULT_DOMAIN;
  return pattern === 'services' && domain === 'energy' ? 'services' : domain;
}

/** The pattern and the field of business that fit an idea, by the words it uses. */
export function choosePattern(idea: string, reading: Reading): { pattern: PatternId; domain: DomainId } {
  const { product, segments } = reading;
  const text = fold(idea.slice(0, MOST_TEXT));
  const cued = mostCued(PATTERN_CUES, text, NO_PATTERN);
  const customers = cued === 'matching' ? [] : segments.map(({ full }) => fold(full));
  const withoutCustomers = customers.reduce((rest, customer) => rest.replaceAll(customer, ' '), text);
  const domain = mostCued(DOMAIN_CUES, withoutCustomers, DEFAULT_DOMAIN, fold(product.named));
  const pattern = fittingPattern(cued, domain, reading);
  return { pattern, domain: DOMAIN_OF_PATTERN[pattern] ?? fittingDomain(domain, pattern, reading) };
}
