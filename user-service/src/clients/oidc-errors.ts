import { AppError } from '@aibmc/common/errors';

interface OidcError {
  code?: unknown;
  /** What the provider itself says, by RFC 6749. */
  error?: unknown;
  status?: unknown;
}

/** Codes of the library that say that the answer, or what came back with the browser, is not to be trusted. */
const NOT_TRUSTED = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_PARSE_ERROR',
]);

/** What somebody is told whose sign-in with the provider failed with this error of the library. */
export function errorOfProvider(cause: unknown): AppError {
  const { code, error, status } = (cause ?? {}) as OidcError;
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') {
    if (error === 'server_error' || error === 'temporarily_unavailable') return providerIsAway(cause);
    return new AppError('forbidden', 'The provider did not sign you in', { cause });
  }
  const isRefused = code === 'OAUTH_RESPONSE_BODY_ERROR' && typeof status === 'number' && status < 500;
  // a client that the provider does not know is for who runs this to mend
  if (isRefused && error === 'invalid_client') return providerIsAway(cause);
  if (isRefused || (typeof code === 'string' && NOT_TRUSTED.has(code))) {
    return new AppError('bad-request', "The provider's answer does not belong to this sign-in", { cause });
  }
  return providerIsAway(cause);
}

export function providerIsAway(cause: unknown): AppError {
  return new AppError('unavailable', 'The provider cannot be reached right now', { cause, retryAfter: 10 });
}
