import type { generationsRoutes, Task } from '@aibmc/common/contract/generations';
import type { z } from 'zod';

export type Models = z.infer<(typeof generationsRoutes)['listModels']['response']>;
export type Usage = z.infer<(typeof generationsRoutes)['getUsage']['response']>;

/** What the panel lists, in this order; tasks of one block are found at their block. */
export const LISTED = ['canvas', 'improve', 'critique', 'risks', 'what-if', 'patterns'] as const;
export type Listed = (typeof LISTED)[number];

/** Characters of a question or of wishes, as the contract bounds them. */
export const LONGEST_INSTRUCTION = 2_000;

/** Why a task cannot be asked for now; null: it can. */
export type Hindrance = 'used-up' | 'needs-endpoint' | 'needs-idea' | 'nothing-found' | 'needs-notes' | null;

/** Tasks that look at what is on the board. */
const OF_NOTES: readonly Task[] = ['improve', 'critique', 'risks'];

interface Situation {
  models: Models | null;
  /** The chosen model. */
  model: string | null;
  usage: Usage | null;
  notes: number;
  hasIdea: boolean;
  /** Findings that are open. */
  findings: number;
}

/** What stands in the way of a task. While models or usage cannot be read, the server is left to say it. */
export function hindranceOf(task: Task, situation: Situation): Hindrance {
  const { models, model, usage, notes, hasIdea, findings } = situation;
  if (usage?.remaining === 0) return 'used-up';
  const chosen = models?.items.find(({ id }) => id === model);
  if (chosen && !chosen.tasks.includes(task)) return 'needs-endpoint';
  if (!hasIdea && (task === 'canvas' || notes === 0)) return 'needs-idea';
  if (notes === 0 && OF_NOTES.includes(task)) return 'needs-notes';
  if (task === 'improve' && findings === 0) return 'nothing-found';
  return null;
}

/** The model to choose at first: the one that was chosen last where it is still offered. */
export function modelToChoose(models: Models | null, last: string | null): string | null {
  if (!models) return null;
  return models.items.some(({ id }) => id === last) ? last : models.default;
}

/** What is left today: of one's own, or of everybody's where that is less. */
export function leftToday({ used, limit, remaining, instance }: Usage): {
  left: number;
  limit: number;
  isOfAll: boolean;
} {
  const isOfAll = instance !== null && remaining < Math.max(0, limit - used);
  return { left: remaining, limit: isOfAll ? instance.limit : limit, isOfAll };
}
