import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import type { Context } from '../context.ts';

/** What can draft here: the configured models, the default first, and always the pattern library. */
export function modelItems({
  models,
}: Pick<Context, 'models'>): { id: string; kind: 'patterns' | 'model' }[] {
  return [
    ...models.map((id) => ({ id, kind: 'model' as const })),
    { id: PATTERN_LIBRARY, kind: 'patterns' as const },
  ];
}

export function defaultModel({ models }: Pick<Context, 'models'>): string {
  return models[0] ?? PATTERN_LIBRARY;
}
