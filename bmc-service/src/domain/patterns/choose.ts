import { fold } from '@aibmc/common/canvas/checks/words';
import { DOMAIN_CUES, type DomainId } from './domain-cues.ts';
import { PATTERN_CUES, type PatternId } from './pattern-cues.ts';

const DEFAULT_PATTERN: PatternId = 'direct-sales';
const DEFAULT_DOMAIN: DomainId = 'general';
const MOST_TEXT = 1_200;

/** The key whose words the text has most of; between equals, the one that stands first in the table. */
function mostCued<Key extends string>(cues: Readonly<Record<Key, RegExp>>, text: string, fallback: Key): Key {
  let best = fallback;
  let most = 0;
  for (const key of Object.keys(cues) as Key[]) {
    const count = new Set(text.match(cues[key])).size;
    if (count > most) {
      best = key;
      most = count;
    }
  }
  return best;
}

/** The pattern and the field of business that fit an idea, by the words it uses. */
export function choosePattern(idea: string): { pattern: PatternId; domain: DomainId } {
  const text = fold(idea.slice(0, MOST_TEXT));
  return {
    pattern: mostCued(PATTERN_CUES, text, DEFAULT_PATTERN),
    domain: mostCued(DOMAIN_CUES, text, DEFAULT_DOMAIN),
  };
}
