import { aiUsageRoutes } from '@aibmc/common/contract/admin';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { peopleInternalRoutes, sessionInternalRoutes } from '@aibmc/common/contract/internal';
import { notifyEndedSessions } from '@aibmc/common/ended-sessions';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { createServiceApp } from '@aibmc/common/service';
import type { Express } from 'express';
import type { Context } from './context.ts';
import { adminHandlers } from './routes/admin.ts';
import { generationHandlers } from './routes/generations.ts';
import { peopleHandlers } from './routes/people.ts';

/** The application on the main port: this service's part of the contract. */
export function createApp(ctx: Context): Express {
  return createServiceApp(
    { ...ctx, service: 'bmc-service' },
    { ...generationsRoutes, ...aiUsageRoutes },
    { ...generationHandlers(ctx), ...adminHandlers(ctx) },
  );
}

/** The application on the second port, for the services of the cluster. */
export function createSecondApp(ctx: Context): Express {
  return createInternalApp({
    log: ctx.log,
    metrics: ctx.metrics,
    checkReady: () => ctx.pool.query('SELECT 1 FROM generations LIMIT 1'),
    mount: (app) => {
      app.use(`${API_PREFIX}/internal`, requireInternalToken(ctx.internalToken));
      mountRoutes(
        app,
        { ...peopleInternalRoutes, ...sessionInternalRoutes },
        {
          ...peopleHandlers(ctx),
          endSessions: ({ body }) => notifyEndedSessions(ctx.pool, body.sessionIds),
        },
        ctx.verify,
      );
    },
  });
}
