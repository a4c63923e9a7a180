import { networkOf } from '@aibmc/common/client-address';
import { createRateLimit, limitKey, type RateLimit, spend } from '@aibmc/common/rate-limits';
import type { Pool } from 'pg';
import type { Config } from '../config.ts';

const QUARTER_HOUR = 15 * 60;
const HOUR = 60 * 60;

/** An e-mail that is taken tells that it is known, so asking for one costs as much as 15 registrations. */
const COST_OF_TAKEN = 15;

/** Each in an hour; a class behind one address may have forgotten its passwords. */
const RESETS_PER_ADDRESS = 60;
const RESETS_PER_EMAIL = 5;
const EMAIL_CHANGES = 10;
const EXPORTS = 10;

/** Begun at one address in a quarter of an hour: each keeps a row, and asks the provider at its end. */
const PROVIDER_SIGN_INS = 1_000;

export interface Limits {
  perAccountAndAddress: RateLimit;
  perAddress: RateLimit;
  perAccount: RateLimit;
  registrations: RateLimit;
  providerSignIns: RateLimit;
  resetsPerAddress: RateLimit;
  resetsPerEmail: RateLimit;
  emailChanges: RateLimit;
  exports: RateLimit;
}

/** The counters, which every replica shares. */
export function createLimits(pool: Pool, config: Config): Limits {
  return {
    perAccountAndAddress: createRateLimit(
      pool,
      'both',
      config.SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS,
      QUARTER_HOUR,
    ),
    perAddress: createRateLimit(pool, 'address', config.SIGN_IN_FAILURES_PER_ADDRESS, QUARTER_HOUR),
    perAccount: createRateLimit(pool, 'account', config.SIGN_IN_FAILURES_PER_ACCOUNT, QUARTER_HOUR),
    registrations: createRateLimit(pool, 'registration', config.REGISTRATIONS_PER_HOUR, HOUR),
    providerSignIns: createRateLimit(pool, 'provider', PROVIDER_SIGN_INS, QUARTER_HOUR),
    resetsPerAddress: createRateLimit(pool, 'resets', RESETS_PER_ADDRESS, HOUR),
    resetsPerEmail: createRateLimit(pool, 'reset', RESETS_PER_EMAIL, HOUR),
    emailChanges: createRateLimit(pool, 'email', EMAIL_CHANGES, HOUR),
    exports: createRateLimit(pool, 'export', EXPORTS, HOUR),
  };
}

/**
 * Runs a check of a password (the account is then its e-mail) or of a code within the limits. The attempt is counted
 * as failed before it is made, so that any number of attempts at the same time stays within them. A right one clears
 * the account's counters and gives the address its point back, so that many people behind one address may sign in; a
 * check that could not be made gives back all. Throws `too-many-requests` with the time to wait.
 */
export async function withinAttempts(
  limits: Limits,
  { account, address }: { account: string; address: string },
  check: () => Promise<boolean>,
): Promise<boolean> {
  const network = networkOf(address);
  const attempts: [RateLimit, string][] = [
    // In this order: whoever is stopped here adds nothing to the counters that others share.
    [limits.perAccountAndAddress, limitKey(`${account} ${network}`)],
    [limits.perAddress, limitKey(network)],
    [limits.perAccount, limitKey(account)],
  ];
  for (const [limiter, key] of attempts) await spend(limiter, key);
  let right: boolean;
  try {
    right = await check();
  } catch (error) {
    await Promise.allSettled(attempts.map(([limiter, key]) => limiter.reward(key)));
    throw error;
  }
  if (right) {
    await Promise.all(
      attempts.map(([limiter, key]) =>
        limiter === limits.perAddress ? limiter.reward(key) : limiter.delete(key),
      ),
    );
  }
  return right;
}

/** Counts a registration from this address; throws `too-many-requests` with the time to wait. */
export async function countRegistration(limits: Limits, address: string): Promise<void> {
  await spend(limits.registrations, limitKey(networkOf(address)));
}

/** Counts that somebody at this address was told that an e-mail is taken. */
export async function countTakenEmail(limits: Limits, address: string): Promise<void> {
  await limits.registrations.penalty(limitKey(networkOf(address)), COST_OF_TAKEN - 1);
}

/** Counts that a new password was asked for, for this address of mail from this address of the net. */
export async function countResetRequest(
  limits: Limits,
  { email, address }: { email: string; address: string },
): Promise<void> {
  await spend(limits.resetsPerAddress, limitKey(networkOf(address)));
  await spend(limits.resetsPerEmail, limitKey(email));
}

/** Counts a mail that a person has sent to an address of their choice. */
export async function countEmailChange(limits: Limits, userId: string): Promise<void> {
  await spend(limits.emailChanges, limitKey(userId));
}

export async function countExport(limits: Limits, userId: string): Promise<void> {
  await spend(limits.exports, limitKey(userId));
}

/** Counts that somebody at this address begins to sign in with the provider; throws `too-many-requests`. */
export async function countProviderSignIn(limits: Limits, address: string): Promise<void> {
  await spend(limits.providerSignIns, limitKey(networkOf(address)));
}
