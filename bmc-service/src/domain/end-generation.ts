import { TASKS } from '@aibmc/common/contract/generations';
import { type Ending, finishGeneration } from '../sql/endings.ts';
import type { GenerationRow } from '../sql/generations.ts';
import type { JobContext } from './job-context.ts';
import { MODEL_TASKS } from './model-tasks.ts';

const READING_TASKS = TASKS.filter((task) => MODEL_TASKS[task].gives === 'reading');

/**
 * Ends a generation, counts it, and tells who has its canvas open; null when it had ended before. With a lease token it
 * ends only for who holds that lease.
 */
export async function endGeneration(
  ctx: Pick<JobContext, 'pool' | 'teller' | 'figures'>,
  id: string,
  leaseToken: string | null,
  ending: Ending,
): Promise<GenerationRow | null> {
  const ended = await finishGeneration(ctx.pool, id, leaseToken, ending, READING_TASKS);
  if (!ended) return null;
  ctx.figures.countEnded(ended);
  ctx.teller.tell(ended);
  return ended;
}
