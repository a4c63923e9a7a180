import { createRateLimit, type RateLimit } from '@aibmc/common/rate-limits';
import type { Pool } from 'pg';

const QUARTER_HOUR = 15 * 60;
const HOUR = 60 * 60;

/** Counters that all replicas share. */
export interface Limits {
  /** Passes that one network gets of one link: a lecture hall may come at once. */
  passesOfNetwork: RateLimit;
  /** Wrong passwords of one link, by one network and by all. */
  linkPasswordsOfNetwork: RateLimit;
  linkPasswords: RateLimit;
}

export function createLimits(pool: Pool): Limits {
  return {
    passesOfNetwork: createRateLimit(pool, 'pass', 500, QUARTER_HOUR),
    linkPasswordsOfNetwork: createRateLimit(pool, 'link-network', 10, QUARTER_HOUR),
    linkPasswords: createRateLimit(pool, 'link', 300, HOUR),
  };
}
