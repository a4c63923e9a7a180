import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { bearerToken } from './auth.ts';
import { AppError } from './errors.ts';
import { handleErrors, hardenExpress, notFound, requestId } from './http.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

interface InternalContext {
  log: Logger;
  metrics: Metrics;
  /** Resolves when the service can do its work; a rejection is told by `/readyz`. */
  checkReady: () => Promise<unknown>;
  /** Mounts the service's own calls for other services. */
  mount?: (app: Express) => void;
}

/** The application on a service's second port, which the gateway never routes to: life, readiness, metrics, peers. */
export function createInternalApp({ log, metrics, checkReady, mount }: InternalContext): Express {
  const app = express();
  hardenExpress(app);
  app.use(requestId());
  app.get('/livez', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    try {
      await checkReady();
      res.json({ status: 'ok' });
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      res.status(503).json({ status: 'unavailable' });
    }
  });
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  mount?.(app);
  app.use(notFound());
  app.use(handleErrors(log));
  return app;
}

/** Lets only calls through that carry the cluster's own token; compared in constant time. */
export function requireInternalToken(token: string): RequestHandler {
  const expected = digest(token);
  return (req, _res, next) => {
    const given = bearerToken(req.get('authorization'));
    if (!given || !timingSafeEqual(digest(given), expected)) {
      throw new AppError('unauthenticated', 'This port is for the services of the cluster');
    }
    next();
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
