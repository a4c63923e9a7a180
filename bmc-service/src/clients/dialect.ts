import { APIError, type OpenAI } from 'openai';
import type { Prompt } from '../domain/prompts/prompt.ts';
import { statusOf } from './model-errors.ts';
import { shapeInWords } from './shape-in-words.ts';

/** How an answer's shape is asked for, from the strictest to what every endpoint takes. */
const FORMATS = ['json_schema', 'json_object', 'text'] as const;
export type Format = (typeof FORMATS)[number];

/** What an endpoint takes of Chat Completions for one model. */
export interface Dialect {
  format: Format;
  /** Whether it tells usage at the end of a stream when asked to. */
  streamOptions: boolean;
  /** Its name for the limit of an answer; null: it takes none. */
  limit: 'max_tokens' | 'max_completion_tokens' | null;
}

export const STRICTEST: Dialect = { format: 'json_schema', streamOptions: true, limit: 'max_tokens' };

export interface ModelRequest {
  model: string;
  prompt: Prompt;
  /** Tokens that the answer may have; the endpoint's own limit where it is missing. */
  maxTokens?: number;
  /** Milliseconds that the whole answer may take, where that is less than usual. */
  totalMs?: number;
}

/** A request in a dialect. */
export function chatRequest(
  { model, prompt, maxTokens }: ModelRequest,
  { format, streamOptions, limit }: Dialect,
): OpenAI.ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: [
      { role: 'system', content: prompt.system + shapeOf(format, prompt.schema) },
      { role: 'user', content: prompt.user },
    ],
    stream: true,
    ...(streamOptions ? { stream_options: { include_usage: true } } : {}),
    ...(limit && maxTokens !== undefined ? { [limit]: maxTokens } : {}),
    ...responseFormat(format, prompt.schema),
  };
}

function responseFormat(
  format: Format,
  { name, schema }: Prompt['schema'],
): Pick<OpenAI.ChatCompletionCreateParams, 'response_format'> {
  if (format === 'text') return {};
  if (format === 'json_object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } } };
}

/** The shape in the rules themselves, where no schema enforces it. OpenAI's JSON mode insists on the word JSON. */
function shapeOf(format: Format, { schema }: Prompt['schema']): string {
  if (format === 'json_schema') return '';
  return `\n\nAnswer with one JSON object of this shape, and with nothing before or after it:\n${shapeInWords(schema)}`;
}

/** What refusals of a part of a request have in common, over the servers that are known. */
const COMPLAINTS = {
  streamOptions: /stream_options|include_usage/i,
  limit: /max_tokens|max_completion_tokens/i,
  format: /response.?format|json_schema|json_object|json mode|structured|schema|grammar/i,
};

/** A dialect that leaves out what the endpoint complains of; null when it complains of none of it. */
export function plainerDialect(dialect: Dialect, error: unknown): Dialect | null {
  if (!(error instanceof APIError) || !isComplaint({ status: statusOf(error), message: error.message }))
    return null;
  const words = `${error.message} ${error.param ?? ''}`;
  if (dialect.streamOptions && COMPLAINTS.streamOptions.test(words))
    return { ...dialect, streamOptions: false };
  if (dialect.limit && COMPLAINTS.limit.test(words)) {
    return { ...dialect, limit: dialect.limit === 'max_tokens' ? 'max_completion_tokens' : null };
  }
  const format = FORMATS[FORMATS.indexOf(dialect.format) + 1];
  return format && COMPLAINTS.format.test(words) ? { ...dialect, format } : null;
}

/** 400 and 422; also llama.cpp's 500 for a grammar that it cannot make of a schema, before it begins to write. */
function isComplaint({ status, message }: { status: unknown; message: string }): boolean {
  if (status === 400 || status === 422) return true;
  return status === 500 && /grammar|json schema conversion/i.test(message);
}
