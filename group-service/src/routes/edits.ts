import { type canvasesRoutes } from '@aibmc/common/contract/canvases';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { listEditsFor } from '../sql/edits.ts';

/** Edits of a canvas, and their log. */
export function editHandlers({ pool, edits }: Context) {
  return {
    applyEdits: ({ actor, params, body }) =>
      edits.applyEdits({
        canvasId: params.canvasId,
        userId: actor.userId,
        origin: 'human',
        edits: body.edits,
      }),
    listEdits: async ({ actor, params, query: { after, limit } }) => {
      const log = await listEditsFor(pool, params.canvasId, actor.userId, after, limit);
      const { revision, edits: logged } = requireAction(log, 'canvas.read', 'canvas');
      return { edits: logged, revision };
    },
  } satisfies Partial<Handlers<typeof canvasesRoutes>>;
}
