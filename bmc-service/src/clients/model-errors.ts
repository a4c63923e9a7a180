import { APIConnectionTimeoutError, APIError } from 'openai';
import { type FailureCode, GenerationFailure } from '../domain/failures.ts';

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
  504: 'model-timeout',
};

/** Words in errors that say more than the status does. */
const CODE_BY_WORD: Record<string, FailureCode> = {
  content_filter: 'model-refused',
  insufficient_quota: 'model-key',
  invalid_api_key: 'model-key',
  model_not_found: 'model-unknown',
  rate_limit_exceeded: 'model-busy',
  rate_limit_error: 'model-busy',
  overloaded_error: 'model-busy',
};

/** Codes of the sockets and of undici for a time that is over. */
const TIMES_OUT = new Set(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What a failed call means for its generation. Nothing that the endpoint wrote goes with it. */
export function failureOfCall(error: unknown): GenerationFailure {
  const own = causesOf(error).find((cause) => cause instanceof GenerationFailure);
  if (own) return own;
  if (error instanceof APIError && statusOf(error) !== null) return failureOfError(error);
  const isLate = causesOf(error).some(({ code }) => TIMES_OUT.has(String(code)));
  if (error instanceof APIConnectionTimeoutError || isLate) return new GenerationFailure('model-timeout');
  return new GenerationFailure('model-unreachable');
}

/** What an error object of an endpoint means, by its `code`, `type` and status, whichever it has. */
export function failureOfError(error: unknown): GenerationFailure {
  const { code, type } = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const status = statusOf(error) ?? (Number(code) || 0);
  const named = [code, type].map((word) => CODE_BY_WORD[String(word)]).find((known) => known !== undefined);
  return new GenerationFailure(named ?? CODE_BY_STATUS[status] ?? 'model-error');
}

/** An error and its causes, which fetch nests two deep. */
export function causesOf(error: unknown, depth = 0): (object & { code?: unknown })[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  return [error, ...causesOf((error as { cause?: unknown }).cause, depth + 1)];
}

/** The status that a call was answered with, or that an error object names. */
export function statusOf(error: unknown): number | null {
  const { status } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown };
  return typeof status === 'number' ? status : null;
}

/**
 * What a log may say of a failed call: status and the words of a fixed kind. Messages are left out, as endpoints quote
 * the key and the prompt in them.
 */
export function factsOf(error: unknown): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  const status = statusOf(error);
  if (status !== null) facts['status'] = status;
  for (const cause of causesOf(error)) {
    for (const name of ['code', 'type', 'param'] as const) {
      const word: unknown = (cause as Record<string, unknown>)[name];
      if (typeof word === 'string' && /^[A-Za-z][\w.]{1,50}$/.test(word)) facts[name] ??= word;
    }
  }
  return facts;
}
