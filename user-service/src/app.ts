import { usersRoutes } from '@aibmc/common/contract/users';
import { createInternalApp } from '@aibmc/common/internal';
import { createServiceApp } from '@aibmc/common/service';
import type { Express } from 'express';
import type { UserContext } from './context.ts';
import { keysHandlers, mountKeySet } from './routes/keys.ts';
import { sessionsHandlers } from './routes/sessions.ts';
import { usersHandlers } from './routes/users.ts';

/** The public application: this service's part of the contract. */
export function createApp(ctx: UserContext): Express {
  return createServiceApp(ctx, usersRoutes, {
    ...usersHandlers(ctx),
    ...sessionsHandlers(ctx),
    ...keysHandlers(ctx),
  });
}

/** The application on the second port. */
export function createSecondApp(ctx: UserContext): Express {
  return createInternalApp({
    log: ctx.log,
    metrics: ctx.metrics,
    checkReady: () => ctx.pool.query('SELECT 1'),
    mount: (app) => {
      mountKeySet(app, ctx);
    },
  });
}
