import express, { type Express } from 'express';
import type { VerifyToken } from './auth.ts';
import { type Handlers, mountRoutes } from './contract/mount.ts';
import { API_PREFIX, type RouteTable } from './contract/route.ts';
import { handleErrors, hardenExpress, logRequests, measureRequests, notFound, requestId } from './http.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

interface ServiceContext {
  service: string;
  log: Logger;
  metrics: Metrics;
  verify: VerifyToken;
}

/** A service's application: request ids, logs, metrics, health, the routes of its part of the contract, errors. */
export function createServiceApp<T extends RouteTable>(
  ctx: ServiceContext,
  routes: T,
  handlers: Handlers<T>,
): Express {
  const app = express();
  hardenExpress(app);
  app.use(requestId(), measureRequests(ctx.metrics), logRequests(ctx.log));
  app.get(`${API_PREFIX}/health`, (_req, res) => {
    res.locals['route'] = '/health';
    res.json({ status: 'ok', service: ctx.service });
  });
  mountRoutes(app, routes, handlers, ctx.verify);
  app.use(notFound());
  app.use(handleErrors(ctx.log));
  return app;
}
