import { AppError } from '@aibmc/common/errors';

/** Codes of a connection that never came about: the service is away, and trying again soon is sensible. */
const AWAY =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|EMFILE|ENFILE)$/;

const RETRY_AFTER_S = 2;

/** What a client is told when a service could not be called; neither path nor address of anything. */
export function upstreamError(cause: unknown): AppError {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' && AWAY.test(code)
    ? new AppError('unavailable', 'A part of the application is not reachable right now', {
        cause,
        retryAfter: RETRY_AFTER_S,
      })
    : new AppError('bad-gateway', 'A part of the application broke off', {
        cause,
        retryAfter: RETRY_AFTER_S,
      });
}

/** What a client is told when a service did not begin to answer in time. */
export function upstreamTimeout(): AppError {
  return new AppError('gateway-timeout', 'A part of the application takes too long to answer', {
    retryAfter: RETRY_AFTER_S,
  });
}
