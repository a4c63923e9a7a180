import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.ts';

export type RateLimit = RateLimiterPostgres;

/**
 * Counts in the table `rate_limits` of a service's schema: every replica counts in the same one, each step is one
 * atomic statement.
 */
export function createRateLimit(pool: Pool, keyPrefix: string, points: number, seconds: number): RateLimit {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration: seconds,
  });
}

/** Counts one attempt, or several; throws `too-many-requests` with the time to wait. */
export async function spend(limit: RateLimit, key: string, points = 1): Promise<void> {
  try {
    await limit.consume(key, points);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw tooMany(refusal);
  }
}

/** Counts nothing; throws `too-many-requests` where another attempt would be one too many. */
export async function refuseSpent(limit: RateLimit, key: string): Promise<void> {
  const state = await limit.get(key);
  if (state && state.consumedPoints >= limit.points) throw tooMany(state);
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new AppError('too-many-requests', `Too many attempts; try again in ${inWords(seconds)}`, {
    retryAfter: seconds,
  });
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** A key that tells no e-mail and no address. */
export function limitKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
