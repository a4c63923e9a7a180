import { API_PREFIX } from '@aibmc/common/contract/route';
import { hardenExpress, logRequests, measureRequests, notFound, requestId } from '@aibmc/common/http';
import express, { type Express } from 'express';
import { serveAssets } from './assets.ts';
import type { Context } from './context.ts';
import { passApiCalls } from './gateway/api.ts';
import { securityHeaders } from './gateway/security-headers.ts';
import { refuseBadTargets } from './gateway/target.ts';
import { openApiDocument } from './openapi/document.ts';
import { answerErrors, trimSlash } from './pages/errors.ts';
import { pages } from './pages/routes.ts';
import { setUpViews } from './render.ts';

/**
 * The gateway's application, in the order in which a request meets it: what it is called and whether it can be read
 * at all, then calls of the API (passed on with their body unread), then files, then pages.
 */
export function createApp(ctx: Context): Express {
  const { config } = ctx;
  const app = express();
  hardenExpress(app);
  app.set('trust proxy', config.TRUST_PROXY_HOPS);
  setUpViews(app, { viewsDir: config.VIEWS_DIR, cache: config.TEMPLATE_CACHE === 'on' });

  app.use((req, _res, next) => {
    // an id that a client chose could be somebody else's in the logs
    delete req.headers['x-request-id'];
    next();
  });
  app.use(requestId(), measureRequests(ctx.metrics), logRequests(ctx.log));
  app.use(securityHeaders(config.PUBLIC_URL), refuseBadTargets());

  app.get(`${API_PREFIX}/health`, (_req, res) => {
    res.locals['route'] = '/health';
    res.json({ status: 'ok', service: 'frontend' });
  });
  app.use(passApiCalls(ctx));
  app.get('/api/openapi.json', (_req, res) => {
    res.locals['route'] = '/api/openapi.json';
    res.set('cache-control', 'public, max-age=300').json(openApiDocument());
  });
  app.use(serveAssets(config, ctx.assets));
  app.use(/^\/(api|assets)\/(?!docs$)/, notFound());
  app.use(trimSlash(), pages(ctx));
  app.use(answerErrors(ctx));
  return app;
}
