import path from 'node:path';
import { CommonEnv, type Env, parseEnv, port } from '@aibmc/common/env';
import { z } from 'zod';

/** The root of another service, without a path of its own. */
const serviceUrl = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/** This file's folder is `src/` or, bundled, `dist/`: both lie in `frontend/`. */
const FRONTEND = path.resolve(import.meta.dirname, '..');

const FrontendEnv = CommonEnv.extend({
  PORT: port.default(8888),
  INTERNAL_PORT: port.default(9888),
  USER_SERVICE_URL: serviceUrl.default('http://127.0.0.1:5002'),
  GROUP_SERVICE_URL: serviceUrl.default('http://127.0.0.1:5003'),
  BMC_SERVICE_URL: serviceUrl.default('http://127.0.0.1:5001'),
  /** Address that people type, such as https://canvas.example.org; https makes cookies secure. */
  PUBLIC_URL: serviceUrl.optional(),
  /** Reverse proxies in front of this one whose `X-Forwarded-For` is believed. */
  TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  /** Milliseconds a service may take until its answer begins, and between two pieces of it. */
  UPSTREAM_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(15_000),
  /** Live connections open at once, of everybody and of one address. Each takes 30 kB: 4,000 fit into 256 MB. */
  LIVE_CONNECTIONS: z.coerce.number().int().min(1).max(1_000_000).default(4_000),
  LIVE_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).default(500),
  TEMPLATE_CACHE: z.enum(['on', 'off']).default('on'),
  VIEWS_DIR: z.string().default(path.join(FRONTEND, 'views')),
  /** What the build wrote: hashed names and `manifest.json`. */
  ASSETS_DIR: z.string().default(path.join(FRONTEND, 'dist', 'public')),
  /** The same files before the build, served by their plain names where there is no manifest. */
  PUBLIC_DIR: z.string().default(path.join(FRONTEND, 'public')),
});

export type FrontendConfig = z.output<typeof FrontendEnv>;

/** Reads the gateway's configuration; throws ConfigError with one line that names each bad variable. */
export function loadConfig(env: Env): FrontendConfig {
  return parseEnv(FrontendEnv, env);
}
