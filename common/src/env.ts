import { z } from 'zod';

export type Env = Readonly<Record<string, string | undefined>>;

/** Configuration that cannot be used. Its message is one line that names each variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Values that a laptop may run on and production may not. Each is refused, by name, where
 * `AIBMC_ENV=production`.
 */
export const DEVELOPMENT_SECRETS = {
  DATABASE_PASSWORD: 'aibmc-development-only',
  INTERNAL_TOKEN: 'aibmc-development-only-internal-token',
} as const;

export const port = z.coerce.number().int().min(0).max(65_535);
export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** The variables that every service reads. */
export const CommonEnv = z.object({
  AIBMC_ENV: z.enum(['development', 'production']).default('development'),
  HOST: z.string().default('0.0.0.0'),
  /** Address of the second port where it is another one than HOST; never one that the world reaches. */
  INTERNAL_HOST: z.string().optional(),
  LOG_LEVEL: logLevel.default('info'),
});

/** The variables of a service that has a database schema and speaks with other services. */
export const DatabaseEnv = z.object({
  DATABASE_HOST: z.string().default('127.0.0.1'),
  DATABASE_PORT: port.default(5432),
  DATABASE_NAME: z.string().default('aibmc'),
  DATABASE_PASSWORD: z.string().min(1).default(DEVELOPMENT_SECRETS.DATABASE_PASSWORD),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  INTERNAL_TOKEN: z
    .string()
    .min(16)
    // it travels as a bearer token, whose characters these are
    .regex(/^[A-Za-z0-9._~+/=-]+$/, 'must consist of letters, digits and ._~+/=-')
    .default(DEVELOPMENT_SECRETS.INTERNAL_TOKEN),
  MIGRATIONS_DIR: z.string().optional(),
});

/**
 * Reads a typed configuration from the environment. An empty variable counts as missing. Throws ConfigError with
 * one line that names every bad variable, or every secret that is still the published default in production.
 */
export function parseEnv<T extends z.ZodObject>(schema: T, env: Env): z.output<T> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError(`configuration: ${faults.join('; ')}`);
  }
  refusePublishedSecrets(result.data);
  return result.data;
}

function refusePublishedSecrets(config: Record<string, unknown>): void {
  if (config['AIBMC_ENV'] !== 'production') return;
  const published = Object.entries(DEVELOPMENT_SECRETS).filter(([name, value]) => config[name] === value);
  if (published.length > 0) {
    const names = published.map(([name]) => name).join(', ');
    throw new ConfigError(`configuration: AIBMC_ENV=production needs a secret of its own for ${names}`);
  }
}
