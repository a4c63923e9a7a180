import { z } from 'zod';
import { GenerationFailure } from '../domain/failures.ts';
import { failureOfError } from './model-errors.ts';

/** What one piece of a completion says, in whichever of the known shapes it comes. */
export interface Piece {
  text: string;
  /** Whether the model has begun to think or to speak. */
  speaks: boolean;
  refused: boolean;
  finishReason: string | null;
  usage: { promptTokens: number | null; completionTokens: number | null } | null;
}

const tokens = z.number().int().min(0).max(2_147_483_647).nullish().catch(null);
const words = z.string().nullish().catch(null);
/** A part of a content that comes as a list: text, or thoughts, which are no part of the answer. */
const Part = z.object({ type: words, text: words }).catch({ type: null, text: null });
const Content = z
  .union([
    z.string(),
    z
      .array(Part)
      .transform((parts) =>
        parts.map(({ type, text }) => (/think|reason/.test(type ?? '') ? '' : (text ?? ''))).join(''),
      ),
  ])
  .nullish()
  .catch(null);
const Message = z
  .object({ content: Content, refusal: words, reasoning_content: words, reasoning: words, thinking: words })
  .nullish()
  .catch(null);
const Completion = z.object({
  choices: z
    .array(z.object({ delta: Message, message: Message, text: words, finish_reason: words }).nullish())
    .nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
});

/** The same reason under the names that servers give it. */
const REASONS: Record<string, string> = { max_tokens: 'length', max_length: 'length' };

/**
 * Reads a chunk, or a whole completion. What it has no use for is passed over, however odd. Throws GenerationFailure
 * for an error object and for what is no completion at all.
 */
export function readCompletion(value: unknown): Piece {
  const error = errorIn(value);
  if (error !== null) throw failureOfError(error);
  const parsed = Completion.safeParse(value);
  if (!parsed.success) throw new GenerationFailure('model-bad-output');
  const { choices, usage } = parsed.data;
  const choice = choices?.[0];
  if (choice?.finish_reason === 'error') throw new GenerationFailure('model-error');
  const message = choice?.delta ?? choice?.message;
  const text = message?.content ?? choice?.text ?? '';
  const reason = choice?.finish_reason ?? '';
  const thought = message?.reasoning_content ?? message?.reasoning ?? message?.thinking ?? '';
  return {
    text,
    speaks: text !== '' || thought !== '',
    refused: Boolean(message?.refusal),
    finishReason: reason === '' ? null : (REASONS[reason] ?? reason),
    usage: usage
      ? { promptTokens: usage.prompt_tokens ?? null, completionTokens: usage.completion_tokens ?? null }
      : null,
  };
}

/** The error that an answer of status 200 carries: as `error`, or as itself in vLLM up to 0.9. */
function errorIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const { error, object } = value as { error?: unknown; object?: unknown };
  if (error) return error;
  return object === 'error' ? value : null;
}
