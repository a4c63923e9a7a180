import type { Handlers } from '@aibmc/common/contract/mount';
import type { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import type { UserContext } from '../context.ts';
import { disconnectIdentity, ownIdentities } from '../domain/identities.ts';
import { connectIdentity, finishProviderSignIn, startProviderSignIn } from '../domain/provider-sign-ins.ts';
import { addressOf, deviceOf } from './client.ts';

type Routes =
  'listIdentities' | 'connectIdentity' | 'deleteIdentity' | 'startProviderSignIn' | 'finishProviderSignIn';

/** Signing in with an OpenID Connect provider, and the accounts there that are connected. */
export function providersHandlers(ctx: UserContext): Pick<Handlers<typeof secondFactorRoutes>, Routes> {
  return {
    listIdentities: async ({ actor }) => ({ items: await ownIdentities(ctx, actor) }),

    connectIdentity: ({ actor, body, req }) => connectIdentity(ctx, actor, body, addressOf(req)),

    deleteIdentity: ({ actor, params }) => disconnectIdentity(ctx, actor, params.identityId),

    startProviderSignIn: ({ body, req }) => startProviderSignIn(ctx, body, addressOf(req)),

    finishProviderSignIn: ({ body, req }) =>
      finishProviderSignIn(ctx, body, { address: addressOf(req), device: deviceOf(req, body.device) }),
  };
}
