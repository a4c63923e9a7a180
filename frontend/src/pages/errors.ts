import { type AppError, asAppError } from '@aibmc/common/errors';
import { requestIdOf, sendProblem } from '@aibmc/common/http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { baseViewModel } from './view-model.ts';
import { languageOf, personOf, wantsJson } from './visit.ts';

/** The error pages there are texts for; every other status is told as the nearest of them. */
export const ERROR_PAGES = [400, 403, 404, 405, 410, 413, 415, 429, 500, 503];

function pageFor(status: number): number {
  if (ERROR_PAGES.includes(status)) return status;
  if (status === 502 || status === 504) return 503;
  return status < 500 ? 400 : 500;
}

/**
 * Answers errors: programs and the API get problem+json, people a page in their language. The last
 * middleware: express tells it by its four parameters.
 */
export function answerErrors(ctx: Context): ErrorRequestHandler {
  return (thrown, req, res, _next) => {
    const error = asAppError(thrown);
    if (error.status >= 500) {
      ctx.log.error({ err: thrown as unknown, requestId: requestIdOf(req) }, 'request failed');
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (isForPrograms(req)) sendProblem(req, res, error);
    else showError(ctx, req, res, error);
  };
}

function isForPrograms(req: Request): boolean {
  const isApi = req.path.startsWith('/api/') && req.path !== '/api/docs';
  return isApi || req.path.startsWith('/assets/') || wantsJson(req);
}

function showError(ctx: Context, req: Request, res: Response, error: AppError): void {
  const person = personOf(res);
  const { lang, t } = languageOf(req, person);
  const page = pageFor(error.status);
  const seconds = error.retryAfter === undefined ? undefined : Math.ceil(error.retryAfter);
  if (seconds !== undefined) res.set('retry-after', String(seconds));
  const vm = {
    ...baseViewModel(
      req,
      { ctx, lang, t, person },
      { title: t('title.error'), path: req.method === 'GET' ? undefined : '/' },
    ),
    status: error.status,
    heading: `error.${page}.heading`,
    text: error.status === 403 && req.path.startsWith('/admin') ? 'error.403.admin' : `error.${page}.text`,
    retryAfter: seconds,
    requestId: requestIdOf(req),
  };
  res.app.render('error', { vm }, (failure: Error | null, html?: string) => {
    if (failure) {
      ctx.log.error({ err: failure }, 'the error page itself failed');
      sendProblem(req, res, error);
      return;
    }
    res.status(error.status).set('cache-control', 'no-store').type('html').send(html);
  });
}

/** A page's address with a slash too many leads to the page. */
export function trimSlash(): RequestHandler {
  return (req, res, next) => {
    const isPage = (req.method === 'GET' || req.method === 'HEAD') && !req.path.startsWith('/api/');
    if (!isPage || req.path === '/' || !req.path.endsWith('/')) {
      next();
      return;
    }
    res.redirect(308, req.path.slice(0, -1) + req.url.slice(req.path.length));
  };
}
