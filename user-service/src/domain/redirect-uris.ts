import { AppError } from '@aibmc/common/errors';

/** The page of the gateway that the provider sends browsers back to. */
const CALLBACK_PATH = '/login/provider/callback';

/** Whether a host name, as a URL has it, is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The redirect URI where it may be one: the callback page at PUBLIC_URL and nowhere else, or, where that is not set,
 * the same page on this machine. So nobody can have a provider send a browser, and the code in its address, to a
 * place of theirs, even where the provider takes any address. Throws `invalid`.
 */
export function requireRedirectUri(given: string, publicUrl: string | undefined): string {
  const { origin, protocol, hostname, pathname } = new URL(given);
  const isOurs =
    publicUrl === undefined ? /^https?:$/.test(protocol) && isLoopback(hostname) : origin === publicUrl;
  // compared as a whole: no query, fragment or user name comes along
  if (isOurs && pathname === CALLBACK_PATH && given === origin + CALLBACK_PATH) return given;
  const expected = (publicUrl ?? 'http://localhost:8888') + CALLBACK_PATH;
  throw new AppError('invalid', 'The provider cannot send people back there', {
    errors: [
      { path: 'redirectUri', message: `must be like ${expected}; another address is set as PUBLIC_URL` },
    ],
  });
}

/**
 * The address that the provider sent a browser back to, for the library to check: the redirect URI with the query
 * that came. Throws `bad-request` where it is another page.
 */
export function callbackUrl(given: string, redirectUri: string): URL {
  const { origin, pathname, search } = new URL(given);
  if (origin + pathname === redirectUri) return new URL(redirectUri + search);
  throw new AppError('bad-request', 'This is not where the provider was to send people back to');
}
