import { availableParallelism } from 'node:os';
import { CommonEnv, DatabaseEnv, type Env, parseEnv, port } from '@aibmc/common/env';
import { z } from 'zod';
import { checkMail, MailEnv } from './mail-config.ts';
import { checkOidc, OidcEnv } from './oidc-config.ts';

const count = z.coerce.number().int().min(1).max(1_000_000);

/** libuv has four threads: one at least stays free of passwords, for name look-ups and files. */
const HASHING_THREADS = Math.min(3, availableParallelism());

const UserEnv = z
  .object({
    ...CommonEnv.shape,
    ...DatabaseEnv.shape,
    PORT: port.default(5002),
    INTERNAL_PORT: port.default(6002),
    GROUP_INTERNAL_URL: z.url().default('http://127.0.0.1:6003'),
    BMC_INTERNAL_URL: z.url().default('http://127.0.0.1:6001'),
    BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(10),
    BCRYPT_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(HASHING_THREADS),
    BCRYPT_QUEUE: count.default(100),
    SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: count.default(10),
    SIGN_IN_FAILURES_PER_ADDRESS: count.default(100),
    SIGN_IN_FAILURES_PER_ACCOUNT: count.default(100),
    REGISTRATIONS_PER_HOUR: count.optional(),
    /** Address that people type, such as https://canvas.example.org, without a path. */
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .transform((url) => new URL(url).origin)
      .optional(),
    ...OidcEnv,
    ...MailEnv,
  })
  .refine((env) => env.AIBMC_ENV !== 'production' || env.BCRYPT_COST >= 10, {
    path: ['BCRYPT_COST'],
    message: 'must be 10 or more where AIBMC_ENV=production',
  })
  .superRefine(checkOidc)
  .superRefine(checkMail);

/** A lecture hall behind one address may register within the hour; a laptop in development may try much more. */
const REGISTRATIONS_PER_HOUR = { production: 300, development: 5_000 };

/** Reads and checks the service's configuration; throws ConfigError. */
export function loadConfig(env: Env) {
  const config = parseEnv(UserEnv, env);
  return {
    ...config,
    REGISTRATIONS_PER_HOUR: config.REGISTRATIONS_PER_HOUR ?? REGISTRATIONS_PER_HOUR[config.AIBMC_ENV],
  };
}

export type Config = ReturnType<typeof loadConfig>;
