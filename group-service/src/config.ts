import { CommonEnv, DatabaseEnv, type Env, parseEnv, port } from '@aibmc/common/env';
import { z } from 'zod';

const GroupEnv = z.object({
  ...CommonEnv.shape,
  ...DatabaseEnv.shape,
  PORT: port.default(5003),
  INTERNAL_PORT: port.default(6003),
  USER_SERVICE_URL: z.url().default('http://127.0.0.1:5002'),
  USER_INTERNAL_URL: z.url().default('http://127.0.0.1:6002'),
  LIVE_CONNECTIONS_PER_PERSON: z.coerce.number().int().min(1).max(10_000).default(64),
  COMMENTS_PER_MINUTE: z.coerce.number().int().min(2).max(1_000_000).default(120),
  EDITS_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
});

export type Config = z.output<typeof GroupEnv>;

/** Reads and checks the service's configuration; throws ConfigError. */
export function loadConfig(env: Env): Config {
  return parseEnv(GroupEnv, env);
}
