import { type groupInternalRoutes, type peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { canvasDetailFor } from '../domain/canvases.ts';
import { keepBeforeGeneration } from '../domain/versions.ts';
import { notifyGeneration } from '../sql/generation-notices.ts';
import { listRejected } from '../sql/suggestions.ts';

/** Rejected suggestions that a prompt is told of. */
const MOST_REJECTED = 60;

/** Calls of other services on the second port. */
export function internalHandlers({ pool, edits, people }: Context) {
  return {
    readCanvasFor: async ({ params, query }) => ({
      ...(await canvasDetailFor(pool, params.canvasId, query.userId)),
      rejected: await listRejected(pool, params.canvasId, MOST_REJECTED),
    }),
    tellGeneration: ({ params, body }) => notifyGeneration(pool, params.canvasId, body),
    applyEditsFor: async ({ params: { canvasId }, body: { userId, generationId, edits: given } }) => {
      const isOnlySuggesting = given.every(({ type }) => type.startsWith('suggestion.'));
      if (generationId && !isOnlySuggesting) await keepBeforeGeneration(pool, canvasId, userId, generationId);
      return edits.applyEdits({ canvasId, userId, origin: 'ai', edits: given });
    },
    forgetPerson: ({ params }) => people.forget(params.userId),
  } satisfies Handlers<typeof groupInternalRoutes & typeof peopleInternalRoutes>;
}
