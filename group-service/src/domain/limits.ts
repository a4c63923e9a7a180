import { networkOf } from '@aibmc/common/client-address';
import { createRateLimit, limitKey, type RateLimit, refuseSpent, spend } from '@aibmc/common/rate-limits';
import type { Pool } from 'pg';

const QUARTER_HOUR = 15 * 60;
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** Counters that all replicas share. */
export interface Limits {
  /** Passes that one network gets of one link: a lecture hall may come at once. */
  passesOfNetwork: RateLimit;
  /** Wrong passwords of one link, by one network and by all. */
  linkPasswordsOfNetwork: RateLimit;
  linkPasswords: RateLimit;
  /** Codes that no invitation has, by one network and by all. */
  guessesOfNetwork: RateLimit;
  guesses: RateLimit;
  /** Invitations by e-mail that one person makes. */
  invitationMails: RateLimit;
}

export function createLimits(pool: Pool): Limits {
  return {
    passesOfNetwork: createRateLimit(pool, 'pass', 500, QUARTER_HOUR),
    linkPasswordsOfNetwork: createRateLimit(pool, 'link-network', 10, QUARTER_HOUR),
    linkPasswords: createRateLimit(pool, 'link', 300, HOUR),
    guessesOfNetwork: createRateLimit(pool, 'guess-network', 100, QUARTER_HOUR),
    guesses: createRateLimit(pool, 'guess', 1_000, HOUR),
    invitationMails: createRateLimit(pool, 'invitation-mail', 200, DAY),
  };
}

const ALL = 'all';

/** Counts a code that no invitation has; without an address in all only. Throws `too-many-requests`. */
export async function countGuess(limits: Limits, address: string | null): Promise<void> {
  if (address !== null) await spend(limits.guessesOfNetwork, limitKey(networkOf(address)));
  await spend(limits.guesses, ALL);
}

/** Throws `too-many-requests` where another wrong code would be one too many: a right one is not told from it then. */
export async function refuseGuesser(limits: Limits, address: string | null): Promise<void> {
  if (address !== null) await refuseSpent(limits.guessesOfNetwork, limitKey(networkOf(address)));
  await refuseSpent(limits.guesses, ALL);
}
