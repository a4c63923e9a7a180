import type { CanvasForPrompt } from '../clients/group-service.ts';
import type { DraftStep } from './draft-step.ts';
import { patternSteps } from './pattern-steps.ts';
import { draftFromPatterns } from './patterns/draft.ts';
import type { Asked } from './prompt-input.ts';

/** The steps of a task that the pattern library does. */
export function librarySteps(asked: Asked, _canvas: CanvasForPrompt): Iterable<DraftStep> {
  return patternSteps(asked.id, draftFromPatterns({ idea: asked.idea, language: asked.language }));
}
