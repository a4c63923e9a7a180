import { PATTERN_LIBRARY, type Task, TASKS } from '@aibmc/common/contract/generations';
import type { Context } from '../context.ts';

/** Tasks that need no endpoint. */
export const LIBRARY_TASKS: readonly Task[] = ['canvas', 'block', 'improve', 'patterns', 'tips'];

/** What can draft here: the configured models, the default first, and always the pattern library. */
export function modelItems({
  models,
}: Pick<Context, 'models'>): { id: string; kind: 'patterns' | 'model'; tasks: Task[] }[] {
  return [
    ...models.map((id) => ({ id, kind: 'model' as const, tasks: [...TASKS] })),
    { id: PATTERN_LIBRARY, kind: 'patterns' as const, tasks: [...LIBRARY_TASKS] },
  ];
}

export function defaultModel({ models }: Pick<Context, 'models'>): string {
  return models[0] ?? PATTERN_LIBRARY;
}
