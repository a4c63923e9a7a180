import type { Language } from '@aibmc/common/canvas/blocks';
import { type generationsRoutes, PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Answer } from '@aibmc/common/contract/mount';
import { AppError } from '@aibmc/common/errors';
import type { ModelClient } from '../clients/model.ts';
import type { Context } from '../context.ts';
import { giveBackUnit } from '../sql/usage.ts';
import { endingOf, type FailureCode, failureCodeOf } from './failures.ts';
import { defaultModel, modelItems } from './models.ts';
import type { Prompt } from './prompts/prompt.ts';
import { reserveGeneration } from './quota.ts';

const MOST_AT_ONCE = 2;
/** Within what the gateway waits for an answer, so that who asked is told what went wrong. */
const TOTAL_MS = 14_000;
const MOST_TOKENS = 64;

const PROMPT: Prompt = {
  system: 'Answer with one JSON object and nothing else: {"word":"ready"}',
  user: 'Are you there?',
  schema: {
    name: 'one_word',
    schema: {
      type: 'object',
      properties: { word: { type: 'string' } },
      required: ['word'],
      additionalProperties: false,
    },
  },
};

type TrialContext = Pick<Context, 'pool' | 'quota' | 'model' | 'models' | 'stopping'>;

interface AskedTrial {
  userId: string;
  /** The default where it is missing. */
  model: string | undefined;
  language: Language;
}

export type Trial = Answer<typeof generationsRoutes.tryModel>;

/**
 * Gives what asks a model for one word and says whether it answered. That takes one of the person's generations of
 * today, which is given back when it fails through no fault of theirs. It throws `invalid` for a model that is not
 * offered, `quota-used`, and `too-many-requests` while two trials run in this process.
 */
export function createModelTrial(ctx: TrialContext): (asked: AskedTrial) => Promise<Trial> {
  let running = 0;
  return async ({ userId, model: wanted, language }) => {
    const model = requireOffered(ctx, wanted ?? defaultModel(ctx));
    // it is part of this process and asks nobody
    if (model === PATTERN_LIBRARY || !ctx.model) return { model, ok: true, ms: 0, error: null };
    if (running >= MOST_AT_ONCE) {
      throw new AppError('too-many-requests', 'Other models are being tried at the moment', {
        retryAfter: 5,
      });
    }
    running += 1;
    try {
      return await tryModel(ctx, ctx.model, { userId, model, language });
    } finally {
      running -= 1;
    }
  };
}

function requireOffered(ctx: TrialContext, model: string): string {
  if (modelItems(ctx).some(({ id }) => id === model)) return model;
  throw new AppError('invalid', 'This model is not offered here', {
    errors: [{ path: 'model', message: 'is not offered here' }],
  });
}

async function tryModel(
  ctx: TrialContext,
  client: ModelClient,
  { userId, model, language }: AskedTrial & { model: string },
): Promise<Trial> {
  const day = await reserveGeneration(ctx, userId);
  const startedAt = performance.now();
  const code = await failureOf(client, model, ctx.stopping.signal);
  const ms = Math.round(performance.now() - startedAt);
  if (code === null) return { model, ok: true, ms, error: null };
  const { error, giveBack } = endingOf(code, language);
  if (giveBack) await giveBackUnit(ctx.pool, userId, day);
  return { model, ok: false, ms, error };
}

/** Null when the model has answered, were it only with thoughts that used up its few tokens. */
async function failureOf(
  client: ModelClient,
  model: string,
  signal: AbortSignal,
): Promise<FailureCode | null> {
  const answer = client.stream({ model, prompt: PROMPT, maxTokens: MOST_TOKENS, totalMs: TOTAL_MS }, signal);
  try {
    for (let spoke = false; ; spoke = true) {
      const next = await answer.next();
      if (!next.done) continue;
      const { refused, finishReason } = next.value;
      if (refused || finishReason === 'content_filter') return 'model-refused';
      return spoke || finishReason !== null ? null : 'model-bad-output';
    }
  } catch (error) {
    return signal.aborted ? 'interrupted' : failureCodeOf(error);
  }
}
