import type { IncomingMessage } from 'node:http';
import type { SessionTokens } from '@aibmc/common/contract/users';

export interface SessionCookies {
  access: string | null;
  refresh: string | null;
}

export interface CookieOptions {
  httpOnly: boolean;
  sameSite: 'lax' | 'strict';
  path: string;
  secure: boolean;
  /** Milliseconds. */
  maxAge?: number;
}

/** Where an answer's cookies go: express' Response, or what stands for one where express never saw the request. */
export interface CookieJar {
  cookie: (name: string, value: string, options: CookieOptions) => unknown;
  clearCookie: (name: string, options: CookieOptions) => unknown;
}

export type WithHeaders = Pick<IncomingMessage, 'headers'>;

/** Whether people reach this gateway by https, where cookies are `Secure` and carry the `__Host-` prefix. */
export function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

/** The name of a cookie for the whole host, which over https no other host can set. */
export function hostCookieName(name: string, publicUrl: string | undefined): string {
  return `${isSecure(publicUrl) ? '__Host-' : ''}${name}`;
}

function cookieName(name: 'access' | 'refresh', publicUrl: string | undefined): string {
  return hostCookieName(`aibmc_${name}`, publicUrl);
}

/** Names and values of a request's cookies, as they were sent. */
export function readCookies(req: WithHeaders): [name: string, value: string][] {
  return (req.headers.cookie ?? '').split(';').flatMap((pair): [string, string][] => {
    const equals = pair.indexOf('=');
    return equals > 0 ? [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]] : [];
  });
}

/** A cookie of a request by its name, or null. The first of several counts. */
export function readCookie(req: WithHeaders, name: string): string | null {
  const [, value = ''] = readCookies(req).find(([known]) => known === name) ?? [];
  return value === '' ? null : value;
}

/** The session's two cookies as the browser sent them; neither is verified here. */
export function readSessionCookies(req: WithHeaders, publicUrl: string | undefined): SessionCookies {
  return {
    access: readCookie(req, cookieName('access', publicUrl)),
    refresh: readCookie(req, cookieName('refresh', publicUrl)),
  };
}

/** Keeps a session in the browser: both tokens where no script can read them. */
export function setSessionCookies(
  jar: CookieJar,
  { accessToken, expiresIn, refreshToken, refreshExpiresIn }: SessionTokens,
  publicUrl: string | undefined,
): void {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(publicUrl) } as const;
  jar.cookie(cookieName('access', publicUrl), accessToken, { ...options, maxAge: expiresIn * 1000 });
  jar.cookie(cookieName('refresh', publicUrl), refreshToken, { ...options, maxAge: refreshExpiresIn * 1000 });
}

/** Whether a request carries anything of a session, good or not. */
export function carriesSession(req: WithHeaders, publicUrl: string | undefined): boolean {
  const { access, refresh } = readSessionCookies(req, publicUrl);
  return access !== null || refresh !== null;
}

/** Ends the session in the browser. */
export function clearSessionCookies(jar: CookieJar, publicUrl: string | undefined): void {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(publicUrl) } as const;
  jar.clearCookie(cookieName('access', publicUrl), options);
  jar.clearCookie(cookieName('refresh', publicUrl), options);
}
