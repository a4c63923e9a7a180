import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { adminRoutes } from '@aibmc/common/contract/admin';
import { userInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { usersRoutes } from '@aibmc/common/contract/users';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { createServiceApp } from '@aibmc/common/service';
import type { Express } from 'express';
import type { UserContext } from './context.ts';
import { accountsHandlers } from './routes/accounts.ts';
import { adminHandlers } from './routes/admin.ts';
import { internalHandlers } from './routes/internal.ts';
import { providersHandlers } from './routes/providers.ts';
import { keysHandlers, mountKeySet } from './routes/keys.ts';
import { secondFactorsHandlers } from './routes/second-factors.ts';
import { sessionsHandlers } from './routes/sessions.ts';
import { usersHandlers } from './routes/users.ts';

/** The public application: this service's part of the contract. */
export function createApp(ctx: UserContext): Express {
  return createServiceApp(
    ctx,
    { ...usersRoutes, ...accountsRoutes, ...secondFactorRoutes, ...adminRoutes },
    {
      ...usersHandlers(ctx),
      ...sessionsHandlers(ctx),
      ...keysHandlers(ctx),
      ...accountsHandlers(ctx),
      ...adminHandlers(ctx),
      ...secondFactorsHandlers(ctx),
      ...providersHandlers(ctx),
    },
  );
}

/** The application on the second port. */
export function createSecondApp(ctx: UserContext): Express {
  return createInternalApp({
    log: ctx.log,
    metrics: ctx.metrics,
    checkReady: () => ctx.pool.query('SELECT 1'),
    mount: (app) => {
      mountKeySet(app, ctx);
      app.use(`${API_PREFIX}/internal`, requireInternalToken(ctx.internalToken));
      mountRoutes(app, userInternalRoutes, internalHandlers(ctx), ctx.verify);
    },
  });
}
