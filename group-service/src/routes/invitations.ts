import { type groupsRoutes } from '@aibmc/common/contract/groups';
import type { Handlers } from '@aibmc/common/contract/mount';
import { toPage } from '@aibmc/common/cursor';
import type { Context } from '../context.ts';
import { groupFor } from '../domain/groups.ts';
import { invite, revokeInvitation } from '../domain/invitations.ts';
import { acceptInvitation, previewInvitation } from '../domain/joining.ts';
import { idPosition } from '../domain/positions.ts';
import { listOpenInvitations } from '../sql/invitations.ts';
import { addressOf } from './client.ts';

/** Invitations by link, code or e-mail. */
export function invitationHandlers(ctx: Context) {
  const { pool } = ctx;
  return {
    listInvitations: async ({ actor, params: { groupId }, query: { cursor, limit } }) => {
      const before = idPosition(cursor);
      await groupFor(pool, groupId, actor.userId, 'group.invite');
      return toPage(await listOpenInvitations(pool, groupId, before, limit + 1), limit, ({ id }) => id);
    },
    createInvitation: ({ actor, params, body }) => invite(ctx, params.groupId, actor, body),
    deleteInvitation: ({ actor, params: { groupId, invitationId } }) =>
      revokeInvitation(pool, groupId, actor.userId, invitationId),
    getInvitation: ({ params, req }) => previewInvitation(ctx, params.token, addressOf(req)),
    acceptInvitation: ({ actor, params, req }) =>
      acceptInvitation(ctx, params.token, actor.userId, addressOf(req)),
  } satisfies Partial<Handlers<typeof groupsRoutes>>;
}
