import { type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import { AppError } from '@aibmc/common/errors';
import type { Context } from '../context.ts';
import { groupFor } from '../domain/groups.ts';
import { acceptInvitation, invite, previewInvitation } from '../domain/invitations.ts';
import { idPosition } from '../domain/positions.ts';
import { deleteInvitation, listOpenInvitations } from '../sql/invitations.ts';

/** Invitations by link. */
export function invitationHandlers({ pool }: Context) {
  return {
    listInvitations: async ({ actor, params: { groupId }, query: { cursor, limit } }) => {
      const before = idPosition(cursor);
      await groupFor(pool, groupId, actor.userId, 'group.invite');
      return toPage(await listOpenInvitations(pool, groupId, before, limit + 1), limit, ({ id }) => id);
    },
    createInvitation: ({ actor, params, body }) => invite(pool, params.groupId, actor.userId, body),
    deleteInvitation: async ({ actor, params: { groupId, invitationId } }) => {
      await groupFor(pool, groupId, actor.userId, 'group.invite');
      if (!(await deleteInvitation(pool, groupId, invitationId))) {
        throw new AppError('not-found', 'There is no such invitation');
      }
    },
    getInvitation: ({ params }) => previewInvitation(pool, params.token),
    acceptInvitation: ({ actor, params }) => acceptInvitation(pool, params.token, actor.userId),
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
