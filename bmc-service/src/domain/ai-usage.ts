import type { aiUsageRoutes } from '@aibmc/common/contract/admin';
import type { Answer } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { listUsageDays, listUsers, sumTokens } from '../sql/ai-usage.ts';

const DAYS = 30;
const MOST_PEOPLE = 20;

/** Generations of the last 30 days, who used most, and the quota. */
export async function aiUsageOf({
  pool,
  quota,
}: Pick<Context, 'pool' | 'quota'>): Promise<Answer<typeof aiUsageRoutes.getAiUsage>> {
  const [days, people, tokens] = await Promise.all([
    listUsageDays(pool, DAYS),
    listUsers(pool, DAYS, MOST_PEOPLE),
    sumTokens(pool, DAYS),
  ]);
  return { perPerson: quota.perPerson, total: quota.total, days, people, tokens };
}
