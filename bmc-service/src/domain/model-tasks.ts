import type { Task } from '@aibmc/common/contract/generations';
import type { CreateReader } from './answer-reader.ts';
import { askPrompt } from './prompts/ask.ts';
import { blockPrompt } from './prompts/block.ts';
import { canvasPrompt } from './prompts/canvas.ts';
import { critiquePrompt } from './prompts/critique.ts';
import { improvePrompt } from './prompts/improve.ts';
import { patternsPrompt } from './prompts/patterns.ts';
import type { BuildPrompt } from './prompts/prompt.ts';
import { risksPrompt } from './prompts/risks.ts';
import { tipsPrompt } from './prompts/tips.ts';
import { whatIfPrompt } from './prompts/what-if.ts';
import { AskReader } from './readers/ask-reader.ts';
import { ChangesReader } from './readers/changes-reader.ts';
import { DraftReader } from './readers/draft-reader.ts';
import { pointsReader } from './readers/points-reader.ts';

export interface ModelTask {
  prompt: BuildPrompt;
  createReader: CreateReader;
  /**
   * What it gives: notes and connections that are checked and repaired; changes that are suggested on the board; or
   * something to read, whose suggestions go on the board only when somebody puts them there.
   */
  gives: 'draft' | 'changes' | 'reading';
}

/** How a model is asked for each task and how its answer is read. */
export const MODEL_TASKS: Readonly<Record<Task, ModelTask>> = {
  canvas: { prompt: canvasPrompt, createReader: (input) => new DraftReader(input), gives: 'draft' },
  block: { prompt: blockPrompt, createReader: (input) => new DraftReader(input), gives: 'draft' },
  improve: { prompt: improvePrompt, createReader: (input) => new ChangesReader(input), gives: 'changes' },
  critique: {
    prompt: critiquePrompt,
    createReader: pointsReader({ kind: 'finding', lenses: ['investor', 'customer', 'sceptic'] }),
    gives: 'reading',
  },
  ask: { prompt: askPrompt, createReader: (input) => new AskReader(input), gives: 'reading' },
  'what-if': { prompt: whatIfPrompt, createReader: pointsReader({ kind: 'provocation' }), gives: 'reading' },
  patterns: { prompt: patternsPrompt, createReader: pointsReader({ kind: 'pattern' }), gives: 'reading' },
  tips: { prompt: tipsPrompt, createReader: pointsReader({ kind: 'tip' }), gives: 'reading' },
  risks: {
    prompt: risksPrompt,
    createReader: pointsReader({
      kind: 'risk',
      lenses: ['desirability', 'feasibility', 'viability'],
      isTested: true,
    }),
    gives: 'reading',
  },
};
