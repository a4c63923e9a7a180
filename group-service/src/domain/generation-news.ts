import type { GenerationNotice } from '@aibmc/common/contract/live';
import { inTransaction } from '@aibmc/common/transaction';
import type { Pool } from 'pg';
import { notifyGeneration } from '../sql/generation-notices.ts';
import { notify } from './notifications.ts';

/**
 * Has everybody on a canvas told how it stands with a generation, and who asked for it notified of its end. Replicas
 * where they have the canvas open then mark that as read: they have seen it.
 */
export async function tellOfGeneration(
  pool: Pool,
  canvasId: string,
  notice: GenerationNotice,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    if (isOver(notice)) {
      const { userId } = notice;
      const path = `/canvases/${canvasId}`;
      await notify(tx, { userId, kind: 'generation-finished', actor: null, canvasId, path });
    }
    await notifyGeneration(tx, canvasId, notice);
  });
}

/** Whether who asked is notified: what they stopped themselves, they know. */
export function isOver({ status }: Pick<GenerationNotice, 'status'>): boolean {
  return status === 'done' || status === 'failed';
}
