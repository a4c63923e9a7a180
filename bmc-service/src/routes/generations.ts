import type { generationsRoutes } from '@aibmc/common/contract/generations';
import type { Handlers } from '@aibmc/common/contract/mount';
import { decodeCursor, toPage } from '@aibmc/common/cursor';
import { AppError } from '@aibmc/common/errors';
import { requestIdOf } from '@aibmc/common/http';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireGenerate } from '../domain/canvas-access.ts';
import { cancelGeneration, createGeneration, requireGeneration } from '../domain/generations.ts';
import { offerOf } from '../domain/models.ts';
import { usageOf } from '../domain/quota.ts';
import { showGeneration, showGenerations } from '../domain/shown-generations.ts';
import { createModelTrial } from '../domain/try-model.ts';
import { listGenerationsOfCanvas } from '../sql/generations.ts';
import { streamEvents } from './event-stream.ts';

export function generationHandlers(ctx: Context): Handlers<typeof generationsRoutes> {
  const tryModel = createModelTrial(ctx);
  return {
    listModels: () => offerOf(ctx),

    tryModel: ({ actor, body, req }) =>
      tryModel({
        userId: actor.userId,
        model: body.model,
        language: req.acceptsLanguages('en', 'es') === 'es' ? 'es' : 'en',
      }),

    getUsage: ({ actor }) => usageOf(ctx, actor.userId),

    createGeneration: async ({ actor, body, headers, req }) => {
      const idempotencyKey = headers['idempotency-key'] ?? null;
      const asked = { userId: actor.userId, body, idempotencyKey, requestId: requestIdOf(req) };
      return showGeneration(ctx.pool, await createGeneration(ctx, asked));
    },

    listGenerations: async ({ actor, query, req }) => {
      await requireGenerate(ctx.group, query.canvasId, actor.userId, { requestId: requestIdOf(req) });
      const before = cursorId(query.cursor);
      const { canvasId, task = null, limit } = query;
      const rows = await listGenerationsOfCanvas(ctx.pool, { canvasId, task, before, limit: limit + 1 });
      const { items, nextCursor } = toPage(rows, limit, ({ id }) => id);
      return { items: await showGenerations(ctx.pool, items), nextCursor };
    },

    getGeneration: async ({ actor, params, req }) => {
      const { generationId } = params;
      const generation = await requireGeneration(ctx, generationId, actor.userId, requestIdOf(req));
      return showGeneration(ctx.pool, generation);
    },

    streamGeneration: async ({ actor, params, headers, req, res }) => {
      const { userId, sessionId } = actor;
      const generation = await requireGeneration(ctx, params.generationId, userId, requestIdOf(req));
      await streamEvents(ctx, res, generation, { userId, sessionId, after: headers['last-event-id'] });
    },

    cancelGeneration: async ({ actor, params, req }) => {
      const { generationId } = params;
      await requireGeneration(ctx, generationId, actor.userId, requestIdOf(req));
      const generation = await cancelGeneration(ctx, generationId);
      if (!generation) throw new AppError('not-found', 'There is no such generation');
      return showGeneration(ctx.pool, generation);
    },
  };
}

function cursorId(cursor: string | undefined): string | null {
  const id = decodeCursor(cursor);
  if (id === null || z.uuid().safeParse(id).success) return id;
  throw new AppError('invalid', 'Check the fields that are named', {
    errors: [{ path: 'query.cursor', message: 'is not one that a list has given' }],
  });
}
