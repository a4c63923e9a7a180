import { bearerToken } from '@aibmc/common/auth';
import type { CallOptions } from '@aibmc/common/contract/client';
import { AppError } from '@aibmc/common/errors';
import { requestIdOf } from '@aibmc/common/http';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { clientAddress } from '../gateway/client-address.ts';
import { clearSessionCookies, type CookieJar, readSessionCookies, setSessionCookies } from './cookies.ts';
import { secondsLeft } from './expiry.ts';

/** A token this near to its end is renewed first, so that it outlives the call it is made for. */
const RENEW_BELOW_S = 30;

/** On whose behalf a request is made: an access token or a pass, not yet verified, and where it came from. */
export interface Identity {
  token: string | null;
  from: 'bearer' | 'cookie' | 'guest' | 'nobody';
}

/** Who asks: what they sent, what calls made for them carry along, and where the cookies of the answer go. */
export interface Caller {
  headers: IncomingHttpHeaders;
  call: CallOptions;
  jar: CookieJar;
}

type IdentityContext = Pick<Context, 'config' | 'refresh' | 'people' | 'log'>;

/** What calls of services made for this request carry along. */
export function callOptions(req: Request, token?: string | null): CallOptions {
  return { token: token ?? undefined, requestId: requestIdOf(req), clientAddress: clientAddress(req) };
}

/** The caller of a request that express answers. */
export function callerOf(req: Request, res: Response): Caller {
  return { headers: req.headers, call: callOptions(req), jar: res };
}

/**
 * Finds the access token of a request. A Bearer header wins; otherwise the cookie counts, renewed through user-service
 * when it is missing, spent or about to be, with new cookies on the answer. A refused refresh clears the cookies;
 * throws `unavailable` where it cannot be told who this is, and leaves them.
 */
export async function identify(ctx: IdentityContext, caller: Caller): Promise<Identity> {
  const bearer = bearerToken(caller.headers.authorization);
  if (bearer) return { token: bearer, from: 'bearer' };
  const { access, refresh } = readSessionCookies(caller, ctx.config.PUBLIC_URL);
  const left = access ? secondsLeft(access) : -1;
  if (access && left > RENEW_BELOW_S) return { token: access, from: 'cookie' };
  if (refresh) {
    try {
      const token = await renew(ctx, caller, refresh);
      return token ? { token, from: 'cookie' } : { token: null, from: 'nobody' };
    } catch (error) {
      if (!(access && left > 0)) throw error;
      ctx.log.warn({ err: error }, 'session not renewed, the old token still holds');
    }
  }
  return access && left > 0 ? { token: access, from: 'cookie' } : { token: null, from: 'nobody' };
}

async function renew(
  ctx: IdentityContext,
  { call, jar }: Caller,
  refreshToken: string,
): Promise<string | null> {
  const tokens = await ctx.refresh(refreshToken, call);
  if (!tokens) {
    clearSessionCookies(jar, ctx.config.PUBLIC_URL);
    return null;
  }
  ctx.people.remember(tokens.user);
  setSessionCookies(jar, tokens, ctx.config.PUBLIC_URL);
  return tokens.accessToken;
}

/**
 * Renews a cookie session whatever its token says: after a change that the token repeats, or where the token turned
 * out to be worth nothing. Null where there is no session to renew.
 */
export async function renewIdentity(ctx: IdentityContext, caller: Caller): Promise<string | null> {
  const { refresh } = readSessionCookies(caller, ctx.config.PUBLIC_URL);
  if (!refresh) {
    clearSessionCookies(caller.jar, ctx.config.PUBLIC_URL);
    return null;
  }
  return renew(ctx, caller, refresh);
}

/** The answer to a call that needs somebody and has nobody. */
export function signInFirst(): AppError {
  return new AppError('unauthenticated', 'Sign in first');
}
