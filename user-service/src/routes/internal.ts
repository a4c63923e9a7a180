import type { userInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { UserContext } from '../context.ts';
import { sendMailFor } from '../domain/mails.ts';
import { findUserByEmail } from '../sql/users.ts';

/** Calls of other services on the second port. */
export function internalHandlers(ctx: UserContext): Handlers<typeof userInternalRoutes> {
  return {
    findByEmail: async ({ body }) => ({ userId: (await findUserByEmail(ctx.pool, body.email))?.id ?? null }),
    sendMail: async ({ body }) => ({ accepted: await sendMailFor(ctx, body) }),
  };
}
