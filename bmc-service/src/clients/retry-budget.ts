import { APIError } from 'openai';
import { causesOf } from './model-errors.ts';

const MOST_ATTEMPTS = 3;
const SHORTEST_WAIT_MS = 200;
const BASE_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;
/** Retries for each call, once those that were saved are spent. */
const PER_CALL = 0.2;
const AT_FIRST = 2;
const MOST_SAVED = 10;

/** Codes of a connection that never came to be, so that nothing can have been asked. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * How often calls of one endpoint may be repeated: three attempts a call, and about one retry for five calls over
 * time, lest an endpoint that is down gets three times as many requests as one that works.
 */
export class RetryBudget {
  #tokens = AT_FIRST;
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Counts a call, which earns its part of a retry. */
  begin(): void {
    this.#tokens = Math.min(MOST_SAVED, this.#tokens + PER_CALL);
  }

  /**
   * Milliseconds after which to ask again after the attempt (from 1) that failed, or null for never. Only what cannot
   * have been charged is asked again. The wait is what the endpoint says, or grows, with full jitter.
   */
  waitMs(error: unknown, attempt: number, now = Date.now()): number | null {
    if (attempt >= MOST_ATTEMPTS || this.#tokens < 1) return null;
    const asked = mayRepeat(error) ? retryAfterMs(error, now) : Infinity;
    if (asked !== null && asked > LONGEST_WAIT_MS) return null;
    this.#tokens -= 1;
    if (asked !== null) return asked + this.#random() * SHORTEST_WAIT_MS;
    return SHORTEST_WAIT_MS + this.#random() * BASE_MS * 2 ** (attempt - 1);
  }
}

function mayRepeat(error: unknown): boolean {
  if (causesOf(error).some(({ code }) => NEVER_CONNECTED.has(String(code)))) return true;
  if (!(error instanceof APIError)) return false;
  // an account without credit is not helped by waiting
  if (error.status === 429) return error.code !== 'insufficient_quota';
  return error.status === 503 && retryAfterMs(error, 0) !== null;
}

/** What `retry-after-ms` or `retry-after` (seconds or a date) of an answer asks for. */
function retryAfterMs(error: unknown, now: number): number | null {
  const headers = error instanceof APIError ? (error.headers as Headers | undefined) : undefined;
  const ms = parseWait(headers?.get('retry-after-ms'));
  if (ms !== null) return ms;
  const value = headers?.get('retry-after');
  const seconds = parseWait(value);
  if (seconds !== null) return seconds * 1_000;
  const date = Date.parse(value ?? '');
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function parseWait(value: string | null | undefined): number | null {
  return value && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
