import { type canvasesRoutes } from '@aibmc/common/contract/canvases';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { canvasDetailFor, checksFor, createCanvas, removeCanvas, updateCanvas } from '../domain/canvases.ts';
import { groupFor } from '../domain/groups.ts';
import { timePosition, writeTimePosition } from '../domain/positions.ts';
import { listCanvasesFor } from '../sql/canvases.ts';

/** Canvases as wholes. */
export function canvasHandlers({ pool, edits }: Context) {
  return {
    listCanvases: async ({ actor, query: { cursor, limit, groupId } }) => {
      const before = timePosition(cursor);
      if (groupId !== undefined) await groupFor(pool, groupId, actor.userId, 'group.read');
      const rows = await listCanvasesFor(pool, actor.userId, groupId ?? null, before, limit + 1);
      return toPage(rows, limit, ({ updatedAt, id }) => writeTimePosition({ time: updatedAt, id }));
    },
    createCanvas: ({ actor, body }) => createCanvas(pool, actor.userId, body),
    getCanvas: ({ actor, params }) => canvasDetailFor(pool, params.canvasId, actor.userId),
    updateCanvas: ({ actor, params, body }) => updateCanvas(pool, edits, params.canvasId, actor.userId, body),
    deleteCanvas: ({ actor, params }) => removeCanvas(pool, params.canvasId, actor.userId),
    getChecks: ({ actor, params }) => checksFor(pool, params.canvasId, actor.userId),
  } satisfies Partial<Handlers<typeof canvasesRoutes>>;
}
