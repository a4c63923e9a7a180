import { setTimeout as delay } from 'node:timers/promises';
import { CanvasStore } from '../../frontend/browser/canvas/canvas-store.ts';
import { type CrowdOptions, startCrowd } from './crowd.ts';
import type { FaultCluster } from './fault-cluster.ts';
import { type Inflicted, inflictAll } from './inflict-schedule.ts';
import { Journal } from './journal.ts';
import { collectEvidence } from './oracle/collect.ts';
import type { Violation } from './oracle/evidence.ts';
import { findViolations } from './oracle/oracle.ts';
import { probe } from './probe.ts';
import type { PlannedFault } from './schedule.ts';
import { settle } from './settle.ts';
import { createWorld } from './world.ts';

export interface RunOptions extends Omit<CrowdOptions, 'Store'> {
  durationMs: number;
  schedule: { processes: PlannedFault[]; networks: PlannedFault[] };
  canvases: number;
  /** How long clients may take to come to rest once all is well again. */
  restLimitMs: number;
  /** Whether all of it is started again on the same data, and looked at again. */
  restarts: boolean;
  /** What keeps the canvas in a browser, where it is other code than the browser's. */
  Store?: typeof CanvasStore;
  /** Told in one line what is being done. */
  onProgress?: (line: string) => void;
}

export interface RunResult {
  journal: Journal;
  inflicted: Inflicted[];
  violations: Violation[];
}

/**
 * People edit new canvases while all kinds of things break; then all is well again, everybody comes to rest, and what
 * the server has is compared with what it promised, before and after a restart of all of it.
 */
export async function runFaults(cluster: FaultCluster, options: RunOptions): Promise<RunResult> {
  const { seed, durationMs, schedule, restLimitMs, onProgress = () => undefined } = options;
  const people = options.restWriters + options.browsers + options.readers;
  const world = await createWorld(cluster.api, people, options.canvases);
  const journal = new Journal();
  const crowd = startCrowd(cluster, world, journal, { ...options, Store: options.Store ?? CanvasStore });

  const check = async (): Promise<Violation[]> => {
    const unsettled = await settle(cluster, world, crowd, restLimitMs);
    crowd.giveUp();
    const late = unsettled.length > 0 ? [] : await probe(cluster, world, crowd, journal);
    const boards = crowd.watchers.map(({ board }) => board);
    const evidence = await collectEvidence(cluster, world, journal, boards);
    return [...unsettled, ...late, ...evidence.flatMap(findViolations)];
  };

  try {
    onProgress(`editing for ${Math.round(durationMs / 1_000)} s`);
    const [processes, networks] = await Promise.all([
      inflictAll(cluster, schedule.processes, seed + 2),
      inflictAll(cluster, schedule.networks, seed + 3),
      delay(durationMs),
    ]);
    crowd.stopEditing();
    onProgress('waiting until everybody has come to rest');
    const violations = await check();
    if (options.restarts) {
      onProgress('starting all of it again on the same data');
      await cluster.restart();
      violations.push(...(await check()));
    }
    return { journal, inflicted: [...processes, ...networks], violations };
  } finally {
    await crowd.leave();
  }
}
