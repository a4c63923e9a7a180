import { type canvasesRoutes } from '@aibmc/common/contract/canvases';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { listEditsBeforeFor, listEditsFor } from '../sql/edits.ts';
import { listNames } from '../sql/people.ts';

/** Edits of a canvas, and their log. */
export function editHandlers({ pool, edits, editRates }: Context) {
  return {
    applyEdits: ({ actor: { userId }, params: { canvasId }, body }) => {
      editRates.spend(userId, body.edits.length);
      return edits.applyEdits({ canvasId, userId, origin: 'human', edits: body.edits });
    },
    listEdits: async ({ actor, params: { canvasId }, query: { after = 0, before, limit } }) => {
      const log =
        before === undefined
          ? await listEditsFor(pool, canvasId, actor.userId, after, limit)
          : await listEditsBeforeFor(pool, canvasId, actor.userId, before, limit);
      const { revision, edits: logged } = requireAction(log, 'canvas.read', 'canvas');
      const people = await listNames(
        pool,
        logged.map(({ author }) => author),
      );
      return { edits: logged, revision, people };
    },
  } satisfies Partial<Handlers<typeof canvasesRoutes>>;
}
