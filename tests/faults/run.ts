import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../../group-service/test/random-edits.ts';
import { type FaultCluster, startFaultCluster } from './fault-cluster.ts';
import { type Inflicted, inflictAll } from './inflict-schedule.ts';
import { Journal } from './journal.ts';
import { LiveReader } from './live-reader.ts';
import { collectEvidence } from './oracle/collect.ts';
import { findViolations } from './oracle/oracle.ts';
import type { Violation } from './oracle/evidence.ts';
import { writeByRest } from './rest-writer.ts';
import type { PlannedFault } from './schedule.ts';
import { settle, type Watcher } from './settle.ts';
import { StoreClient } from './store-client.ts';
import { createWorld, type World } from './world.ts';

export interface RunOptions {
  seed: number;
  durationMs: number;
  schedule: { processes: PlannedFault[]; networks: PlannedFault[] };
  canvases: number;
  /** Clients of each kind. */
  restWriters: number;
  browsers: number;
  readers: number;
  /** Milliseconds between two commands of a client on average. */
  paceMs: number;
  /** How much faster than in a browser the clock of the browsers' code runs. */
  haste: number;
  /** Program of group-service where it is another one than what was built. */
  groupService?: string;
  /** Told in one line what is being done. */
  onProgress?: (line: string) => void;
}

export interface RunResult {
  journal: Journal;
  inflicted: Inflicted[];
  violations: Violation[];
  /** Revisions of all canvases together. */
  revisions: number;
}

/** How long clients may take to come to rest once all is well again. */
const REST_LIMIT_MS = 45_000;

/**
 * People edit while all kinds of things break; then all is well again, everybody comes to rest, and what the server
 * has is compared with what it promised, before and after a restart of all of it.
 */
export async function runFaults(options: RunOptions): Promise<RunResult> {
  const { groupService, onProgress = () => undefined } = options;
  onProgress('starting the cluster');
  const cluster = await startFaultCluster({ groupService });
  try {
    const people = options.restWriters + options.browsers + options.readers;
    const world = await createWorld(cluster.api, people, options.canvases);
    return await runOn(cluster, world, options);
  } finally {
    await cluster.discard();
  }
}

async function runOn(cluster: FaultCluster, world: World, options: RunOptions): Promise<RunResult> {
  const { seed, durationMs, schedule, onProgress = () => undefined } = options;
  const journal = new Journal();
  const enough = new AbortController();
  const giveUp = new AbortController();
  const readers = startReaders(cluster, world, journal, options);
  const browsers = openBrowsers(cluster, world, journal, options);
  const writers = [
    ...startWriters(cluster, world, journal, options, enough.signal, giveUp.signal),
    ...browsers.map((browser) => browser.work(enough.signal)),
  ];
  const watchers: Watcher[] = [...readers, ...browsers];
  try {
    onProgress(`editing for ${Math.round(durationMs / 1_000)} s`);
    const [processes, networks] = await Promise.all([
      inflictAll(cluster, schedule.processes, seed + 2),
      inflictAll(cluster, schedule.networks, seed + 3),
      delay(durationMs),
    ]);
    enough.abort();
    onProgress('waiting until everybody has come to rest');
    const check = async (): Promise<Violation[]> => {
      const unsettled = await settle(cluster, world, watchers, writers, REST_LIMIT_MS);
      giveUp.abort();
      const boards = watchers.map(({ board }) => board);
      const evidence = await collectEvidence(cluster, world, journal, boards);
      revisions = evidence.reduce((sum, { log }) => sum + log.length, 0);
      return [...unsettled, ...evidence.flatMap(findViolations)];
    };
    let revisions = 0;
    const before = await check();
    onProgress('starting all of it again on the same data');
    await cluster.restart();
    const after = await check();
    return { journal, inflicted: [...processes, ...networks], violations: [...before, ...after], revisions };
  } finally {
    enough.abort();
    giveUp.abort();
    for (const browser of browsers) browser.stop();
    await Promise.all([...writers, ...readers.map((reader) => reader.stop())]);
  }
}

function startWriters(
  { api }: FaultCluster,
  { members, canvasIds }: World,
  journal: Journal,
  { seed, restWriters, paceMs }: RunOptions,
  enough: AbortSignal,
  giveUp: AbortSignal,
): Promise<void>[] {
  return members.slice(0, restWriters).map((member, index) => {
    const random = seeded(seed * 1_000 + index);
    return writeByRest({ api, member, canvasIds, journal, random, paceMs, enough, giveUp });
  });
}

function startReaders(
  { api, url }: FaultCluster,
  { members, canvasIds }: World,
  journal: Journal,
  { restWriters, browsers }: RunOptions,
): LiveReader[] {
  return members.slice(restWriters + browsers).map((member, index) => {
    const canvasId = canvasIds[index % canvasIds.length] ?? '';
    const reader = new LiveReader({ url, api, canvasId, member, journal });
    reader.start();
    return reader;
  });
}

function openBrowsers(
  { api, url }: FaultCluster,
  { members, canvasIds }: World,
  journal: Journal,
  { seed, restWriters, browsers, paceMs, haste }: RunOptions,
): StoreClient[] {
  return members.slice(restWriters, restWriters + browsers).map((member, index) => {
    const canvasId = canvasIds[index % canvasIds.length] ?? '';
    const random = seeded(seed * 1_000 + 500 + index);
    return new StoreClient({ url, api, canvasId, member, journal, random, paceMs, haste });
  });
}
