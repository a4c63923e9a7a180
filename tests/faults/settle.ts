import { setTimeout as delay } from 'node:timers/promises';
import type { Crowd, Watcher } from './crowd.ts';
import type { FaultCluster } from './fault-cluster.ts';
import type { Violation } from './oracle/evidence.ts';
import type { World } from './world.ts';

const POLL_MS = 100;

/**
 * Resolves when all that was made is saved or refused and every board has come to the revision of the server; where
 * that takes longer than the limit, with what was left.
 */
export async function settle(
  cluster: FaultCluster,
  world: World,
  { done, watchers }: Crowd,
  limitMs: number,
): Promise<Violation[]> {
  const limit = Date.now() + limitMs;
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  for (;;) {
    const left = await unsettled(cluster, world, watchers);
    if (isDone && left.length === 0) return [];
    if (Date.now() > limit) return [...(isDone ? [] : [UNANSWERED]), ...left];
    await delay(POLL_MS);
  }
}

const UNANSWERED: Violation = { kind: 'unsettled', canvasId: '', detail: 'an API client has no answer' };

async function unsettled(
  cluster: FaultCluster,
  { canvasIds, owner }: World,
  watchers: readonly Watcher[],
): Promise<Violation[]> {
  const left: Violation[] = [];
  for (const canvasId of canvasIds) {
    const head = await headOf(cluster, canvasId, owner.token);
    for (const { board, isSaved } of watchers) {
      if (board.canvasId !== canvasId || (isSaved && board.revision === head)) continue;
      const what = isSaved ? `is at revision ${board.revision} of ${head}` : 'has edits that are not saved';
      left.push({ kind: 'unsettled', canvasId, detail: `${board.client} ${what}` });
    }
  }
  return left;
}

/** The revision of a canvas; -1 while nobody answers. */
async function headOf(
  { api }: FaultCluster,
  canvasId: string,
  token: () => Promise<string>,
): Promise<number> {
  const params = { canvasId };
  try {
    const { revision } = await api.listEdits({ params, query: { limit: 1 } }, { token: await token() });
    return revision;
  } catch {
    return -1;
  }
}
