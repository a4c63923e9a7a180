import { AUDIT_KINDS, type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import { can } from '@aibmc/common/permissions';
import type { Context } from '../context.ts';
import { departureOf } from '../domain/departure.ts';
import { groupFor } from '../domain/groups.ts';
import { idPosition } from '../domain/positions.ts';
import { listActivity } from '../sql/activity.ts';

/** What happened in groups, and what would if one left for good. */
export function activityHandlers({ pool }: Context) {
  return {
    listActivity: async ({ actor, params: { groupId }, query: { cursor, limit, canvasId } }) => {
      const before = idPosition(cursor);
      const { role } = await groupFor(pool, groupId, actor.userId, 'group.read');
      const without = can(role, 'group.read-audit') ? [] : AUDIT_KINDS;
      const wanted = { canvasId: canvasId ?? null, without, before, limit: limit + 1 };
      return toPage(await listActivity(pool, groupId, wanted), limit, ({ id }) => id);
    },
    getDeparture: ({ actor }) => departureOf(pool, actor.userId),
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
