import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

const SECRET_KEYS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'email',
  'apiKey',
  'secret',
];

/** JSON logs on standard output; secrets and e-mail addresses are cut out wherever an object carries them. */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      name: service,
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      serializers: { err: serializeError, error: serializeError },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}

interface SerializedError {
  type: string;
  message: string;
  code?: unknown;
  stack?: string;
  cause?: SerializedError;
}

/**
 * An error as name, message, code, stack and causes, and nothing else: libraries hang requests, headers and
 * parameters on their errors, and PostgreSQL's `detail` quotes values.
 */
function serializeError(value: unknown, depth = 0): SerializedError {
  if (!(value instanceof Error)) return { type: typeof value, message: withoutEmails(String(value)) };
  const { code } = value as { code?: unknown };
  return {
    type: value.name,
    message: withoutEmails(value.message),
    ...(code === undefined ? {} : { code }),
    ...(value.stack ? { stack: withoutEmails(value.stack) } : {}),
    ...(value.cause === undefined || depth > 3 ? {} : { cause: serializeError(value.cause, depth + 1) }),
  };
}

function withoutEmails(text: string): string {
  return text.replace(/[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+/g, '[e-mail]');
}
