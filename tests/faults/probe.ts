import { setTimeout as delay } from 'node:timers/promises';
import type { Edit } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import type { Crowd } from './crowd.ts';
import type { FaultCluster } from './fault-cluster.ts';
import type { Journal } from './journal.ts';
import type { Violation } from './oracle/evidence.ts';
import type { World } from './world.ts';

/** Two, so that one of them goes another way than the other where two ways are taken by turns. */
const PROBES = 2;
/** Far more than it takes, and far less than what somebody looks again after without having been told. */
const LIMIT_MS = 5_000;
const POLL_MS = 20;

/** While nothing else happens, one edit on each canvas, and another one: everybody sees each of them soon. */
export async function probe(
  { api }: FaultCluster,
  { canvasIds, owner }: World,
  { watchers }: Crowd,
  journal: Journal,
): Promise<Violation[]> {
  const late: Violation[] = [];
  for (let count = 0; count < PROBES; count += 1) {
    for (const canvasId of canvasIds) {
      const edits: Edit[] = [{ id: newId(), type: 'canvas.set', set: { title: `Probe ${count}` } }];
      journal.intend(canvasId, owner.id, edits);
      const token = await owner.token();
      const applied = await api.applyEdits({ params: { canvasId }, body: { edits } }, { token });
      journal.acknowledge(canvasId, 'probe', applied);
      const limit = Date.now() + LIMIT_MS;
      const blind = () =>
        watchers.filter(({ board }) => board.canvasId === canvasId && board.revision < applied.revision);
      while (blind().length > 0 && Date.now() < limit) await delay(POLL_MS);
      for (const { board } of blind()) {
        const detail = `${board.client} is at revision ${board.revision}, and not at ${applied.revision}`;
        late.push({ kind: 'late', canvasId, detail });
      }
    }
  }
  return late;
}
