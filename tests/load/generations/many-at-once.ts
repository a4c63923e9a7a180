import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@aibmc/common/ids';
import { register, type TestPerson } from '../../cluster.ts';
import { memoryOf, quantile, startApart } from '../processes.ts';
import { type Bench, countsOf, makeCanvases, modelOfPace } from './bench.ts';
import type { GenerationWatchersResult, GenerationWatchersTask } from './watchers.ts';
import { table } from '../table.ts';

/** Milliseconds between two pieces of 12 characters: about 15 tokens a second for each of them. */
export const MANY_PACE_MS = Number(process.env['PACE_MS'] ?? 200);
const AT_ONCE = 300;
const DRAFTS_A_PERSON = 10;
const PROBES = 600;
const PROBE_EVERY_MS = 50;

interface Probed {
  read: number[];
  edit: number[];
}

/** Drafts that stream at once, each with a watcher, against none: memory, and the time of other routes. */
export async function manyAtOnce(bench: Bench): Promise<string> {
  const canvases: GenerationWatchersTask['canvases'] = [];
  for (let people = 0; people < AT_ONCE / DRAFTS_A_PERSON; people += 1) {
    const person = await register(bench.api, `Watcher ${people}`);
    for (const canvasId of await makeCanvases(bench, person, DRAFTS_A_PERSON)) {
      canvases.push({ token: person.token, canvasId });
    }
  }
  const prober = await register(bench.api, 'Prober');
  const [probed = ''] = await makeCanvases(bench, prober, 1);
  const pids = (['frontend', 'bmc-service'] as const).map((service) => bench.processOf(service).pid!);
  const memory = () => pids.map(memoryOf);

  await probe(bench, prober, probed, PROBES / 4);
  await delay(3_000);
  const idle = memory();
  const quiet = await probe(bench, prober, probed, PROBES);

  const watchers = startApart(path.join(import.meta.dirname, 'watchers.ts'));
  const task: GenerationWatchersTask = { url: bench.url, model: modelOfPace(MANY_PACE_MS), canvases };
  await watchers.ask<'watching'>(task);
  const ended = watchers.next<GenerationWatchersResult>();
  const most = [...idle];
  const sampling = setInterval(() => {
    for (const [at, bytes] of memory().entries()) most[at] = Math.max(most[at] ?? 0, bytes);
  }, 500);
  const { open: openAtFirst } = await countsOf(bench);
  const busy = await probe(bench, prober, probed, PROBES);
  const { open: openAtLast } = await countsOf(bench);
  const result = await ended;
  clearInterval(sampling);
  watchers.end();

  const more = most.map((bytes, at) => (bytes - (idle[at] ?? 0)) / 1e6);
  const total = more.reduce((sum, megabytes) => sum + megabytes, 0);
  const p99 = (name: keyof Probed): string => {
    const [during, before] = [quantile(busy[name], 0.99), quantile(quiet[name], 0.99)];
    return `${during.toFixed(1)} | ${before.toFixed(1)} | ${(during / before).toFixed(2)} × | ≤ 2 × |`;
  };
  return table(`| ${AT_ONCE} drafts at once, a watcher each | during | idle | | to reach |`, [
    `| memory of gateway and bmc-service, MB | ${most.map(inMegabytes).join(' + ')} | ${idle.map(inMegabytes).join(' + ')} | + ${total.toFixed(0)} | ≤ + 120 |`,
    `| GET /canvases/:id, p99 ms | ${p99('read')}`,
    `| POST /canvases/:id/edits, p99 ms | ${p99('edit')}`,
    `| streaming when the probes began and ended | ${openAtFirst}, ${openAtLast} | | | |`,
    `| ended as done | ${result.done} of ${AT_ONCE} | | ${(result.events / result.seconds).toFixed(0)} events/s for ${result.seconds.toFixed(0)} s | |`,
  ]);
}

function inMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Reads and edits a canvas in turn, at a calm pace: milliseconds of each. */
async function probe(
  { api }: Bench,
  { token }: TestPerson,
  canvasId: string,
  times: number,
): Promise<Probed> {
  const taken: Probed = { read: [], edit: [] };
  const params = { canvasId };
  const noteId = newId();
  const note = { id: noteId, block: 'channels' as const, text: 'Stall at the market' };
  await api.applyEdits({ params, body: { edits: [{ id: newId(), type: 'note.add', note }] } }, { token });
  for (let count = 0; count < times; count += 1) {
    const from = performance.now();
    if (count % 2 === 0) await api.getCanvas({ params }, { token });
    else {
      const set = { text: `Stall number ${count}` };
      const edits = [{ id: newId(), type: 'note.set' as const, noteId, set }];
      await api.applyEdits({ params, body: { edits } }, { token });
    }
    const ms = performance.now() - from;
    taken[count % 2 === 0 ? 'read' : 'edit'].push(ms);
    await delay(Math.max(0, PROBE_EVERY_MS - ms));
  }
  return taken;
}
