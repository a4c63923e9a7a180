import { type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { createGroup, groupFor, updateGroup } from '../domain/groups.ts';
import { idPosition, timePosition, writeTimePosition } from '../domain/positions.ts';
import { removeGroup, restoreGroup } from '../domain/trash.ts';
import { listGroupsOf } from '../sql/groups.ts';
import { listTrashedGroupsFor } from '../sql/trash.ts';

/** Groups themselves. */
export function groupHandlers({ pool }: Context) {
  return {
    listGroups: async ({ actor, query: { cursor, limit } }) => {
      const rows = await listGroupsOf(pool, actor.userId, idPosition(cursor), limit + 1);
      return toPage(rows, limit, ({ id }) => id);
    },
    createGroup: ({ actor, body }) => createGroup(pool, actor.userId, body),
    getGroup: ({ actor, params }) => groupFor(pool, params.groupId, actor.userId, 'group.read'),
    updateGroup: ({ actor, params, body }) => updateGroup(pool, params.groupId, actor.userId, body),
    deleteGroup: ({ actor, params }) => removeGroup(pool, params.groupId, actor.userId),
    listTrashedGroups: async ({ actor, query: { cursor, limit } }) => {
      const rows = await listTrashedGroupsFor(pool, actor.userId, timePosition(cursor), limit + 1);
      return toPage(rows, limit, ({ deletedAt, id }) => writeTimePosition({ time: deletedAt, id }));
    },
    restoreGroup: ({ actor, params }) => restoreGroup(pool, params.groupId, actor.userId),
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
