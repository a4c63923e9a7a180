import type { IncomingMessage } from 'node:http';
import { AppError } from '@aibmc/common/errors';
import type { RequestHandler } from 'express';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(:\d{1,5})?$/i;

/** What no path here needs and proxies and services read differently: encoded `/ \ . NUL` and `%` itself. */
const ENCODED_SPECIAL = /%(2f|5c|2e|00|25)/i;
const BROKEN_ENCODING = /%(?![0-9a-f]{2})/i;

/** Why a request target (path and query as sent) is refused, or null. */
export function targetFault(target: string): string | null {
  if (!/^\/[\x21-\x7e]*$/.test(target)) return 'The target must be a path of printable ASCII';
  const [path = ''] = target.split('?', 1);
  if (target.includes('#')) return 'The target must not have a fragment';
  if (path.includes('\\') || path.includes('//'))
    return 'The path must not have empty segments or backslashes';
  if (ENCODED_SPECIAL.test(path) || BROKEN_ENCODING.test(path))
    return 'The path has an encoding that is not taken';
  if (/\/\.{1,2}(\/|$)/.test(path)) return 'The path must not have dot segments';
  return null;
}

function hostFault({ rawHeaders, headers }: IncomingMessage): string | null {
  const count = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  if (count > 1) return 'More than one Host';
  return headers.host === undefined || HOST.test(headers.host) ? null : 'The Host header is not a host';
}

/** Why a request is refused before anything looks at what it asks for, or null. */
export function requestFault(req: IncomingMessage): string | null {
  return targetFault(req.url ?? '') ?? hostFault(req);
}

/** Refuses what could be read as one path here and as another behind: nothing is normalised, it is a 400. */
export function refuseBadTargets(): RequestHandler {
  return (req, res, next) => {
    const fault = requestFault(req);
    if (fault) throw new AppError('bad-request', fault);
    if (!METHODS.has(req.method)) {
      res.set('allow', [...METHODS].join(', '));
      throw new AppError('method-not-allowed', 'This method is not known here');
    }
    next();
  };
}
