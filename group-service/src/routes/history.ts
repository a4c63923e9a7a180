import { type historyRoutes } from '@aibmc/common/contract/history';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { requireAction } from '../domain/access.ts';
import { revisionPosition } from '../domain/positions.ts';
import { restoreRevision } from '../domain/restore.ts';
import { revisionFor } from '../domain/revisions.ts';
import { nameVersion } from '../domain/versions.ts';
import { listVersionsFor } from '../sql/versions.ts';

/** Versions of a canvas, what it was, and the way back. */
export function historyHandlers(ctx: Context) {
  return {
    listVersions: async ({ actor, params, query: { cursor, limit } }) => {
      const before = revisionPosition(cursor);
      const found = await listVersionsFor(ctx.pool, params.canvasId, actor.userId, before, limit + 1);
      const { versions } = requireAction(found, 'canvas.read', 'canvas');
      return toPage(versions, limit, ({ revision }) => String(revision));
    },
    nameVersion: ({ actor, params, body }) => nameVersion(ctx, params.canvasId, actor.userId, body),
    getRevision: ({ actor, params }) => revisionFor(ctx, params.canvasId, actor.userId, params.revision),
    restoreRevision: ({ actor, params, body }) => restoreRevision(ctx, params.canvasId, actor.userId, body),
  } satisfies Handlers<typeof historyRoutes>;
}
