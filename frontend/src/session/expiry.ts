/**
 * Seconds until an access token expires as it says itself, negative where it has or says nothing. This decides only
 * whether to refresh; whether the token is true is verified by who relies on it.
 */
export function secondsLeft(token: string, now = Date.now()): number {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { exp } = JSON.parse(payload) as { exp?: unknown };
    return typeof exp === 'number' ? exp - now / 1000 : -1;
  } catch {
    return -1;
  }
}
