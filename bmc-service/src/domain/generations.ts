import { createHash } from 'node:crypto';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { Context } from '../context.ts';
import {
  findGenerationById,
  findGenerationByKey,
  type GenerationRow,
  insertGeneration,
  lockDrafts,
  type NewGeneration,
} from '../sql/generations.ts';
import { type Job, kindOf } from '../sql/jobs.ts';
import { notifyQueued } from '../sql/queue.ts';
import { requireGenerate } from './canvas-access.ts';
import { endGeneration } from './end-generation.ts';
import { modelItems } from './models.ts';
import { type AskBody, planGeneration } from './plan-generation.ts';
import { takeUnit } from './quota.ts';

interface Asked {
  userId: string;
  body: AskBody;
  idempotencyKey: string | null;
  requestId: string;
}

/**
 * Queues a generation and takes one unit of the quota, both or neither; where a place is free it begins at once.
 * Repeated with the same key, even at the same time, it answers the first one. Throws `not-found`, `forbidden`,
 * `quota-used`, `conflict` while another draft goes onto the same canvas, or `invalid` for what cannot be done and for
 * a key that was used for another request.
 */
export async function createGeneration(ctx: Context, asked: Asked): Promise<GenerationRow> {
  const { userId, body, idempotencyKey, requestId } = asked;
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest();
  const findFirst = () => (idempotencyKey ? findGenerationByKey(ctx.pool, userId, idempotencyKey) : null);
  const [canvas, first, before] = await Promise.all([
    requireGenerate(ctx.group, body.canvasId, userId, { requestId }),
    findFirst(),
    body.continues === undefined ? null : findGenerationById(ctx.pool, body.continues),
  ]);
  if (first) return sameRequest(first, fingerprint);
  if (body.continues !== undefined && before?.canvasId !== body.canvasId) {
    throw new AppError('not-found', 'There is no such generation of this canvas');
  }
  const plan = planGeneration({ models: modelItems(ctx) }, body, canvas, before);
  const { canvasId } = body;
  try {
    return await queue(ctx, { id: newId(), userId, idempotencyKey, fingerprint, canvasId, ...plan }, canvas);
  } catch (error) {
    if (!isSecondDraft(error)) throw error;
    // the other draft may be this very request, come twice at the same moment
    const same = await findFirst();
    if (same) return sameRequest(same, fingerprint);
    throw new AppError('conflict', 'This canvas is being drafted already', { cause: error });
  }
}

/** Queues it, and claims what is next in the same transaction: that saves a free place a notice and a look. */
async function queue(
  ctx: Context,
  generation: NewGeneration,
  canvas: CanvasForPrompt,
): Promise<GenerationRow> {
  const { userId, idempotencyKey, fingerprint } = generation;
  let claimed: Job | null = null;
  const queued = await inTransaction(ctx.pool, async (tx) => {
    // two unique indexes are met by two requests in any order: without this they may wait for each other
    if (generation.accept) await lockDrafts(tx, generation.canvasId);
    // waits here for a request with the same key that is under way
    const added = await insertGeneration(tx, generation);
    if (!added) {
      const first = await findGenerationByKey(tx, userId, idempotencyKey ?? '');
      if (!first) throw new AppError('conflict', 'This generation was deleted meanwhile');
      return sameRequest(first, fingerprint);
    }
    await takeUnit(tx, userId, ctx.quota);
    const kind = kindOf(added);
    if (ctx.runner.takes(kind)) claimed = await ctx.runner.claim(tx, kind, added.id);
    else await notifyQueued(tx);
    return added;
  });
  return begin(ctx, queued, claimed, canvas);
}

/** Begins what was claimed, which is another generation where one was before it. */
function begin(
  ctx: Context,
  queued: GenerationRow,
  claimed: Job | null,
  canvas: CanvasForPrompt,
): GenerationRow {
  if (claimed?.id === queued.id) {
    ctx.runner.begin(claimed, { canvas });
    return claimed;
  }
  if (claimed) {
    ctx.runner.begin(claimed);
    ctx.runner.wake();
  }
  if (queued.status === 'queued') ctx.teller.tell(queued);
  return queued;
}

function isSecondDraft(error: unknown): boolean {
  return (error as { constraint?: string }).constraint === 'generations_one_draft';
}

function sameRequest(first: GenerationRow, fingerprint: Buffer): GenerationRow {
  if (fingerprint.equals(first.fingerprint)) return first;
  throw new AppError('invalid', 'This Idempotency-Key was used for another request', {
    errors: [{ path: 'headers.idempotency-key', message: 'was used for another request' }],
  });
}

/** A generation, if this person may generate on its canvas now. Throws `not-found` or `forbidden`. */
export async function requireGeneration(
  ctx: Context,
  generationId: string,
  userId: string,
  requestId: string,
): Promise<GenerationRow> {
  const generation = await findGenerationById(ctx.pool, generationId);
  if (!generation) throw new AppError('not-found', 'There is no such generation');
  await requireGenerate(ctx.group, generation.canvasId, userId, { requestId });
  return generation;
}

/** Stops a generation wherever it runs; one that has ended stays as it is. Null when it was deleted meanwhile. */
export async function cancelGeneration(ctx: Context, generationId: string): Promise<GenerationRow | null> {
  const ending = { status: 'cancelled', error: null, giveBack: false } as const;
  return (await endGeneration(ctx, generationId, null, ending)) ?? findGenerationById(ctx.pool, generationId);
}
