import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../../group-service/test/random-edits.ts';
import type { FaultCluster } from './fault-cluster.ts';
import { type FaultKind, inflict } from './faults.ts';
import type { PlannedFault } from './schedule.ts';

/** A fault that was done. */
export interface Inflicted {
  kind: FaultKind;
  startedAt: number;
  endedAt: number;
}

/** How long a fault may wait for the database that it looks its victim up in. */
const VICTIM_LIMIT_MS = 15_000;

/** Does the faults of a row, each at its time or, where the one before lasts longer, right after it. */
export async function inflictAll(
  cluster: FaultCluster,
  row: readonly PlannedFault[],
  seed: number,
): Promise<Inflicted[]> {
  const random = seeded(seed);
  const begin = Date.now();
  const done: Inflicted[] = [];
  for (const { kind, at, lastsMs } of row) {
    await delay(Math.max(0, begin + at - Date.now()));
    done.push(await inflictOne(cluster, kind, lastsMs, random));
  }
  return done;
}

/** PostgreSQL that is just coming back cannot name its processes: then the fault comes a moment later. */
async function inflictOne(
  cluster: FaultCluster,
  kind: FaultKind,
  lastsMs: number,
  random: () => number,
): Promise<Inflicted> {
  const limit = Date.now() + VICTIM_LIMIT_MS;
  for (;;) {
    const startedAt = Date.now();
    try {
      await inflict(cluster, kind, lastsMs, random);
      return { kind, startedAt, endedAt: Date.now() };
    } catch (error) {
      if (Date.now() > limit) throw error;
      await delay(100);
    }
  }
}
