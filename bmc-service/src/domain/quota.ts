import type { generationsRoutes } from '@aibmc/common/contract/generations';
import type { Answer } from '@aibmc/common/contract/mount';
import { AppError } from '@aibmc/common/errors';
import { type Db, inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import { findUsage, type Quota, reserveUnit } from '../sql/usage.ts';

const DAY_MS = 86_400_000;

/**
 * Takes one of today's generations within a transaction and answers the day it counts in. Throws `quota-used`, after
 * which the transaction is to be rolled back.
 */
export async function takeUnit(tx: Db, userId: string, quota: Quota): Promise<string> {
  const { day, outcome } = await reserveUnit(tx, userId, quota);
  if (outcome === 'reserved') return day;
  const whose =
    outcome === 'person-used'
      ? `All your ${quota.perPerson} generations of today are used`
      : `All ${quota.total} generations of today that this installation allows are used`;
  throw new AppError('quota-used', whose, { retryAfter: (resetOf(day) - Date.now()) / 1_000 });
}

/**
 * Takes one of today's generations, and answers the day it counts in: `giveBackUnit` of that day undoes it. Throws
 * `quota-used`.
 */
export function reserveGeneration(ctx: Pick<Context, 'pool' | 'quota'>, userId: string): Promise<string> {
  return inTransaction(ctx.pool, (tx) => takeUnit(tx, userId, ctx.quota));
}

/** What a person has used today and what is left to them, of what is left to all. */
export async function usageOf(
  { pool, quota }: Pick<Context, 'pool' | 'quota'>,
  userId: string,
): Promise<Answer<typeof generationsRoutes.getUsage>> {
  const { day, used, usedByAll } = await findUsage(pool, userId);
  const leftToPerson = quota.perPerson - used;
  const leftToAll = quota.total === null ? leftToPerson : quota.total - usedByAll;
  return {
    day,
    used,
    limit: quota.perPerson,
    remaining: Math.max(0, Math.min(leftToPerson, leftToAll)),
    instance: quota.total === null ? null : { used: usedByAll, limit: quota.total },
    resetsAt: new Date(resetOf(day)).toISOString(),
  };
}

/** The instant at which the day after this one begins, in milliseconds. */
function resetOf(day: string): number {
  return Date.parse(day) + DAY_MS;
}
