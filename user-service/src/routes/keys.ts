import type { Handlers } from '@aibmc/common/contract/mount';
import type { usersRoutes } from '@aibmc/common/contract/users';
import type { Express } from 'express';
import type { UserContext } from '../context.ts';

/** The public keys, for everybody. */
export function keysHandlers(ctx: UserContext): Pick<Handlers<typeof usersRoutes>, 'getKeySet'> {
  return { getKeySet: () => ctx.keys.keySet() };
}

/** The same keys on the second port, where the other services read them. */
export function mountKeySet(app: Express, ctx: UserContext): void {
  app.get('/.well-known/jwks.json', (_req, res) => {
    res.json(ctx.keys.keySet());
  });
}
