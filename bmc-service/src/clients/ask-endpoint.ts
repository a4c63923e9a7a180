import type OpenAI from 'openai';
import { GenerationFailure } from '../domain/failures.ts';
import { chatRequest, type Dialect, type ModelRequest, plainerDialect } from './dialect.ts';
import type { Dialects } from './dialects.ts';
import type { RetryBudget } from './retry-budget.ts';
import { pause } from './waiting.ts';

interface Endpoint {
  openai: OpenAI;
  dialects: Dialects;
  budget: RetryBudget;
}

/**
 * The body of the answer to one request, in the strictest dialect that the endpoint takes: what it complains of is
 * left out and remembered. Throws what the last attempt threw.
 */
export async function askEndpoint(
  endpoint: Endpoint,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { dialects, budget } = endpoint;
  let dialect = await dialects.of(request.model);
  budget.begin();
  for (let attempt = 1; ;) {
    try {
      return await askOnce(endpoint, request, dialect, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const plainer = plainerDialect(dialect, error);
      if (plainer) {
        dialects.refused(request.model, plainer);
        dialect = plainer;
        continue;
      }
      const wait = budget.waitMs(error, attempt);
      if (wait === null) throw error;
      attempt += 1;
      await pause(wait, signal);
    }
  }
}

async function askOnce(
  { openai, dialects }: Endpoint,
  request: ModelRequest,
  dialect: Dialect,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const call = openai.chat.completions.create(chatRequest(request, dialect), { signal });
  const { body } = await call.asResponse();
  await dialects.answered(request.model, dialect);
  if (!body) throw new GenerationFailure('model-bad-output');
  return body;
}
