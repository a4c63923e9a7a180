import { type groupInternalRoutes, type peopleInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { canvasDetailFor } from '../domain/canvases.ts';

/** Calls of other services on the second port. */
export function internalHandlers({ pool, edits, people }: Context) {
  return {
    readCanvasFor: ({ params, query }) => canvasDetailFor(pool, params.canvasId, query.userId),
    applyEditsFor: ({ params, body }) =>
      edits.applyEdits({ canvasId: params.canvasId, userId: body.userId, origin: 'ai', edits: body.edits }),
    forgetPerson: ({ params }) => people.forget(params.userId),
  } satisfies Handlers<typeof groupInternalRoutes & typeof peopleInternalRoutes>;
}
