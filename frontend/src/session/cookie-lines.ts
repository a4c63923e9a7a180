import type { CookieJar, CookieOptions } from './cookies.ts';

/** Keeps cookies as the lines of a head that is written by hand, where express never saw the request. */
export function createCookieLines(): { jar: CookieJar; lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    jar: {
      cookie: (name, value, options) => lines.push(cookieLine(name, value, options)),
      clearCookie: (name, options) => lines.push(cookieLine(name, '', { ...options, maxAge: 0 })),
    },
  };
}

function cookieLine(name: string, value: string, options: CookieOptions): string {
  const { maxAge, path, httpOnly, secure, sameSite } = options;
  return [
    `Set-Cookie: ${name}=${encodeURIComponent(value)}`,
    ...(maxAge === undefined ? [] : [`Max-Age=${Math.floor(maxAge / 1000)}`]),
    `Path=${path}`,
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(secure ? ['Secure'] : []),
    `SameSite=${sameSite === 'strict' ? 'Strict' : 'Lax'}`,
  ].join('; ');
}
