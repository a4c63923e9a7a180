import type { Logger } from '@aibmc/common/logger';
import OpenAI from 'openai';
import { z } from 'zod';
import { GenerationFailure } from '../domain/failures.ts';
import type { Prompt } from '../domain/prompts/prompt.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { failureOfCall, isFormatComplaint, retryDelayMs, wordsOfEndpoint } from './model-errors.ts';
import { pause, withIdleLimit } from './waiting.ts';

export interface ModelEndpoint {
  baseUrl: string;
  /** Null for endpoints that ask for none, as local ones do. */
  apiKey: string | null;
  /** Milliseconds that a whole answer may take. */
  totalMs: number;
  /** Milliseconds between two pieces of an answer. */
  idleMs: number;
}

export interface ModelRequest {
  model: string;
  prompt: Prompt;
  /** Tokens that the answer may have; the endpoint's own limit where it is missing. */
  maxTokens?: number;
}

/** How an answer ended, as the endpoint said it. */
export interface AnswerEnd {
  finishReason: string | null;
  refused: boolean;
  usage: { promptTokens: number | null; completionTokens: number | null } | null;
}

export interface ModelClient {
  /**
   * Asks once and gives the answer's text as it comes. Throws GenerationFailure; or the signal's reason, at once,
   * when that is aborted.
   */
  stream: (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<string, AnswerEnd>;
}

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_CHARACTERS = 200_000;

/** From the strictest to what every endpoint takes. */
const FORMATS = ['json_schema', 'json_object', 'text'] as const;

const tokens = z.number().int().min(0).max(2_147_483_647).nullish().catch(null);
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: z.string().nullish().catch(null), refusal: z.string().nullish().catch(null) })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
});

/**
 * A client of one OpenAI-compatible endpoint (Chat Completions). It never asks again once something may have been
 * charged: only a refused connection, 429 and a short 503 are tried again.
 */
export function createModelClient(endpoint: ModelEndpoint, log: Logger): ModelClient {
  const openai = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    // ours comes first: it covers the whole answer and not only its beginning
    timeout: endpoint.totalMs + 5_000,
    logLevel: 'off',
    fetch: boundedFetch(MOST_BYTES),
  });
  // what this endpoint has shown to take; the first refusal is remembered for the life of the process
  let format = 0;

  /** One request, in the strictest format that the endpoint takes. */
  async function ask(request: ModelRequest, signal: AbortSignal): Promise<AsyncIterable<unknown>> {
    for (let attempt = 1; ;) {
      const tried = format;
      try {
        return await openai.chat.completions.create(
          {
            model: request.model,
            messages: [
              { role: 'system', content: request.prompt.system },
              { role: 'user', content: request.prompt.user },
            ],
            stream: true,
            stream_options: { include_usage: true },
            ...(request.maxTokens === undefined ? {} : { max_tokens: request.maxTokens }),
            ...responseFormat(FORMATS[tried] ?? 'text', request.prompt.schema),
          },
          { signal },
        );
      } catch (error) {
        if (signal.aborted) throw error;
        if (tried < FORMATS.length - 1 && isFormatComplaint(error)) {
          format = Math.max(format, tried + 1);
          log.info({ format: FORMATS[format] }, 'the model endpoint wants a plainer format');
          continue;
        }
        const wait = retryDelayMs(error, attempt);
        if (wait === null) throw error;
        attempt += 1;
        await pause(wait, signal);
      }
    }
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<string, AnswerEnd> {
    const deadline = AbortSignal.timeout(endpoint.totalMs);
    const idle = new AbortController();
    const any = AbortSignal.any([signal, deadline, idle.signal]);
    try {
      const chunks = withIdleLimit(await ask(request, any), endpoint.idleMs, () => {
        idle.abort();
      });
      const end = yield* readChunks(chunks);
      // an aborted stream ends as if it were complete
      any.throwIfAborted();
      return end;
    } catch (error) {
      signal.throwIfAborted();
      if (any.aborted) throw new GenerationFailure('model-timeout');
      log.warn(wordsOfEndpoint(error, endpoint.apiKey), 'the model endpoint failed');
      throw failureOfCall(error);
    }
  }

  return { stream };
}

function responseFormat(
  format: (typeof FORMATS)[number],
  { name, schema }: Prompt['schema'],
): Pick<OpenAI.ChatCompletionCreateParams, 'response_format'> {
  if (format === 'text') return {};
  if (format === 'json_object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } } };
}

async function* readChunks(chunks: AsyncIterable<unknown>): AsyncGenerator<string, AnswerEnd> {
  const end: AnswerEnd = { finishReason: null, refused: false, usage: null };
  let characters = 0;
  for await (const chunk of chunks) {
    const parsed = Chunk.safeParse(chunk);
    if (!parsed.success) throw new GenerationFailure('model-bad-output');
    const { choices, usage } = parsed.data;
    if (usage) {
      end.usage = {
        promptTokens: usage.prompt_tokens ?? null,
        completionTokens: usage.completion_tokens ?? null,
      };
    }
    const choice = choices?.[0];
    if (choice?.finish_reason) end.finishReason = choice.finish_reason;
    if (choice?.delta?.refusal) end.refused = true;
    const text = choice?.delta?.content;
    if (!text) continue;
    characters += text.length;
    if (characters > MOST_CHARACTERS) return { ...end, finishReason: 'length' };
    yield text;
  }
  return end;
}
