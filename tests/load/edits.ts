import path from 'node:path';
import { poolConfig } from '@aibmc/common/database';
import { newId } from '@aibmc/common/ids';
import pg from 'pg';
import { secretsOf } from '../../scripts/secrets.ts';
import { register, startTestCluster, type TestCluster } from '../cluster.ts';
import { runPgbench } from './pgbench.ts';
import { cpuSecondsOf, median, runApart } from './processes.ts';
import type { WritersResult, WritersTask } from './writers.ts';

/**
 * Acknowledged edits a second: 32 writers on 50 canvases through the gateway by WebSocket, against pgbench that writes
 * the same, one transaction an edit, to the same PostgreSQL. `node tests/load/edits.ts`
 */
const WRITERS = 32;
const CANVASES = 50;
const NOTES = 20;
const IN_FLIGHT = 16;
const SECONDS = 5;
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const PGBENCH_CLIENTS = [1, 4, 8, 16, 32, 64];
/** Share of the most that were acknowledged at which the time of an edit is looked at too. */
const CALM_SHARES = [0.7, 0.5, 0.3];

const cluster = await startTestCluster({}, { durable: true });
try {
  await measure(cluster);
} finally {
  await cluster.discard();
}

async function measure({ api, url, dataDir, postgres, processOf }: TestCluster): Promise<void> {
  const people = await Promise.all(Array.from({ length: WRITERS }, (_, i) => register(api, `Writer ${i}`)));
  const owner = people[0]!;
  const group = await api.createGroup({ body: { name: 'Load' } }, { token: owner.token });
  const invitation = await api.createInvitation(
    { params: { groupId: group.id }, body: { role: 'editor' } },
    { token: owner.token },
  );
  for (const { token } of people.slice(1)) {
    await api.acceptInvitation({ params: { token: invitation.token } }, { token });
  }
  const canvases: { id: string; noteIds: string[] }[] = [];
  for (let count = 0; count < CANVASES; count += 1) {
    const { id } = await api.createCanvas(
      { body: { title: `Canvas ${count}`, groupId: group.id } },
      { token: owner.token },
    );
    const noteIds = Array.from({ length: NOTES }, () => newId());
    const edits = noteIds.map((noteId) => ({
      id: newId(),
      type: 'note.add' as const,
      note: { id: noteId, block: 'channels' as const, text: 'Stall at the market' },
    }));
    await api.applyEdits({ params: { canvasId: id }, body: { edits } }, { token: owner.token });
    canvases.push({ id, noteIds });
  }
  const { hostname, port } = new URL(url);
  const task: WritersTask = {
    host: hostname,
    port: Number(port),
    inFlight: IN_FLIGHT,
    seconds: SECONDS,
    writers: people.map(({ token }, index) => ({
      token,
      canvases: [index, index + WRITERS].flatMap((at) => canvases[at] ?? []),
    })),
  };

  const secrets = await secretsOf(dataDir);
  const password = secrets.passwords['group-service'];
  const config = {
    DATABASE_HOST: postgres.host,
    DATABASE_PORT: postgres.port,
    DATABASE_NAME: 'aibmc',
    DATABASE_PASSWORD: password,
    DATABASE_POOL_SIZE: 1,
    MIGRATIONS_DIR: undefined,
  };
  const pool = new pg.Pool(poolConfig('group-service', config));
  await pool.query(
    'CREATE TABLE bench_notes (canvas int, note int, canvas_id uuid, note_id uuid, author uuid, PRIMARY KEY (canvas, note))',
  );
  await pool.query(
    `INSERT INTO bench_notes SELECT c, n, canvas_id, note_id, $5 FROM unnest($1::int[], $2::int[], $3::uuid[], $4::uuid[]) AS w (c, n, canvas_id, note_id)`,
    [
      canvases.flatMap(({ noteIds }, at) => noteIds.map(() => at + 1)),
      canvases.flatMap(({ noteIds }) => noteIds.map((_, at) => at + 1)),
      canvases.flatMap(({ id, noteIds }) => noteIds.map(() => id)),
      canvases.flatMap(({ noteIds }) => noteIds),
      owner.id,
    ],
  );
  await pool.end();
  const server = {
    host: postgres.host,
    port: postgres.port,
    database: 'aibmc',
    user: 'group_service',
    password,
  };
  const writersFile = path.join(import.meta.dirname, 'writers.ts');
  const pids = {
    gateway: processOf('frontend').pid!,
    'group-service': processOf('group-service').pid!,
  };

  const best: number[] = [];
  const most: WritersResult[] = [];
  const calm = new Map<number, WritersResult[]>(CALM_SHARES.map((share) => [share, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const results = await runPgbench(server, {
      canvases: CANVASES,
      notes: NOTES,
      seconds: 3,
      clients: PGBENCH_CLIENTS,
    });
    const top = results.reduce((a, b) => (a.perSecond > b.perSecond ? a : b));
    best.push(top.perSecond);
    console.log(`pgbench, best: ${top.perSecond.toFixed(0)}/s with ${top.clients} clients`);
    const before = Object.values(pids).map(cpuSecondsOf);
    const full = await runApart<WritersTask, WritersResult>(writersFile, task);
    const used = Object.values(pids).map((pid, index) => cpuSecondsOf(pid) - (before[index] ?? 0));
    most.push(full);
    print('as many as go', full);
    console.log(
      `  CPU µs an edit: ${Object.keys(pids)
        .map((name, index) => `${name} ${(((used[index] ?? 0) * 1e6) / full.acknowledged).toFixed(0)}`)
        .join(', ')}, writers ${((full.cpuSeconds * 1e6) / full.acknowledged).toFixed(0)}`,
    );
    for (const share of CALM_SHARES) {
      const rate = share * full.perSecond;
      const result = await runApart<WritersTask, WritersResult>(writersFile, { ...task, rate });
      calm.get(share)?.push(result);
      print(`${share * 100} % of that`, result);
    }
  }

  const peer = median(best);
  const row = (name: string, results: WritersResult[]): string => {
    const perSecond = median(results.map((result) => result.perSecond));
    const ms = (pick: 'p50' | 'p99') => median(results.map((result) => result[pick])).toFixed(1);
    return `| ${name} | ${perSecond.toFixed(0)} | ${(perSecond / peer).toFixed(1)} × | ${ms('p50')} | ${ms('p99')} |`;
  };
  console.log(
    [
      '',
      `${WRITERS} writers, ${CANVASES} canvases, up to ${IN_FLIGHT} edits in flight each, medians of ${ROUNDS} rounds`,
      '',
      '| | edits/s | against pgbench | p50 ms | p99 ms |',
      '| --- | --- | --- | --- | --- |',
      `| pgbench, best of ${PGBENCH_CLIENTS.join(', ')} clients | ${peer.toFixed(0)} | 1 × | | |`,
      row('as many as go', most),
      ...[...calm].map(([share, results]) => row(`${share * 100} % of that`, results)),
    ].join('\n'),
  );
}

function print(name: string, { perSecond, p50, p99, refused }: WritersResult): void {
  console.log(
    `${name}: ${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, refused ${refused}`,
  );
}
