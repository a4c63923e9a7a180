import { createLogger } from '@aibmc/common/logger';
import { createModelClient, type ModelClient, type ModelEndpoint } from '../../src/clients/model.ts';
import type { AnswerEnd, ModelRequest } from '../../src/clients/model.ts';
import { GenerationFailure } from '../../src/domain/failures.ts';
import { testLogger } from '../../../tests/support/context.ts';

export const KEY = 'sk-secret-key-of-this-installation';

export const REQUEST: ModelRequest = {
  model: 'test-model',
  prompt: {
    system: 'Draft.',
    user: 'A bicycle repair van',
    schema: {
      name: 'notes',
      schema: {
        type: 'object',
        properties: {
          notes: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                block: { type: 'string', enum: ['channels', 'key-partners'] },
                text: { type: 'string', description: 'few words' },
                firm: { type: 'boolean' },
              },
            },
          },
        },
      },
    },
  },
};

const LIMITS = { apiKey: KEY, totalMs: 10_000, firstMs: 5_000, idleMs: 5_000 };

/** A client of an endpoint, without a database. */
export function clientOf(baseUrl: string, limits: Partial<ModelEndpoint> = {}): ModelClient {
  return createModelClient({ ...LIMITS, ...limits, baseUrl }, testLogger());
}

/** A client and all that it logs, at every level. */
export function loggingClientOf(
  baseUrl: string,
  limits: Partial<ModelEndpoint> = {},
): { client: ModelClient; lines: string[] } {
  const lines: string[] = [];
  const log = createLogger('test', 'trace', { write: (line: string) => void lines.push(line) });
  return { client: createModelClient({ ...LIMITS, ...limits, baseUrl }, log), lines };
}

export interface Outcome {
  text: string;
  /** Null when it failed. */
  end: AnswerEnd | null;
  /** The code that it failed with. */
  failure: string | null;
}

/** Asks once and takes all that comes. Anything thrown but a GenerationFailure is a fault of the client. */
export async function ask(
  client: ModelClient,
  request: Partial<ModelRequest> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const answer = client.stream({ ...REQUEST, ...request }, signal);
  let text = '';
  try {
    for (;;) {
      const next = await answer.next();
      if (next.done) return { text, end: next.value, failure: null };
      text += next.value;
    }
  } catch (error) {
    if (!(error instanceof GenerationFailure)) throw error;
    return { text, end: null, failure: error.code };
  }
}
