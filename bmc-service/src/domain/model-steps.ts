import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { AnswerEnd, ModelClient } from '../clients/model.ts';
import type { Job } from '../sql/jobs.ts';
import { DraftReader } from './draft-reader.ts';
import type { DraftStep } from './draft-step.ts';
import { GenerationFailure } from './failures.ts';
import { DRAFT_SCHEMA } from './model-output.ts';
import { canvasPrompt } from './prompts/canvas.ts';

/** Notes of the canvas that the model is shown. */
const MOST_EXISTING = 200;

/**
 * Asks the model once and gives each note as soon as it is complete in the answer. Throws GenerationFailure when
 * the answer is refused, cut off or without a note; what came before has been given by then.
 */
export async function* modelSteps(
  model: ModelClient,
  job: Job,
  { notes }: CanvasDetail,
  signal: AbortSignal,
): AsyncGenerator<DraftStep> {
  const existing = notes.map((note, index) => ({ ...note, key: `canvas-${index + 1}` }));
  const reader = new DraftReader(job.id, new Map(existing.map((note) => [note.key, note])));
  const prompt = canvasPrompt({
    idea: job.idea,
    language: job.language,
    instruction: job.instruction,
    existing: existing.slice(0, MOST_EXISTING).map(({ key, block, text }) => ({ key, block, text })),
  });
  const schema = { name: 'business_model_canvas', schema: DRAFT_SCHEMA };
  const answer = model.stream({ model: job.model, prompt: { ...prompt, schema } }, signal);
  try {
    for (;;) {
      const { value, done } = await answer.next();
      if (done) {
        if (value.usage) yield { events: [{ name: 'usage', data: value.usage }] };
        requireWhole(value, reader);
        break;
      }
      const events = reader.push(value);
      if (events.length > 0) yield { events };
    }
  } finally {
    // leaving early ends the request, so that nothing more is written or paid for
    await answer.return({ finishReason: null, refused: false, usage: null });
  }
  const last = reader.end();
  if (last.length > 0) yield { events: last };
}

/** Throws when the answer was refused, cut off, or had no note in it. */
function requireWhole({ refused, finishReason }: AnswerEnd, reader: DraftReader): void {
  if (refused || finishReason === 'content_filter') throw new GenerationFailure('model-refused');
  if (!reader.complete && finishReason === 'length') throw new GenerationFailure('truncated');
  if (reader.validNotes === 0) throw new GenerationFailure('model-bad-output');
  if (!reader.complete && finishReason === null) throw new GenerationFailure('truncated');
}
