import { createHash } from 'node:crypto';
import { AppError } from '@aibmc/common/errors';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';
import { networkOf } from './client-address.ts';

const QUARTER_HOUR = 15 * 60;
const HOUR = 60 * 60;

/** An e-mail that is taken tells that it is known, so asking for one costs as much as 15 registrations. */
const COST_OF_TAKEN = 15;

export interface Limits {
  perAccountAndAddress: RateLimiterPostgres;
  perAddress: RateLimiterPostgres;
  perAccount: RateLimiterPostgres;
  registrations: RateLimiterPostgres;
}

/** The counters, in PostgreSQL: every replica counts in the same ones, each step is one atomic statement. */
export function createLimits(pool: Pool, config: Config): Limits {
  const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration,
    });
  return {
    perAccountAndAddress: limiter('both', config.SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS, QUARTER_HOUR),
    perAddress: limiter('address', config.SIGN_IN_FAILURES_PER_ADDRESS, QUARTER_HOUR),
    perAccount: limiter('account', config.SIGN_IN_FAILURES_PER_ACCOUNT, QUARTER_HOUR),
    registrations: limiter('registration', config.REGISTRATIONS_PER_HOUR, HOUR),
  };
}

/**
 * Runs a check of a password within the limits. The attempt is counted as failed before it is made, so that any
 * number of attempts at the same time stays within them. A right password clears the account's counters and gives
 * the address its point back, so that many people behind one address may sign in; a check that could not be made
 * gives back all. Throws `too-many-requests` with the time to wait.
 */
export async function withinAttempts(
  limits: Limits,
  { email, address }: { email: string; address: string },
  check: () => Promise<boolean>,
): Promise<boolean> {
  const network = networkOf(address);
  const attempts: [RateLimiterPostgres, string][] = [
    // In this order: whoever is stopped here adds nothing to the counters that others share.
    [limits.perAccountAndAddress, digest(`${email} ${network}`)],
    [limits.perAddress, digest(network)],
    [limits.perAccount, digest(email)],
  ];
  for (const [limiter, key] of attempts) await consume(limiter, key);
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
  await consume(limits.registrations, digest(networkOf(address)));
}

/** Counts that somebody at this address was told that an e-mail is taken. */
export async function countTakenEmail(limits: Limits, address: string): Promise<void> {
  await limits.registrations.penalty(digest(networkOf(address)), COST_OF_TAKEN - 1);
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new AppError('too-many-requests', `Too many attempts; try again in ${inWords(seconds)}`, {
      retryAfter: seconds,
    });
  }
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** Counters carry no e-mail and no address. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
