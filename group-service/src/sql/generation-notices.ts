import type { GenerationNotice } from '@aibmc/common/contract/live';
import type { Db } from '@aibmc/common/transaction';

/** Has every replica tell those who have a canvas open how it stands with a generation. Nothing of it is kept. */
export async function notifyGeneration(db: Db, canvasId: string, notice: GenerationNotice): Promise<void> {
  await db.query({
    name: 'notify-generation',
    text: "SELECT pg_notify('canvas_generations', $1)",
    values: [JSON.stringify({ canvasId, ...notice })],
  });
}
