import type { accountsRoutes } from '@aibmc/common/contract/accounts';
import type { Handlers } from '@aibmc/common/contract/mount';
import { sendJsonFile } from '@aibmc/common/json-file';
import type { UserContext } from '../context.ts';
import { changeEmail, confirmEmail } from '../domain/email-changes.ts';
import { exportAccount } from '../domain/export-account.ts';
import { readReset, requestReset, resetPassword } from '../domain/password-resets.ts';
import { readInstance } from '../sql/instance.ts';
import { addressOf } from './client.ts';

const EXPORT_NAME = 'aibmc-export.json';
/** That an export may take as a whole. */
const EXPORT_MS = 10 * 60 * 1000;

/** Ways into an account and back into it. */
export function accountsHandlers(ctx: UserContext): Handlers<typeof accountsRoutes> {
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

    exportMe: async ({ actor, res }) => {
      const ending = new AbortController();
      const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(EXPORT_MS)]);
      try {
        await sendJsonFile(res, await exportAccount(ctx, actor, signal), EXPORT_NAME);
      } finally {
        // whatever is still open at a peer, when it has ended well or not
        ending.abort();
      }
    },
  };
}
