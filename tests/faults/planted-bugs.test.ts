import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FaultCluster, startFaultCluster } from './fault-cluster.ts';
import type { ViolationKind } from './oracle/evidence.ts';
import { buildGroupService, buildStore, PLANTED_BUGS } from './planted-bugs.ts';
import { type RunOptions, runFaults } from './run.ts';
import type { PlannedFault } from './schedule.ts';

/** The convergence test must be able to fail: each mistake here is made in the real sources, and found. */

let folder: string;
let program: string;
let cluster: FaultCluster;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'aibmc-planted-'));
  program = path.join(folder, 'group-service.mjs');
  await buildGroupService(program);
  cluster = await startFaultCluster({ groupService: program });
}, 60_000);
afterAll(async () => {
  await cluster.discard();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const at = (times: readonly number[], kind: PlannedFault['kind'], lastsMs = 0): PlannedFault[] =>
  times.map((time) => ({ kind, at: time, lastsMs }));

/** The connections to PostgreSQL are lost with all that was on its way. */
const LOST_ON_THE_WAY = at([500, 1_200, 1_900], 'database held and cut', 300);
const POSTGRESQL_KILLED = at([800, 3_000], 'PostgreSQL killed');
const SOCKETS_LOST = at([500, 1_000, 1_500, 2_000], 'clients cut');

async function kindsFoundIn(options: Partial<RunOptions>): Promise<ViolationKind[]> {
  const { violations } = await runFaults(cluster, {
    seed: 1,
    durationMs: 2_500,
    schedule: { processes: [], networks: [] },
    canvases: 2,
    restWriters: 3,
    browsers: 4,
    readers: 4,
    paceMs: 30,
    haste: 4,
    restLimitMs: 5_000,
    restarts: false,
    ...options,
  });
  return [...new Set(violations.map(({ kind }) => kind))];
}

async function plant(bug: keyof typeof PLANTED_BUGS): Promise<void> {
  await buildGroupService(program, PLANTED_BUGS[bug]);
  await cluster.renewReplicas();
}

test('what is really built does nothing wrong, whatever of these happens', async () => {
  const schedule = { processes: POSTGRESQL_KILLED, networks: [...SOCKETS_LOST, ...LOST_ON_THE_WAY] };
  expect(await kindsFoundIn({ durationMs: 4_000, schedule, restLimitMs: 30_000 })).toEqual([]);
}, 60_000);

describe('code of a browser that', () => {
  test('sends again with new ids is found to do twice what was done once', async () => {
    const Store = await buildStore(PLANTED_BUGS['sends again with new ids'], folder);
    const schedule = { processes: [], networks: SOCKETS_LOST };
    expect(await kindsFoundIn({ Store, schedule })).toContain('applied-twice');
  }, 60_000);
});

describe('a group-service that', () => {
  test('acknowledges before commit is found to lose what was acknowledged', async () => {
    await plant('acknowledges before commit');
    const schedule = { processes: [], networks: LOST_ON_THE_WAY };
    expect(await kindsFoundIn({ schedule })).toContain('acknowledged-lost');
  }, 60_000);

  test('commits without waiting for the disk is found to lose what was acknowledged', async () => {
    await plant('commits without waiting for the disk');
    const schedule = { processes: POSTGRESQL_KILLED, networks: [] };
    expect(await kindsFoundIn({ durationMs: 4_000, schedule })).toContain('acknowledged-lost');
  }, 60_000);

  test('drops notifications is found to leave people behind', async () => {
    await plant('drops notifications');
    const kinds = await kindsFoundIn({});
    expect(kinds.filter((kind) => kind === 'late' || kind === 'unsettled')).not.toEqual([]);
  }, 60_000);

  test('drops a batch of a room is found to leave a gap in what people get', async () => {
    await plant('drops a batch of a room');
    expect(await kindsFoundIn({})).toContain('stream-gap');
  }, 60_000);

  /** The last, since it changes the tables: the constraint would refuse what this build does. */
  test('does not look whether an edit was applied before is found to apply it twice', async () => {
    await plant('applies again what is sent again');
    await cluster.asSuperuser((client) =>
      client.query('ALTER TABLE group_service.edits DROP CONSTRAINT edits_canvas_id_edit_id_key'),
    );
    expect(await kindsFoundIn({})).toContain('applied-twice');
  }, 60_000);
});
