import type { ClientRequest } from 'node:http';
import { DEFAULT_BODY_LIMIT, type Route } from '@aibmc/common/contract/route';
import { AppError } from '@aibmc/common/errors';
import type { Request } from 'express';

function limitOf(route: Route): number {
  return route.bodyLimit ?? DEFAULT_BODY_LIMIT;
}

function tooLarge(route: Route): AppError {
  return new AppError('too-large', `The body may have ${limitOf(route)} bytes at most`);
}

/** Refuses a body that the headers already show to be wrong: too long, on a GET, or compressed. */
export function refuseBadBody(req: Request, route: Route): void {
  const length = Number(req.headers['content-length'] ?? 0);
  const hasBody = length > 0 || req.headers['transfer-encoding'] !== undefined;
  if (!hasBody) return;
  if (route.method === 'GET') throw new AppError('bad-request', 'A GET has no body');
  if (req.headers['content-encoding'] !== undefined && req.headers['content-encoding'] !== 'identity')
    throw new AppError('unsupported-media-type', 'Send the body without content-encoding');
  if (length > limitOf(route)) throw tooLarge(route);
}

/**
 * Counts a body of unknown length on its way to a service and stops it at the route's limit. To be called before
 * the body is piped, in the same tick: the listener sets it flowing.
 */
export function limitChunkedBody(
  req: Request,
  upstream: ClientRequest,
  route: Route,
  refuse: (error: AppError) => void,
): void {
  if (req.headers['transfer-encoding'] === undefined) return;
  let received = 0;
  const count = (chunk: Buffer): void => {
    received += chunk.length;
    if (received <= limitOf(route)) return;
    req.off('data', count);
    req.unpipe(upstream);
    refuse(tooLarge(route));
  };
  req.on('data', count);
}

/** Milliseconds in which a client whose body was refused may read why, before its connection is cut. */
const READ_ANSWER_MS = 1_000;

/** Cuts the connection of a request whose body still comes after it was answered. */
export function cutAfterAnswer(req: Request): void {
  const timer = setTimeout(() => {
    if (!req.complete) req.socket.destroy();
  }, READ_ANSWER_MS);
  timer.unref();
}
