import { type groupInternalRoutes, type peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { canvasDetailFor } from '../domain/canvases.ts';
import { notifyGeneration } from '../sql/generation-notices.ts';
import { listRejected } from '../sql/suggestions.ts';

/** Rejected suggestions that a prompt is told of. */
const MOST_REJECTED = 60;

/** Calls of other services on the second port. */
export function internalHandlers({ pool, edits, people }: Context) {
  return {
    readCanvasFor: async ({ params, query }) => {
      const [canvas, rejected] = await Promise.all([
        canvasDetailFor(pool, params.canvasId, query.userId),
        listRejected(pool, params.canvasId, MOST_REJECTED),
      ]);
      // who reads it is about to change it
      edits.know(canvas);
      return { ...canvas, rejected };
    },
    tellGeneration: ({ params, body }) => notifyGeneration(pool, params.canvasId, body),
    applyEditsFor: ({ params: { canvasId }, body: { userId, generationId, edits: given } }) =>
      edits.applyEdits({ canvasId, userId, origin: 'ai', generationId, edits: given }),
    forgetPerson: ({ params }) => people.forget(params.userId),
  } satisfies Handlers<typeof groupInternalRoutes & typeof peopleInternalRoutes>;
}
