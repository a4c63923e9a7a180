import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import { asAppError, AppError, toProblem } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

/** Gives each request its id (the caller's `x-request-id` where it is well-formed) and sends it back. */
export function requestId(): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id');
    req.id = given && REQUEST_ID.test(given) ? given : randomUUID();
    res.set('x-request-id', req.id);
    next();
  };
}

/** The id of the request that is being answered. */
export function requestIdOf(req: Request): string {
  return typeof req.id === 'string' ? req.id : '';
}

/** The pattern of the matched route: what logs and metrics name, since paths may carry secrets. */
function routeOf(res: Response): string {
  return typeof res.locals['route'] === 'string' ? res.locals['route'] : 'unmatched';
}

/** Logs one line an answer, with method, route pattern, status and time; never a path, query, header or body. */
export function logRequests(log: Logger): RequestHandler {
  // Not customProps, which pino-http binds twice: the line would have each key twice.
  const describe = (req: IncomingMessage, res: ServerResponse, line: object): object => ({
    ...line,
    method: req.method,
    route: routeOf(res as Response),
    status: res.statusCode,
  });
  return pinoHttp({
    logger: log,
    genReqId: (req) => req.id,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    customSuccessObject: (req, res, line: object) => describe(req, res, line),
    customErrorObject: (req, res, _error, line: object) => describe(req, res, line),
    serializers: { req: () => undefined, res: () => undefined },
  }) as RequestHandler;
}

/** Measures how long answers take, by method, route pattern and status. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const end = metrics.requestSeconds.startTimer();
    res.on('finish', () => end({ method: req.method, route: routeOf(res), status: String(res.statusCode) }));
    next();
  };
}

/** Sends an error as problem+json. */
export function sendProblem(req: Request, res: Response, error: AppError): void {
  if (error.retryAfter !== undefined) res.set('retry-after', String(Math.ceil(error.retryAfter)));
  if (error.status === 401) res.set('www-authenticate', 'Bearer');
  res
    .status(error.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(error, requestIdOf(req))));
}

/** Logs what is our fault in full and answers every error as problem+json. The last middleware of a service. */
export function handleErrors(log: Logger): ErrorRequestHandler {
  // express tells error handlers by their four parameters
  return (thrown, req, res, _next) => {
    const error = asAppError(thrown);
    if (error.status >= 500)
      log.error({ err: thrown as unknown, requestId: requestIdOf(req) }, 'request failed');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    sendProblem(req, res, error);
  };
}

/** Answers what no route took. */
export function notFound(): RequestHandler {
  return () => {
    throw new AppError('not-found', 'There is nothing here');
  };
}

/** What every express application here is set to before anything is mounted. */
export function hardenExpress(app: Express): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
}
