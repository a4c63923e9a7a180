import { type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { groupFor } from '../domain/groups.ts';
import { changeRole, removeMember } from '../domain/members.ts';
import { timePosition, writeTimePosition } from '../domain/positions.ts';
import { listMembers } from '../sql/members.ts';

/** Who is in a group, and as what. */
export function memberHandlers({ pool }: Context) {
  return {
    listMembers: async ({ actor, params: { groupId }, query: { cursor, limit } }) => {
      const after = timePosition(cursor);
      await groupFor(pool, groupId, actor.userId, 'group.read');
      const rows = await listMembers(pool, groupId, after, limit + 1);
      return toPage(rows, limit, ({ joinedAt, userId }) => writeTimePosition({ time: joinedAt, id: userId }));
    },
    updateMember: ({ actor, params: { groupId, userId }, body: { role } }) =>
      changeRole(pool, groupId, actor.userId, userId, role),
    removeMember: ({ actor, params: { groupId, userId } }) =>
      removeMember(pool, groupId, actor.userId, userId),
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
