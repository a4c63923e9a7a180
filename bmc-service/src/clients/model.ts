import type { Logger } from '@aibmc/common/logger';
import type { Db } from '@aibmc/common/transaction';
import OpenAI from 'openai';
import { type FailureCode, GenerationFailure } from '../domain/failures.ts';
import { type AnswerEnd, readAnswer } from './answer.ts';
import { askEndpoint } from './ask-endpoint.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { Format, ModelRequest } from './dialect.ts';
import { Dialects } from './dialects.ts';
import { keyHeaders } from './key-headers.ts';
import { factsOf, failureOfCall } from './model-errors.ts';
import { RetryBudget } from './retry-budget.ts';
import { readBytes } from './waiting.ts';

export type { AnswerEnd, ModelRequest };

export interface ModelEndpoint {
  /** May have a query, which goes with every call, as Azure wants it. */
  baseUrl: string;
  /** Null for endpoints that ask for none, as local ones do. */
  apiKey: string | null;
  /** Milliseconds that a whole answer may take. */
  totalMs: number;
  /** Milliseconds until an answer begins: to its headers, then to the first thought or word. */
  firstMs: number;
  /** Milliseconds without a byte, once it has begun. */
  idleMs: number;
}

export interface ModelClient {
  /** Of the endpoint's address, only the host and port. */
  host: string;
  /**
   * Asks once and gives the answer's text as it comes. Throws GenerationFailure; or the signal's reason, at once,
   * when that is aborted.
   */
  stream: (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<string, AnswerEnd>;
  /** `paused` while it is left alone because it failed several times in a row. */
  state: () => 'ready' | 'paused';
  /** How it has shown to take a shape for this model; null: not asked within seven days. */
  formatOf: (model: string) => Promise<Format | null>;
}

const MOST_BYTES = 8 * 1024 * 1024;

/** Failures after which the endpoint is better left alone, when they repeat. */
const STRAINS = new Set<FailureCode>(['model-unreachable', 'model-timeout', 'model-error', 'model-busy']);

/**
 * A client of one OpenAI-compatible endpoint (Chat Completions). It never asks again once something may have been
 * charged. What the endpoint takes is kept in the database, or without one for as long as the process runs.
 */
export function createModelClient(endpoint: ModelEndpoint, log: Logger, db: Db | null = null): ModelClient {
  const dialects = new Dialects(db, endpoint.baseUrl, log);
  const parts = { openai: createSdk(endpoint), dialects, budget: new RetryBudget() };
  const breaker = new CircuitBreaker();

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<string, AnswerEnd> {
    const passage = breaker.enter();
    if (!passage) throw new GenerationFailure('model-paused');
    const deadline = AbortSignal.timeout(request.totalMs ?? endpoint.totalMs);
    const own = new AbortController();
    const any = AbortSignal.any([signal, deadline, own.signal]);
    const close = (): void => {
      own.abort();
    };
    // a model may think before it speaks
    let silenceMs = Math.max(endpoint.firstMs, endpoint.idleMs);
    try {
      const body = await askEndpoint(parts, request, any);
      const bytes = readBytes(body, { signal: any, silenceMs: () => silenceMs, onSilence: close });
      const end = yield* readAnswer(bytes, () => {
        silenceMs = endpoint.idleMs;
        passage.speaks();
      });
      // an aborted stream ends as if it were complete
      any.throwIfAborted();
      passage.works();
      return end;
    } catch (error) {
      signal.throwIfAborted();
      const failure = any.aborted ? new GenerationFailure('model-timeout') : failureOfCall(error);
      if (STRAINS.has(failure.code)) passage.fails();
      else passage.works();
      log.warn({ failure: failure.code, ...factsOf(error) }, 'the model endpoint failed');
      throw failure;
    } finally {
      passage.leaves();
      close();
    }
  }

  return {
    host: new URL(endpoint.baseUrl).host,
    stream,
    state: () => (breaker.isPaused ? 'paused' : 'ready'),
    formatOf: async (model) => (await dialects.proven(model))?.format ?? null,
  };
}

function createSdk({ baseUrl, apiKey, totalMs, firstMs }: ModelEndpoint): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    // ours come first: they cover the whole answer and not only its beginning
    timeout: totalMs + 5_000,
    logLevel: 'off',
    fetch: boundedFetch({ mostBytes: MOST_BYTES, firstMs }),
    defaultHeaders: keyHeaders(baseUrl, apiKey),
  });
}
