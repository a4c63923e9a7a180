import type { groupInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { canvasDetailFor } from '../domain/canvases.ts';
import { tellOfGeneration } from '../domain/generation-news.ts';
import { listAccess } from '../sql/live-access.ts';
import { listRejected } from '../sql/suggestions.ts';

/** Rejected suggestions that a prompt is told of. */
const MOST_REJECTED = 60;

/** Calls of other services on the second port. */
export function internalHandlers({ pool, edits }: Context) {
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
    tellGeneration: ({ params, body }) => tellOfGeneration(pool, params.canvasId, body),
    findRoles: async ({ body: { of } }) => {
      const found = await listAccess(pool, of);
      const roles = new Map(found.map(({ canvasId, userId, role }) => [`${canvasId} ${userId}`, role]));
      return { roles: of.map(({ canvasId, userId }) => roles.get(`${canvasId} ${userId}`) ?? null) };
    },
    applyEditsFor: ({ params: { canvasId }, body: { userId, generationId, edits: given } }) =>
      edits.applyEdits({ canvasId, userId, origin: 'ai', generationId, edits: given }),
  } satisfies Handlers<typeof groupInternalRoutes>;
}
