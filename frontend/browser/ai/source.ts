import type { Generation, Task } from '@aibmc/common/contract/generations';
import { call, cancelGeneration, fetchGeneration, openGenerationEvents, read } from '../canvas/api.ts';
import type { Models, Usage } from './offers.ts';
import type { Post, Started } from './starting.ts';

/* What the panel asks the server. Null stands for what cannot be read now. */

export { cancelGeneration, fetchGeneration, openGenerationEvents };

export function fetchModels(): Promise<Models | null> {
  return read('/models');
}

export function fetchUsage(): Promise<Usage | null> {
  return read('/usage');
}

/** The newest generations of a canvas, newest first; of one task where one is named. */
export async function fetchGenerations(
  canvasId: string,
  limit: number,
  task?: Task,
): Promise<Generation[] | null> {
  const query = new URLSearchParams({ canvasId, limit: String(limit), ...(task ? { task } : {}) });
  const page = await read<{ items: Generation[] }>(`/generations?${query.toString()}`);
  return page?.items ?? null;
}

interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  errors?: { message: string }[];
}

export const postGeneration: Post = async (wish, key) => {
  try {
    const response = await call('POST', '/generations', wish, { 'idempotency-key': key });
    if (response.ok) return { kind: 'started', generation: (await response.json()) as Generation };
    return await refused(response);
  } catch {
    return { kind: 'refused', code: 'unreachable', message: '', isKnown: false };
  }
};

async function refused(response: Response): Promise<Started> {
  const { status, headers } = response;
  const { code = '', title, detail, errors } = (await response.json()) as Problem;
  return {
    kind: 'refused',
    code,
    message: errors?.[0]?.message ?? detail ?? title ?? String(status),
    // Behind a gateway that got no answer it may have begun.
    isKnown: status < 500,
    retryAfter: Number(headers.get('retry-after') ?? 0),
  };
}
