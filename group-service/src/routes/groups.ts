import { type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { createGroup, groupFor, removeGroup, updateGroup } from '../domain/groups.ts';
import { idPosition } from '../domain/positions.ts';
import { listGroupsOf } from '../sql/groups.ts';

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
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
