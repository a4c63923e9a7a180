import type { Handlers } from '@aibmc/common/contract/mount';
import type { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import type { UserContext } from '../context.ts';
import { completeSession } from '../domain/complete-session.ts';
import {
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  startSecondFactor,
} from '../domain/second-factors.ts';
import { addressOf, deviceOf } from './client.ts';

type Routes =
  | 'completeSession'
  | 'startSecondFactor'
  | 'confirmSecondFactor'
  | 'removeSecondFactor'
  | 'renewRecoveryCodes';

/** Codes of an authenticator beside the password. */
export function secondFactorsHandlers(ctx: UserContext): Pick<Handlers<typeof secondFactorRoutes>, Routes> {
  return {
    completeSession: ({ body, req }) =>
      completeSession(ctx, body, { address: addressOf(req), device: deviceOf(req, body.device) }),

    startSecondFactor: ({ actor, body, req }) => startSecondFactor(ctx, actor, body.password, addressOf(req)),

    confirmSecondFactor: async ({ actor, body, req }) => ({
      recoveryCodes: await confirmSecondFactor(ctx, actor, body.code, addressOf(req)),
    }),

    removeSecondFactor: async ({ actor, body, req }) => {
      await removeSecondFactor(ctx, actor, body.code, addressOf(req));
    },

    renewRecoveryCodes: async ({ actor, body, req }) => ({
      recoveryCodes: await renewRecoveryCodes(ctx, actor, body.code, addressOf(req)),
    }),
  };
}
