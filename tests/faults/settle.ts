import { setTimeout as delay } from 'node:timers/promises';
import type { FaultCluster } from './fault-cluster.ts';
import type { Violation } from './oracle/evidence.ts';
import type { Board } from './state.ts';
import type { World } from './world.ts';

/** A client that shows a canvas. */
export interface Watcher {
  board: Board;
  /** Whether it has nothing left to send. */
  isSaved: boolean;
}

const POLL_MS = 100;

/**
 * Resolves when every writer is done and every board has come to the revision of the server; where they do not within
 * the limit, with what was left.
 */
export async function settle(
  cluster: FaultCluster,
  world: World,
  watchers: readonly Watcher[],
  writers: readonly Promise<void>[],
  limitMs: number,
): Promise<Violation[]> {
  const limit = Date.now() + limitMs;
  let areDone = false;
  void Promise.all(writers).then(() => {
    areDone = true;
  });
  for (;;) {
    const left = await unsettled(cluster, world, watchers);
    if (areDone && left.length === 0) return [];
    if (Date.now() > limit) {
      const waiting = areDone ? [] : [{ kind: 'unsettled' as const, canvasId: '', detail: 'a REST command' }];
      return [...waiting, ...left];
    }
    await delay(POLL_MS);
  }
}

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
  return api.listEdits({ params, query: { after: 0, limit: 1 } }, { token: await token() }).then(
    ({ revision }) => revision,
    () => -1,
  );
}
