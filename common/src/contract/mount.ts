import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { type Actor, bearerToken, type VerifyToken } from '../auth.ts';
import { AppError, type FieldError } from '../errors.ts';
import { endlessLists } from './endless-lists.ts';
import { API_PREFIX, DEFAULT_BODY_LIMIT, type Route, type RouteTable } from './route.ts';

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** A request whose every part was validated against its route. */
export interface Call<R extends Route> {
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  headers: Parsed<R['headers']>;
  body: Parsed<R['body']>;
  actor: R['access'] extends 'anyone' ? null : Actor;
  req: Request;
  res: Response;
}

export type Answer<R extends Route> = R['response'] extends z.ZodType ? z.input<R['response']> : void;

/** One function for each route of a table; a missing one does not compile. */
export type Handlers<T extends RouteTable> = {
  [K in keyof T]: (call: Call<T[K]>) => Promise<Answer<T[K]>> | Answer<T[K]>;
};

/**
 * Mounts every route of a table: authentication, content type, body limit, validation, then the handler, whose
 * result is the JSON answer. A path that exists under other methods answers 405 with `Allow`.
 * A route with `stream` or `download` writes its answer itself.
 */
export function mountRoutes<T extends RouteTable>(
  app: Express,
  routes: T,
  handlers: Handlers<T>,
  verify: VerifyToken,
): void {
  const methodsByPath = new Map<string, string[]>();
  for (const [name, route] of Object.entries(routes)) {
    const path = API_PREFIX + route.path;
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), route.method]);
    const handler = handlers[name as keyof T] as unknown as (call: unknown) => unknown;
    const method = route.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
    app[method](
      path,
      nameRoute(route),
      ...authenticate(route, verify),
      ...parseBody(route),
      answer(route, handler),
    );
  }
  for (const [path, methods] of methodsByPath) {
    app.all(path, (_req, res) => {
      res.set('allow', methods.join(', '));
      throw new AppError('method-not-allowed', `This path answers ${methods.join(', ')}`);
    });
  }
}

function nameRoute(route: Route): RequestHandler {
  return (_req, res, next) => {
    res.locals['route'] = route.path;
    next();
  };
}

function authenticate(route: Route, verify: VerifyToken): RequestHandler[] {
  if (route.access === 'anyone') return [];
  return [
    async (req, res, next) => {
      const token = bearerToken(req.get('authorization'));
      if (!token) throw new AppError('unauthenticated', 'Sign in first');
      const actor = await verify(token);
      refuseActor(route, actor);
      res.locals['actor'] = actor;
      next();
    },
  ];
}

function refuseActor(route: Route, { isGuest, isAdmin }: Actor): void {
  if (isGuest && !route.guests) throw new AppError('forbidden', 'A share link does not allow this: sign in');
  if (route.access === 'admin' && !isAdmin) {
    throw new AppError('forbidden', 'This is for those who administer this instance');
  }
}

function parseBody(route: Route): RequestHandler[] {
  if (!route.body) return [];
  return [
    (req, _res, next) => {
      if (!req.is('application/json')) {
        throw new AppError('unsupported-media-type', 'Send the body as application/json');
      }
      next();
    },
    express.json({ limit: route.bodyLimit ?? DEFAULT_BODY_LIMIT, strict: true }),
  ];
}

function answer(route: Route, handler: (call: unknown) => unknown): RequestHandler {
  return async (req, res) => {
    const result = await handler({
      params: route.params && parsePath(route.params, req.params),
      query: route.query && parse(route.query, req.query, 'query'),
      headers: route.headers && parse(route.headers, req.headers, 'headers'),
      body: route.body && parseSent(route.body, req.body as unknown),
      actor: (res.locals['actor'] as Actor | undefined) ?? null,
      req,
      res,
    });
    if (route.stream || route.download) return;
    res.status(route.status);
    if (route.response === null) res.end();
    else res.set('cache-control', 'no-store').json(result);
  };
}

function parseSent(schema: z.ZodType, body: unknown): unknown {
  const endless = endlessLists(body);
  if (endless.length > 0) throw invalid(endless);
  return parse(schema, body, '');
}

function parse(schema: z.ZodType, value: unknown, root: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(fieldErrors(result.error, root));
}

function invalid(errors: FieldError[]): AppError {
  return new AppError('invalid', 'Check the fields that are named', { errors });
}

/** A path parameter of the wrong form names nothing that exists. */
function parsePath(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError('not-found', 'There is nothing here', { cause: result.error });
}

/** Characters of a message: that of unknown fields names all of them. */
const MESSAGE_LENGTH = 200;

/** The issues of a failed parse, each with the dotted path of its field. */
export function fieldErrors(error: z.ZodError, root = ''): FieldError[] {
  return error.issues.slice(0, 20).map((issue) => ({
    path: [root, ...issue.path.map(String)].filter(Boolean).join('.'),
    message: issue.message.slice(0, MESSAGE_LENGTH),
  }));
}
