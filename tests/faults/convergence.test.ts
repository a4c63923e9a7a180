import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FaultCluster, startFaultCluster } from './fault-cluster.ts';
import type { FaultKind } from './faults.ts';
import { runFaults } from './run.ts';
import { type Pace, scheduleOf } from './schedule.ts';

/**
 * What is acknowledged is kept, once, and everybody comes to show the same, whatever breaks meanwhile. This is the
 * small form; the long one: `npm run faults -- --minutes 10 --seed 7`.
 */

let cluster: FaultCluster;
beforeAll(async () => {
  cluster = await startFaultCluster();
}, 60_000);
afterAll(() => cluster.discard(), 60_000);

/** Those that are over in a moment; the long form has the others too. */
const KINDS: FaultKind[] = [
  'group-service killed',
  'group-service stopped',
  'gateway killed',
  'backend killed',
  'listener terminated',
  'PostgreSQL killed',
  'PostgreSQL stopped',
  'clients cut',
  'clients held and cut',
  'clients forgotten',
  'services cut',
  'services held',
  'services delayed',
  'database cut',
  'database held and cut',
  'database throttled',
];
const QUICK: Record<'processes' | 'networks', Pace> = {
  processes: { pauseMs: [1_200, 2_200], lastsMs: [800, 1_500] },
  networks: { pauseMs: [500, 1_500], lastsMs: [200, 800] },
};

test('everybody ends with the same canvas, and with all that was acknowledged', async () => {
  const seed = 7;
  const durationMs = 22_000;
  const schedule = scheduleOf(seed, durationMs, QUICK, KINDS);
  const planned = [...schedule.processes, ...schedule.networks].map(({ kind }) => kind);
  expect(new Set(planned)).toEqual(new Set(KINDS));

  const { violations, journal } = await runFaults(cluster, {
    seed,
    durationMs,
    schedule,
    canvases: 2,
    restWriters: 3,
    browsers: 4,
    readers: 3,
    paceMs: 60,
    haste: 5,
    restLimitMs: 60_000,
    restarts: true,
  });

  expect(violations).toEqual([]);
  expect(journal.acknowledged.length).toBeGreaterThan(200);
  expect(journal.resends).toBeGreaterThan(0);
  expect(journal.reconnects).toBeGreaterThan(0);
}, 180_000);
