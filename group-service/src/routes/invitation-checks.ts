import type { invitationInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { Context } from '../context.ts';
import { isOpenFor } from '../domain/joining.ts';
import { addressOf } from './client.ts';

/** What user-service asks about invitations: for whom it asks is told by its `X-Forwarded-For`, if at all. */
export function invitationCheckHandlers(ctx: Context) {
  return {
    checkInvitation: async ({ params, query, req }) => {
      const address = req.get('x-forwarded-for') === undefined ? null : addressOf(req);
      return { isOpen: await isOpenFor(ctx, params.token, query.email, address) };
    },
  } satisfies Handlers<typeof invitationInternalRoutes>;
}
