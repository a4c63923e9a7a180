import {
  type generationsRoutes,
  PATTERN_LIBRARY,
  type Task,
  TASKS,
} from '@aibmc/common/contract/generations';
import type { Answer } from '@aibmc/common/contract/mount';
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

/** What can draft here, and how it stands with the endpoint: of its address nothing but the host. */
export async function offerOf(
  ctx: Pick<Context, 'models' | 'model' | 'atOnce'>,
): Promise<Answer<typeof generationsRoutes.listModels>> {
  const { model: client, atOnce } = ctx;
  const model = defaultModel(ctx);
  const endpoint = client && {
    host: client.host,
    format: await client.formatOf(model),
    state: client.state(),
    atOnce,
  };
  return { items: modelItems(ctx), default: model, endpoint };
}
