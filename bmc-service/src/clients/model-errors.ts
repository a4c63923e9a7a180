import { APIError } from 'openai';
import { type FailureCode, GenerationFailure } from '../domain/failures.ts';

const MOST_ATTEMPTS = 3;
const LONGEST_RETRY_AFTER_MS = 10_000;

const CODE_BY_STATUS: Record<number, FailureCode> = {
  400: 'model-rejected',
  401: 'model-key',
  402: 'model-key',
  403: 'model-key',
  404: 'model-unknown',
  408: 'model-timeout',
  413: 'model-rejected',
  422: 'model-rejected',
  429: 'model-busy',
};

/** What a failed call means for its generation. Nothing that the endpoint wrote goes with it. */
export function failureOfCall(error: unknown): GenerationFailure {
  if (error instanceof GenerationFailure) return error;
  if (error instanceof SyntaxError) return new GenerationFailure('model-bad-output');
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
  if (status !== undefined) return new GenerationFailure(CODE_BY_STATUS[status] ?? 'model-error');
  // an error object inside the stream has no status but a body
  if (error instanceof APIError && error.error) return new GenerationFailure('model-error');
  return new GenerationFailure('model-unreachable');
}

/** Whether the endpoint refused the request for its response format. */
export function isFormatComplaint(error: unknown): boolean {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false;
  return /response_?format|json_schema|json_object|json mode|structured|schema|grammar/i.test(
    `${error.message} ${error.param ?? ''}`,
  );
}

/**
 * Milliseconds after which to ask again, or null for never: only after what cannot have been charged, which is a
 * refused connection, 429, and 503 that says when to come back.
 */
export function retryDelayMs(error: unknown, attempt: number): number | null {
  if (attempt >= MOST_ATTEMPTS) return null;
  if (isConnectionRefused(error)) return 500 * attempt;
  if (!(error instanceof APIError) || (error.status !== 429 && error.status !== 503)) return null;
  const headers = error.headers as Headers | undefined;
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) {
    return seconds * 1_000 <= LONGEST_RETRY_AFTER_MS ? seconds * 1_000 : null;
  }
  return error.status === 429 ? 1_000 * attempt : null;
}

/** Looks through the causes, which fetch nests two deep. */
function isConnectionRefused(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === 'ECONNREFUSED' || isConnectionRefused(cause, depth + 1);
}

/** What a log may say of the endpoint's answer: short, and without the key, which some endpoints quote. */
export function wordsOfEndpoint(error: unknown, apiKey: string | null): { status?: number; words: string } {
  const message = error instanceof Error ? error.message : typeof error;
  const words = (apiKey ? message.replaceAll(apiKey, '[key]') : message).replace(/\bsk-[\w*-]+/g, '[key]');
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
  return { status, words: words.slice(0, 300) };
}
