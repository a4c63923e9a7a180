import { bearerToken } from '@aibmc/common/auth';
import type { OwnedRoute } from '@aibmc/common/contract/all';
import type { ServiceName } from '@aibmc/common/contract/route';
import { AppError } from '@aibmc/common/errors';
import { requestIdOf } from '@aibmc/common/http';
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { carriesSession, clearSessionCookies } from '../session/cookies.ts';
import { refuseCrossSite } from '../session/cross-site.ts';
import { callerOf, identify, type Identity } from '../session/identity.ts';
import { isApiPath, matchRoute } from './allow-list.ts';
import { refuseBadBody } from './body-limit.ts';
import { clientAddress } from './client-address.ts';
import { guestCall, identifyGuest } from './guest-calls.ts';
import { liveCanvasId } from './handshake.ts';
import { forwardedHeaders } from './headers.ts';
import { createProxy, type Proxy } from './proxy.ts';

/** Calls that end the caller's own session: their success ends it in the browser too. */
const ENDS_SESSION = new Set(['deleteCurrentSession', 'deleteSessions', 'deleteMe']);

/** Passes every call that the contract knows on to the service that owns it, and no other. */
export function passApiCalls(ctx: Context): RequestHandler {
  const { config, log } = ctx;
  const timeoutMs = config.UPSTREAM_TIMEOUT_MS;
  const proxies: Record<ServiceName, Proxy> = {
    'user-service': createProxy({ target: config.USER_SERVICE_URL, timeoutMs, log }),
    'group-service': createProxy({ target: config.GROUP_SERVICE_URL, timeoutMs, log }),
    'bmc-service': createProxy({ target: config.BMC_SERVICE_URL, timeoutMs, log }),
  };

  return async (req, res, next) => {
    if (!isApiPath(req.path)) {
      next();
      return;
    }
    const guest = guestCall(req.path);
    const { name, owner, route } = allowed(req, res, guest?.path ?? req.path);
    res.locals['route'] = route.path;
    refuseBadBody(req, route);
    if (guest !== null || carriesSession(req, config.PUBLIC_URL)) refuseCrossSite(req, config.PUBLIC_URL);
    const identity = guest
      ? identifyGuest(req, guest, route, config.PUBLIC_URL)
      : await identityFor(ctx, req, res, route.access === 'anyone');
    if (guest) req.url = guest.path + req.url.slice(req.path.length);
    req.headers = forwardedHeaders(req.headers, route, {
      token: identity.token,
      requestId: requestIdOf(req),
      clientAddress: clientAddress(req),
    });
    proxies[owner].forward(req, res, route, (status) => {
      if (status === 204 && identity.from === 'cookie' && ENDS_SESSION.has(name))
        clearSessionCookies(res, config.PUBLIC_URL);
    });
  };
}

/** The contract's row for a request; throws `not-found` or `method-not-allowed`. */
function allowed(req: Request, res: Response, path: string): OwnedRoute {
  const match = matchRoute(req.method, path);
  if (match === null) throw unmatched(req, res);
  if ('found' in match) return match.found;
  res.set('allow', match.methods.join(', '));
  throw new AppError('method-not-allowed', `This path answers ${match.methods.join(', ')}`);
}

/** A live path that comes as a plain request tells of a proxy in front that does not pass upgrades. */
function unmatched(req: Request, res: Response): AppError {
  if (req.method !== 'GET' || liveCanvasId(req.path) === null)
    return new AppError('not-found', 'There is nothing here');
  res.set({ upgrade: 'websocket', connection: 'upgrade' });
  return new AppError('upgrade-required', 'This path is a WebSocket; no upgrade arrived here');
}

/** Routes for anyone get a token only where the client itself sends one; no session is renewed for them. */
async function identityFor(
  ctx: Context,
  req: Request,
  res: Response,
  isForAnyone: boolean,
): Promise<Identity> {
  if (!isForAnyone) return identify(ctx, callerOf(req, res));
  const token = bearerToken(req.headers.authorization);
  return { token, from: token ? 'bearer' : 'nobody' };
}
