import { type canvasesRoutes } from '@aibmc/common/contract/canvases';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { copyCanvas, moveCanvas } from '../domain/canvas-places.ts';
import { canvasDetailFor, checksFor, createCanvas, updateCanvas } from '../domain/canvases.ts';
import { groupFor } from '../domain/groups.ts';
import { sortPosition, timePosition, writeSortPosition, writeTimePosition } from '../domain/positions.ts';
import { removeCanvas, restoreCanvas } from '../domain/trash.ts';
import { asGuestsSee } from '../domain/shared.ts';
import { listCanvasesFor } from '../sql/canvas-list.ts';
import { listTrashedCanvasesFor } from '../sql/trash.ts';

/** Canvases as wholes. */
export function canvasHandlers({ pool, edits }: Context) {
  return {
    listCanvases: async ({ actor, query: { cursor, limit, groupId, personal, q, sort } }) => {
      const after = sortPosition(cursor, sort);
      if (groupId !== undefined) await groupFor(pool, groupId, actor.userId, 'group.read');
      const rows = await listCanvasesFor(pool, actor.userId, {
        groupId: groupId ?? null,
        isPersonal: personal !== undefined,
        words: q?.split(/\s+/).filter(Boolean) ?? [],
        sort,
        after,
        limit: limit + 1,
      });
      return toPage(rows, limit, (canvas) => writeSortPosition(canvas, sort));
    },
    createCanvas: ({ actor, body }) => createCanvas(pool, actor.userId, body),
    getCanvas: async ({ actor, params }) => {
      const detail = await canvasDetailFor(pool, params.canvasId, actor.userId);
      return actor.isGuest ? asGuestsSee(detail) : detail;
    },
    updateCanvas: ({ actor, params, body }) => updateCanvas(pool, edits, params.canvasId, actor.userId, body),
    deleteCanvas: ({ actor, params }) => removeCanvas(pool, params.canvasId, actor.userId),
    moveCanvas: ({ actor, params, body }) => moveCanvas(pool, params.canvasId, actor.userId, body.groupId),
    copyCanvas: ({ actor, params, body }) => copyCanvas(pool, params.canvasId, actor.userId, body),
    listTrashedCanvases: async ({ actor, query: { cursor, limit } }) => {
      const rows = await listTrashedCanvasesFor(pool, actor.userId, timePosition(cursor), limit + 1);
      return toPage(rows, limit, ({ deletedAt, id }) => writeTimePosition({ time: deletedAt, id }));
    },
    restoreCanvas: ({ actor, params }) => restoreCanvas(pool, params.canvasId, actor.userId),
    getChecks: ({ actor, params }) => checksFor(pool, params.canvasId, actor.userId),
  } satisfies Partial<Handlers<typeof canvasesRoutes>>;
}
