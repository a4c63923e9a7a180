import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@aibmc/common/errors';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface RequestOrigin {
  method: string;
  headers: IncomingHttpHeaders;
}

/**
 * Refuses (`cross-site`) a changing request that another site could have made a browser send. Fetch Metadata decides;
 * where a browser leaves it out (plain http on another machine), `Origin` must be this gateway's own. Who sends
 * neither is no browser and has no business with cookies.
 */
export function refuseCrossSite({ method, headers }: RequestOrigin, publicUrl: string | undefined): void {
  if (SAFE_METHODS.has(method)) return;
  const site = headers['sec-fetch-site'];
  const allowed =
    site === undefined ? isOwnOrigin(headers, publicUrl) : site === 'same-origin' || site === 'none';
  if (!allowed) throw new AppError('cross-site', 'This was sent from another site; do it from here');
}

/**
 * Whether a page of this gateway made the request. By PUBLIC_URL, or by host alone: the scheme is unknown behind a proxy that
 * ends TLS.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === publicUrl || (host !== undefined && new URL(origin).host === host.toLowerCase());
}
