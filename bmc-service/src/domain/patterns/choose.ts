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
const DEFAULT_PATTERN: PatternId = 'direct-sales';
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

/** The pattern and the field of business that fit an idea, by the words it uses. */
export function choosePattern(
  idea: string,
  { product, segments }: Reading,
): { pattern: PatternId; domain: DomainId } {
  const text = fold(idea.slice(0, MOST_TEXT));
  const cued = mostCued(PATTERN_CUES, text, DEFAULT_PATTERN);
  const pattern = cued === 'matching' && segments.length < 2 ? 'marketplace' : cued;
  const domain = mostCued(DOMAIN_CUES, text, DEFAULT_DOMAIN, fold(product.named));
  return { pattern, domain: DOMAIN_OF_PATTERN[pattern] ?? domain };
}
