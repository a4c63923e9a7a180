import type { Handlers } from '@aibmc/common/contract/mount';
import type { usersRoutes } from '@aibmc/common/contract/users';
import type { UserContext } from '../context.ts';
import { accountIsGone, changePassword, deleteAccount, ownAccount } from '../domain/accounts.ts';
import { register } from '../domain/registration.ts';
import { toUser } from '../domain/sessions.ts';
import { updateUser } from '../sql/users.ts';
import { addressOf, deviceOf } from './client.ts';

type Routes = 'createUser' | 'getMe' | 'updateMe' | 'deleteMe' | 'changePassword';

/** Accounts. */
export function usersHandlers(ctx: UserContext): Pick<Handlers<typeof usersRoutes>, Routes> {
  return {
    createUser: ({ body, req }) =>
      register(ctx, body, { address: addressOf(req), device: deviceOf(req, body.device) }),

    getMe: async ({ actor }) => toUser(await ownAccount(ctx, actor)),

    updateMe: async ({ actor, body }) =>
      toUser((await updateUser(ctx.pool, actor.userId, body)) ?? accountIsGone()),

    deleteMe: ({ actor, body, req }) => deleteAccount(ctx, actor, body.password, addressOf(req)),

    changePassword: ({ actor, body, req }) => changePassword(ctx, actor, body, addressOf(req)),
  };
}
