/** What can go wrong, as a code that clients may rely on, and the status it is answered with. */
export const STATUS_BY_CODE = {
  'bad-request': 400,
  'invalid-json': 400,
  unauthenticated: 401,
  'wrong-credentials': 401,
  /** The password was right; the answer's `details.challenge` goes on with a code. */
  'second-factor-required': 401,
  /** A share link is protected: get a pass with its password first. */
  'password-required': 401,
  forbidden: 403,
  /** Registration is closed, or open only to who was invited. */
  'registration-closed': 403,
  /** Whoever has no password proves by a sign-in of a moment ago that it is still them. */
  'sign-in-again': 403,
  'cross-site': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'email-taken': 409,
  'last-owner': 409,
  'last-admin': 409,
  /** An account has this e-mail already: sign in to it and connect the provider there. */
  'link-first': 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'too-many-requests': 429,
  'quota-used': 429,
  'upgrade-required': 426,
  'headers-too-large': 431,
  internal: 500,
  'bad-gateway': 502,
  unavailable: 503,
  'gateway-timeout': 504,
} as const;

export type ErrorCode = keyof typeof STATUS_BY_CODE;

/** A field that was refused: `path` in dotted form from the root of body, query or params. */
export interface FieldError {
  path: string;
  message: string;
}

interface ErrorOptions {
  cause?: unknown;
  /** What a client needs to go on, beside code and message. */
  details?: Record<string, string>;
  errors?: FieldError[];
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfter?: number;
}

/** An expected failure. `message` is shown to the client, so it carries nothing secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  readonly details: Record<string, string> | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
    this.details = options.details;
  }

  get status(): number {
    return STATUS_BY_CODE[this.code];
  }
}

/** The body of an error, RFC 9457 (`application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: FieldError[];
  details?: Record<string, string>;
  requestId: string;
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  invalid: 'Some fields are not valid',
  internal: 'Something went wrong on our side',
  unavailable: 'Temporarily unavailable',
};

/** The problem document that tells a client about an error; unknown errors tell nothing but their request id. */
export function toProblem(error: AppError, requestId: string): Problem {
  const title = TITLES[error.code] ?? sentence(error.code);
  return {
    type: `urn:aibmc:error:${error.code}`,
    title,
    status: error.status,
    code: error.code,
    ...(error.message && error.message !== title ? { detail: error.message } : {}),
    ...(error.errors ? { errors: error.errors } : {}),
    ...(error.details ? { details: error.details } : {}),
    requestId,
  };
}

function sentence(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface HttpLikeError {
  status?: unknown;
  statusCode?: unknown;
  type?: unknown;
  code?: unknown;
}

const CODE_BY_PARSER_TYPE: Record<string, ErrorCode> = {
  'entity.parse.failed': 'invalid-json',
  'entity.too.large': 'too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
};

/**
 * Any thrown value as an AppError: body-parser's and the router's client errors keep their meaning, PostgreSQL's
 * classes 22 (data) and 23 (constraints) are the client's fault, a database that is away is 503, all else is 500.
 */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { status, statusCode, type, code } = (thrown ?? {}) as HttpLikeError;
  if (typeof type === 'string' && CODE_BY_PARSER_TYPE[type]) {
    return new AppError(CODE_BY_PARSER_TYPE[type], 'The request body could not be read', { cause: thrown });
  }
  const httpStatus = typeof status === 'number' ? status : statusCode;
  if (typeof httpStatus === 'number' && httpStatus >= 400 && httpStatus < 500) {
    return new AppError('bad-request', 'The request could not be understood', { cause: thrown });
  }
  if (typeof code === 'string') {
    if (code === '23505' || code === '23503')
      return new AppError('conflict', 'It was changed meanwhile', { cause: thrown });
    if (/^2[23][0-9A-Z]{3}$/.test(code))
      return new AppError('invalid', 'A value is out of range', { cause: thrown });
    if (isDatabaseAway(code)) {
      return new AppError('unavailable', 'The database is not reachable right now', {
        cause: thrown,
        retryAfter: 2,
      });
    }
  }
  if (
    thrown instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/.test(
      thrown.message,
    )
  ) {
    return new AppError('unavailable', 'The database is not reachable right now', {
      cause: thrown,
      retryAfter: 2,
    });
  }
  return new AppError('internal', '', { cause: thrown });
}

/** Also when it gave up on a statement: a deadlock, a lock or a time limit. Trying again is then the way. */
function isDatabaseAway(code: string): boolean {
  return /^(08[0-9A-Z]{3}|40001|40P01|55P03|57014|57P0[1-5]|53[0-9A-Z]{3}|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/.test(
    code,
  );
}
