import type { aiUsageRoutes } from '@aibmc/common/contract/admin';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { aiUsageOf } from '../domain/ai-usage.ts';

/** What administrators see of generations: counts, never what was asked or answered. */
export function adminHandlers(ctx: Context): Handlers<typeof aiUsageRoutes> {
  return { getAiUsage: () => aiUsageOf(ctx) };
}
