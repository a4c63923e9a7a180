import type { Request, Response } from 'express';
import type { SessionTokens } from '@aibmc/common/contract/users';

export interface SessionCookies {
  access: string | null;
  refresh: string | null;
}

/** Whether people reach this gateway by https, where cookies are `Secure` and carry the `__Host-` prefix. */
function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

function cookieName(name: 'access' | 'refresh', publicUrl: string | undefined): string {
  return `${isSecure(publicUrl) ? '__Host-' : ''}aibmc_${name}`;
}

/** A cookie of a request by its name, or null. The first of several counts. */
export function readCookie(req: Request, name: string): string | null {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
  }
  return null;
}

/** The session's two cookies as the browser sent them; neither is verified here. */
export function readSessionCookies(req: Request, publicUrl: string | undefined): SessionCookies {
  return {
    access: readCookie(req, cookieName('access', publicUrl)),
    refresh: readCookie(req, cookieName('refresh', publicUrl)),
  };
}

/** Keeps a session in the browser: both tokens where no script can read them. */
export function setSessionCookies(
  res: Response,
  { accessToken, expiresIn, refreshToken, refreshExpiresIn }: SessionTokens,
  publicUrl: string | undefined,
): void {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(publicUrl) } as const;
  res.cookie(cookieName('access', publicUrl), accessToken, { ...options, maxAge: expiresIn * 1000 });
  res.cookie(cookieName('refresh', publicUrl), refreshToken, { ...options, maxAge: refreshExpiresIn * 1000 });
}

/** Ends the session in the browser. */
export function clearSessionCookies(res: Response, publicUrl: string | undefined): void {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(publicUrl) } as const;
  res.clearCookie(cookieName('access', publicUrl), options);
  res.clearCookie(cookieName('refresh', publicUrl), options);
}
