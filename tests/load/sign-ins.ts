import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@aibmc/common/ids';
import { register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { cpuSecondsOf, median, quantile, runApart } from './processes.ts';
import type { Rate, RawBcryptTask } from './raw-bcrypt.ts';
import { table } from './table.ts';

/**
 * A storm of sign-ins through the gateway against bcrypt alone on all cores, in turns; and what other routes take in
 * another storm against what they take without it. `node tests/load/sign-ins.ts`
 */
const COST = 10;
const ROUNDS = 4;
const SECONDS = 8;
/** Clients that sign in again and again. */
const CLIENTS = 16;
const PROBE_EVERY_MS = 40;

const NO_LIMIT = '1000000';
const cluster = await startTestCluster({
  BCRYPT_COST: String(COST),
  SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: NO_LIMIT,
  SIGN_IN_FAILURES_PER_ADDRESS: NO_LIMIT,
  SIGN_IN_FAILURES_PER_ACCOUNT: NO_LIMIT,
});
try {
  await compare(cluster);
} finally {
  await cluster.discard();
}

async function compare(cluster: TestCluster): Promise<void> {
  const { api } = cluster;
  const people: TestPerson[] = [];
  for (let count = 0; count < CLIENTS; count += 1) people.push(await register(api, `Student ${count}`));
  const [prober] = people;
  if (!prober) throw new Error('nobody registered');
  const canvas = await api.createCanvas({ body: { title: 'Probed' } }, { token: prober.token });
  const probe = (ms: number) => probeFor(api, prober, canvas.id, ms);
  await probe(2_000);
  const [storms, raws]: [Rate[], Rate[]] = [[], []];
  const quiet: Probed = { read: [], edit: [] };
  const busy: Probed = { read: [], edit: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const raw = await runApart<RawBcryptTask, Rate>(path.join(import.meta.dirname, 'raw-bcrypt.ts'), {
      cost: COST,
      atOnce: availableParallelism(),
      seconds: SECONDS,
    });
    add(quiet, await probe(SECONDS * 1_000));
    const storm = await signInFor(cluster, people, SECONDS);
    const probing = probe(SECONDS * 1_000);
    await signInFor(cluster, people, SECONDS);
    add(busy, await probing);
    raws.push(raw);
    storms.push(storm);
  }
  const p99 = (route: string, name: keyof Probed): string => {
    const [during, before] = [quantile(busy[name], 0.99), quantile(quiet[name], 0.99)];
    const ratio = (during / before).toFixed(2);
    return `| ${route}, p99 ms | ${during.toFixed(1)} | ${before.toFixed(1)} | ${ratio} × | ≤ 2 × |`;
  };
  console.log(
    table(`| bcrypt of cost ${COST}, ${availableParallelism()} cores | storm | without | | to reach |`, [
      pairs('sign-ins/s against bcrypt alone', storms, raws, ({ perSecond }) => perSecond),
      pairs('sign-ins per CPU-second of user-service', storms, raws, ({ cpuSeconds }) => 1 / cpuSeconds),
      p99('GET /canvases/:id', 'read'),
      p99('POST /canvases/:id/edits', 'edit'),
    ]),
  );
}

/** Medians of the pairs, and of their ratios. */
function pairs(
  what: string,
  storms: readonly Rate[],
  raws: readonly Rate[],
  of: (rate: Rate) => number,
): string {
  const ratios = storms.map((storm, at) => of(storm) / of(raws[at] ?? storm));
  const [storm, raw] = [median(storms.map(of)), median(raws.map(of))];
  return `| ${what} | ${storm.toFixed(1)} | ${raw.toFixed(1)} | ${median(ratios).toFixed(2)} × | ≥ 0.95 × |`;
}

interface Probed {
  read: number[];
  edit: number[];
}

function add(all: Probed, more: Probed): void {
  all.read.push(...more.read);
  all.edit.push(...more.edit);
}

/** Everybody signs in again and again. */
async function signInFor(
  { api, processOf }: TestCluster,
  people: readonly TestPerson[],
  seconds: number,
): Promise<Rate> {
  const pid = processOf('user-service').pid ?? 0;
  const before = cpuSecondsOf(pid);
  const from = performance.now();
  let count = 0;
  await Promise.all(
    people.map(async ({ email, password }) => {
      while (performance.now() - from < seconds * 1_000) {
        await api.createSession({ body: { email, password } });
        count += 1;
      }
    }),
  );
  return {
    perSecond: count / ((performance.now() - from) / 1_000),
    cpuSeconds: (cpuSecondsOf(pid) - before) / count,
  };
}

/** Reads and edits a canvas in turn, at a calm pace: milliseconds of each. */
async function probeFor(
  api: TestCluster['api'],
  { token }: TestPerson,
  canvasId: string,
  ms: number,
): Promise<Probed> {
  const taken: Probed = { read: [], edit: [] };
  const params = { canvasId };
  const until = performance.now() + ms;
  for (let count = 0; performance.now() < until; count += 1) {
    const from = performance.now();
    if (count % 2 === 0) await api.getCanvas({ params }, { token });
    else {
      const edit = { id: newId(), type: 'canvas.set' as const, set: { title: `Probed ${count}` } };
      await api.applyEdits({ params, body: { edits: [edit] } }, { token });
    }
    const took = performance.now() - from;
    taken[count % 2 === 0 ? 'read' : 'edit'].push(took);
    await delay(Math.max(0, PROBE_EVERY_MS - took));
  }
  return taken;
}
