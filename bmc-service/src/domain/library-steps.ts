import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { DraftStep } from './draft-step.ts';
import { GenerationFailure } from './failures.ts';
import { draftCanvas } from './library/draft-canvas.ts';
import { fittingPatterns } from './library/fitting-patterns.ts';
import { type Ground, groundOf } from './library/ground.ts';
import { improve } from './library/improve.ts';
import { suggestBlock } from './library/suggest-block.ts';
import { tipsFor } from './library/tips.ts';
import { createMarker } from './mark-assumptions.ts';
import type { Asked } from './prompt-input.ts';

type LibraryTask = (ground: Ground, asked: Asked) => Iterable<DraftStep>;

/** What the pattern library does without an endpoint. */
const LIBRARY: Partial<Record<Asked['task'], LibraryTask>> = {
  canvas: draftCanvas,
  block: (ground, { block }) => (block ? suggestBlock(ground, block) : []),
  improve: (ground, { noteIds }) => improve(ground, noteIds),
  patterns: fittingPatterns,
  tips: (ground, { block }) => (block ? tipsFor(ground, block) : []),
};

/**
 * The steps of a task that the pattern library does, from what the canvas says and nothing else. The same input gives
 * the same steps with the same ids, so that a run can be resumed after any of them. Throws GenerationFailure for a task
 * that needs an endpoint.
 */
export function* librarySteps(asked: Asked, canvas: CanvasForPrompt): Generator<DraftStep> {
  const task = LIBRARY[asked.task];
  if (!task) throw new GenerationFailure('model-unknown');
  const mark = createMarker(asked, canvas);
  for (const step of task(groundOf(asked, canvas), asked)) {
    yield { ...step, events: step.events.map(mark) };
  }
}
