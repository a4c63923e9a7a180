import { execFile } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@aibmc/common/ids';
import { register, startTestCluster, type TestCluster } from '../cluster.ts';
import { cpuSecondsOf, median, runApart } from './processes.ts';
import type { WatchersResult, WatchersTask } from './watchers.ts';

/**
 * What others see of an edit, against hocuspocus with Yjs updates of the same text: deliveries per CPU-second of the
 * server with 200 watchers of one canvas, and the time until another sees an edit with 50. Both are reached without
 * anything in between; ours commits every edit to PostgreSQL first. `node tests/load/fan-out.ts`
 */
const MANY = 200;
const SOME = 50;
const OUTSTANDING = 16;
const SECONDS = 5;
const RATE = 100;
const ROUNDS = Number(process.env['ROUNDS'] ?? 6);
const PEERS = path.join(import.meta.dirname, 'peers');

interface Side {
  pid: number;
  task: Pick<WatchersTask, 'kind' | 'host' | 'port' | 'aibmc'>;
}

const cluster = await startTestCluster({}, { durable: true });
const peer = await startPeer();
try {
  await compare({ ours: await ourSide(cluster), hocuspocus: peer });
} finally {
  process.kill(peer.pid);
  await cluster.discard();
}

async function startPeer(): Promise<Side> {
  if (!existsSync(path.join(PEERS, 'node_modules'))) {
    await promisify(execFile)('npm', ['ci', '--prefix', PEERS]);
  }
  const child = fork(path.join(PEERS, 'hocuspocus.mjs'), { execArgv: ['--no-warnings'] });
  const [port] = (await once(child, 'message')) as [number];
  return { pid: child.pid!, task: { kind: 'hocuspocus', host: '127.0.0.1', port } };
}

async function ourSide({ api, ports, processOf }: TestCluster): Promise<Side> {
  const { token } = await register(api, 'Watcher');
  const { id: canvasId } = await api.createCanvas({ body: { title: 'Watched' } }, { token });
  const noteId = newId();
  const note = { id: noteId, block: 'channels' as const, text: 'Stall at the market' };
  const edits = [{ id: newId(), type: 'note.add' as const, note }];
  await api.applyEdits({ params: { canvasId }, body: { edits } }, { token });
  return {
    pid: processOf('group-service').pid!,
    task: {
      kind: 'aibmc',
      host: '127.0.0.1',
      port: ports['group-service'],
      aibmc: { token, canvasId, noteId },
    },
  };
}

async function compare(sides: Record<'ours' | 'hocuspocus', Side>): Promise<void> {
  const figures = {
    perCpu: { ours: [] as number[], hocuspocus: [] as number[] },
    edits: { ours: [] as number[], hocuspocus: [] as number[] },
    p50: { ours: [] as number[], hocuspocus: [] as number[] },
    p99: { ours: [] as number[], hocuspocus: [] as number[] },
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'hocuspocus'] as const) : (['hocuspocus', 'ours'] as const);
    for (const name of order) {
      const { pid, task } = sides[name];
      const common = { ...task, seconds: SECONDS, outstanding: OUTSTANDING };
      const before = cpuSecondsOf(pid);
      const busy = await run({ ...common, watchers: MANY });
      figures.perCpu[name].push(busy.deliveries / (cpuSecondsOf(pid) - before));
      figures.edits[name].push(busy.perSecond);
      const calm = await run({ ...common, watchers: SOME, rate: RATE });
      figures.p50[name].push(calm.p50);
      figures.p99[name].push(calm.p99);
      console.log(
        `${name}: ${(figures.perCpu[name].at(-1)! / 1_000).toFixed(0)} k deliveries per CPU-second at ` +
          `${busy.perSecond.toFixed(0)} edits/s; seen after p50 ${calm.p50.toFixed(2)} ms, p99 ${calm.p99.toFixed(2)} ms`,
      );
    }
  }
  const row = (
    name: string,
    { ours, hocuspocus }: { ours: number[]; hocuspocus: number[] },
    digits = 0,
  ): string =>
    `| ${name} | ${median(ours).toFixed(digits)} | ${median(hocuspocus).toFixed(digits)} | ` +
    `${(median(ours) / median(hocuspocus)).toFixed(2)} × |`;
  console.log(
    [
      '',
      `medians of ${ROUNDS} rounds in turn`,
      '',
      '| | AIBMC | hocuspocus | ratio |',
      '| --- | --- | --- | --- |',
      row(`deliveries per CPU-second, ${MANY} watchers, ${OUTSTANDING} edits outstanding`, figures.perCpu),
      row('edits/s meanwhile', figures.edits),
      row(`edit sent → seen, ${SOME} watchers, ${RATE} edits/s, p50 ms`, figures.p50, 2),
      row('the same, p99 ms', figures.p99, 2),
    ].join('\n'),
  );
}

function run(task: WatchersTask): Promise<WatchersResult> {
  return runApart(path.join(import.meta.dirname, 'watchers.ts'), task);
}
