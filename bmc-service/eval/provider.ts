import { derivedId } from '@aibmc/common/ids';
import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { CanvasForPrompt } from '../src/clients/group-service.ts';
import type { DraftStep } from '../src/domain/draft-step.ts';
import { librarySteps } from '../src/domain/library-steps.ts';
import type { Asked } from '../src/domain/prompt-input.ts';
import type { Idea } from './ideas.ts';

/** What drafts canvases, by the same code as in the service. */
export interface Provider {
  name: string;
  draft: (idea: Idea, signal: AbortSignal) => Iterable<DraftStep> | AsyncIterable<DraftStep>;
  /** Calls of an endpoint so far. */
  calls: () => number;
}

/** The pattern library, which asks nobody. */
export const patternLibrary: Provider = {
  name: PATTERN_LIBRARY,
  draft: (idea) => librarySteps(wholeDraft(idea, PATTERN_LIBRARY), emptyCanvas(idea)),
  calls: () => 0,
};

/** Ids derive from it, so that every evaluation has the same. */
const EVALUATION = '6f2b8b8e-6a57-4c7e-9f5e-5f0a5f1d0c11';

/** What somebody asks for who wants a canvas drafted. */
export function wholeDraft({ id: name, idea, language }: Idea, model: string): Asked {
  const id = derivedId(EVALUATION, name);
  return { id, task: 'canvas', block: null, noteIds: [], idea, language, instruction: '', model };
}

/** A canvas with nothing on it but its idea. */
export function emptyCanvas({ id, idea, language }: Idea): CanvasForPrompt {
  const now = new Date().toISOString();
  return {
    canvas: {
      id: derivedId(EVALUATION, `canvas:${id}`),
      title: id,
      kind: 'bmc',
      idea,
      language,
      revision: 0,
      groupId: null,
      groupName: null,
      createdAt: now,
      updatedAt: now,
    },
    notes: [],
    connections: [],
    suggestions: [],
    rejected: [],
    role: 'owner',
    people: [],
  };
}
