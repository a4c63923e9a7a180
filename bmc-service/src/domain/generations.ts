import { createHash } from 'node:crypto';
import type { Generation, generationsRoutes } from '@aibmc/common/contract/generations';
import type { Call } from '@aibmc/common/contract/mount';
import { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { inTransaction } from '@aibmc/common/transaction';
import type { Context } from '../context.ts';
import {
  findGenerationById,
  findGenerationByKey,
  type GenerationRow,
  insertGeneration,
  lockDrafts,
  type NewGeneration,
} from '../sql/generations.ts';
import { finishGeneration } from '../sql/jobs.ts';
import { requireGenerate } from './canvas-access.ts';
import { defaultModel, modelItems } from './models.ts';
import { takeUnit } from './quota.ts';

type Body = Call<typeof generationsRoutes.createGeneration>['body'];

interface Asked {
  userId: string;
  body: Body;
  idempotencyKey: string | null;
  requestId: string;
}

/**
 * Queues a generation and takes one unit of the person's quota, both or neither. Repeated with the same key, even at
 * the same time, it answers the first one. Throws `not-found`, `forbidden`, `quota-used`, `conflict` while another
 * draft goes onto the same canvas, or `invalid` for a key that was used for another request.
 */
export async function createGeneration(
  ctx: Context,
  { userId, body, idempotencyKey, requestId }: Asked,
): Promise<GenerationRow> {
  const { canvas, notes } = await requireGenerate(ctx.group, body.canvasId, userId, { requestId });
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest();
  if (idempotencyKey !== null) {
    const first = await findGenerationByKey(ctx.pool, userId, idempotencyKey);
    if (first) return sameRequest(first, fingerprint);
  }
  const generation: NewGeneration = {
    id: newId(),
    userId,
    idempotencyKey,
    fingerprint,
    canvasId: body.canvasId,
    task: body.task,
    block: body.block ?? null,
    noteIds: body.noteIds ?? [],
    continues: body.continues ?? null,
    model: chooseModel(ctx, body.model),
    idea: requireIdea(body.idea ?? canvas.idea),
    language: body.language ?? canvas.language,
    instruction: body.instruction ?? '',
    accept: body.accept ?? notes.length === 0,
  };
  try {
    return await queue(ctx, generation);
  } catch (error) {
    if (!isSecondDraft(error)) throw error;
    // the other draft may be this very request, come twice at the same moment
    const first = idempotencyKey && (await findGenerationByKey(ctx.pool, userId, idempotencyKey));
    if (first) return sameRequest(first, fingerprint);
    throw new AppError('conflict', 'This canvas is being drafted already', { cause: error });
  }
}

async function queue(ctx: Context, generation: NewGeneration): Promise<GenerationRow> {
  const { userId, idempotencyKey, fingerprint } = generation;
  return inTransaction(ctx.pool, async (tx) => {
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
    return added;
  });
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

function chooseModel(ctx: Context, asked: string | undefined): string {
  if (asked === undefined) return defaultModel(ctx);
  if (modelItems(ctx).some(({ id }) => id === asked)) return asked;
  throw new AppError('invalid', 'This model is not offered here', {
    errors: [{ path: 'model', message: 'is not offered here' }],
  });
}

function requireIdea(idea: string): string {
  if (idea.trim() !== '') return idea.trim();
  throw new AppError('invalid', 'Describe the idea first', {
    errors: [{ path: 'idea', message: 'is required while the canvas has none' }],
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
  const ended = await finishGeneration(ctx.pool, generationId, null, {
    status: 'cancelled',
    error: null,
    giveBack: false,
  });
  return ended ?? findGenerationById(ctx.pool, generationId);
}

/** A generation as the contract shows it. */
export function toGeneration(row: GenerationRow): Generation {
  const hasUsage = row.promptTokens !== null || row.completionTokens !== null;
  return {
    id: row.id,
    canvasId: row.canvasId,
    userId: row.userId,
    task: row.task,
    block: row.block,
    instruction: row.instruction,
    status: row.status,
    position: null,
    model: row.model,
    pattern: row.pattern,
    language: row.language,
    accept: row.accept,
    continues: row.continues,
    notes: row.noteCount,
    connections: row.connectionCount,
    checks:
      row.checksPassed === null || row.checksTotal === null
        ? null
        : { passed: row.checksPassed, total: row.checksTotal },
    calls: row.calls,
    result: row.result,
    usage: hasUsage ? { promptTokens: row.promptTokens, completionTokens: row.completionTokens } : null,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
