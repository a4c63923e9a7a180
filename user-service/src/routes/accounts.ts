import type { accountsRoutes } from '@aibmc/common/contract/accounts';
import type { Handlers } from '@aibmc/common/contract/mount';
import type { UserContext } from '../context.ts';
import { changeEmail, confirmEmail } from '../domain/email-changes.ts';
import { readReset, requestReset, resetPassword } from '../domain/password-resets.ts';
import { readInstance } from '../sql/instance.ts';
import { addressOf } from './client.ts';

/** Ways into an account and back into it. */
export function accountsHandlers(ctx: UserContext) {
  return {
    getSignInOptions: async () => ({
      ...(await readInstance(ctx.pool)),
      mail: ctx.mail !== null,
      provider: ctx.provider && { name: ctx.provider.name },
    }),

    changeEmail: ({ actor, body, req }) => changeEmail(ctx, actor, body, addressOf(req)),

    confirmEmail: ({ params }) => confirmEmail(ctx, params.token),

    requestPasswordReset: ({ body, req }) => requestReset(ctx, body.email, addressOf(req)),

    getPasswordReset: ({ params }) => readReset(ctx, params.token),

    resetPassword: ({ params, body }) => resetPassword(ctx, params.token, body.password),
  } satisfies Partial<Handlers<typeof accountsRoutes>>;
}
