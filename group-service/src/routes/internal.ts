import { type groupInternalRoutes, type peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { canvasDetailFor } from '../domain/canvases.ts';
import { keepBeforeGeneration } from '../domain/versions.ts';

/** Calls of other services on the second port. */
export function internalHandlers({ pool, edits, people }: Context) {
  return {
    readCanvasFor: async ({ params, query }) => ({
      ...(await canvasDetailFor(pool, params.canvasId, query.userId)),
      rejected: [],
    }),
    tellGeneration: () => undefined,
    applyEditsFor: async ({ params: { canvasId }, body: { userId, generationId, edits: given } }) => {
      if (generationId) await keepBeforeGeneration(pool, canvasId, userId, generationId);
      return edits.applyEdits({ canvasId, userId, origin: 'ai', edits: given });
    },
    forgetPerson: ({ params }) => people.forget(params.userId),
  } satisfies Handlers<typeof groupInternalRoutes & typeof peopleInternalRoutes>;
}
