import type { userInternalRoutes } from '@aibmc/common/contract/internal';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { UserContext } from '../context.ts';
import { findUserByEmail } from '../sql/users.ts';

/** Calls of other services on the second port. */
export function internalHandlers({ pool }: UserContext) {
  return {
    findByEmail: async ({ body }) => ({ userId: (await findUserByEmail(pool, body.email))?.id ?? null }),
  } satisfies Partial<Handlers<typeof userInternalRoutes>>;
}
