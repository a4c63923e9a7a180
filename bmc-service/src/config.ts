import { CommonEnv, ConfigError, DatabaseEnv, type Env, parseEnv, port } from '@aibmc/common/env';
import { z } from 'zod';

const OPENAI_BASE_URL = 'https://api.openai.com/v1';
const OPENAI_MODEL = 'gpt-4.1-mini';

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
/** Where people's ideas are sent: a user and password in it would end up in places that show addresses. */
const endpointUrl = url.refine(
  (value) => !hasUser(value),
  'must carry no user or password: use OPENAI_API_KEY',
);
const seconds = z.coerce.number().min(1).max(3_600);

const BmcEnv = CommonEnv.extend(DatabaseEnv.shape).extend({
  PORT: port.default(5001),
  INTERNAL_PORT: port.default(6001),
  USER_SERVICE_URL: url.default('http://127.0.0.1:5002'),
  GROUP_INTERNAL_URL: url.default('http://127.0.0.1:6003'),
  OPENAI_BASE_URL: endpointUrl.optional(),
  OPENAI_API_KEY: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks')
    .optional(),
  OPENAI_MODEL: z.string().max(200).optional(),
  OPENAI_MODELS: z.string().optional(),
  MODEL_TIMEOUT_SECONDS: seconds.default(180),
  // the HTTP client waits for no headers longer than 300 s
  MODEL_FIRST_SECONDS: z.coerce.number().min(1).max(300).default(60),
  MODEL_IDLE_SECONDS: seconds.default(30),
  /** Further calls that may repair what fails the checks of a draft. */
  MODEL_REPAIRS: z.coerce.number().int().min(0).max(2).default(2),
  GENERATIONS_PER_DAY: z.coerce.number().int().min(1).max(100_000).default(20),
  GENERATIONS_PER_DAY_TOTAL: z.coerce.number().int().min(1).max(2_000_000_000).optional(),
  GENERATIONS_AT_ONCE: z.coerce.number().int().min(1).max(1_000).default(8),
  GENERATION_EVENTS_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  STREAMS: z.coerce.number().int().min(1).max(100_000).default(2_000),
});

export type Config = ReturnType<typeof loadConfig>;

/** The configuration of this service. Throws ConfigError with one line that names what is wrong. */
export function loadConfig(env: Env) {
  const config = parseEnv(BmcEnv, env);
  return { ...config, model: modelConfig(config) };
}

function hasUser(value: string): boolean {
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}

/** The model endpoint, when a key or an address is given; null leaves everything to the pattern library. */
function modelConfig(config: z.output<typeof BmcEnv>) {
  const { OPENAI_API_KEY: apiKey = null, OPENAI_BASE_URL: baseUrl } = config;
  const listed = (config.OPENAI_MODELS ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (apiKey === null && baseUrl === undefined) return null;
  const first = config.OPENAI_MODEL ?? listed[0] ?? (baseUrl === undefined ? OPENAI_MODEL : undefined);
  if (first === undefined) {
    throw new ConfigError(
      'configuration: OPENAI_MODEL is needed with OPENAI_BASE_URL: name a model it serves',
    );
  }
  return {
    baseUrl: baseUrl ?? OPENAI_BASE_URL,
    apiKey,
    models: [...new Set([first, ...listed])],
    totalMs: config.MODEL_TIMEOUT_SECONDS * 1_000,
    firstMs: config.MODEL_FIRST_SECONDS * 1_000,
    idleMs: config.MODEL_IDLE_SECONDS * 1_000,
  };
}
