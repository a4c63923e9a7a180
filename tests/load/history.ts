import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { newId } from '@aibmc/common/ids';
import { launchBrowser } from '../browser/browser.ts';
import { type Api, register, startTestCluster, type TestCluster, type TestPerson } from '../cluster.ts';
import { median } from './processes.ts';
import { openWire } from './wire.ts';

/**
 * What age and size cost: a canvas of 1,000 notes with 100,000 edits of history against one of 54 notes with none.
 * Opened (as JSON, as a page, in a browser until all notes are there), edited, restored. `node tests/load/history.ts`
 */
const OLD = { name: 'old', notes: 1_000, edits: 100_000 };
const YOUNG = { name: 'young', notes: 54, edits: 54 };
const OPENINGS = 40;
const BROWSER_OPENINGS = 8;
const EDITS = 400;
const RESTORES = 5;

interface Canvas {
  id: string;
  noteIds: string[];
  revision: number;
}

const cluster = await startTestCluster({}, { durable: true });
try {
  await measure(cluster);
} finally {
  await cluster.discard();
}

async function measure({ api, url }: TestCluster): Promise<void> {
  const person = await register(api, 'Reader');
  const canvases = { old: await makeCanvas(api, person, OLD), young: await makeCanvas(api, person, YOUNG) };
  const rows: string[] = [];
  const report = (name: string, times: Record<'old' | 'young', number[]>, limit = ''): void => {
    const [old, young] = [median(times.old), median(times.young)];
    rows.push(
      `| ${name} | ${old.toFixed(2)} | ${young.toFixed(2)} | ${(old / young).toFixed(2)} × | ${limit} |`,
    );
  };
  const inTurn = async (times: number, act: (canvas: Canvas) => Promise<number>) => {
    const taken = { old: [] as number[], young: [] as number[] };
    for (let count = 0; count < times; count += 1) {
      taken.old.push(await act(canvases.old));
      taken.young.push(await act(canvases.young));
    }
    return taken;
  };

  report('open, JSON', await inTurn(OPENINGS, ({ id }) => timeOf(() => readJson(url, person, id))));
  report('open, page', await inTurn(OPENINGS, ({ id }) => timeOf(() => readPage(url, person, id))));
  report('open, in a browser', await inBrowser(url, person, inTurn), '≤ 4 ×');
  report('edit, by WebSocket', await liveEdits(url, person, canvases), '≤ 1.2 ×');
  const restored: Record<'old' | 'young', number[]> = { old: [], young: [] };
  const first: string[] = [];
  for (const [name, canvas] of Object.entries(canvases)) {
    for (let count = 0; count < RESTORES; count += 1) {
      const revision = Math.floor((canvas.revision * (count + 1)) / (RESTORES + 1));
      const restore = () => restoreTo(url, person, canvas.id, revision);
      const taken = await timeOf(restore);
      if (count === 0) first.push(`${name} ${taken.toFixed(0)} ms`);
      else restored[name as 'old' | 'young'].push(taken);
    }
  }
  report('restore', restored);
  console.log(
    [
      '',
      '| | 1,000 notes, 100,000 edits, ms | 54 notes, ms | ratio | to reach |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
      `The first restore of all: ${first.join(', ')}.`,
    ].join('\n'),
  );
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

/** A canvas of so many notes, changed until its log is that long. */
async function makeCanvas(
  api: Api,
  { token }: TestPerson,
  { name, notes, edits }: { name: string; notes: number; edits: number },
): Promise<Canvas> {
  const { id } = await api.createCanvas({ body: { title: `The ${name} one` } }, { token });
  const noteIds = Array.from({ length: notes }, () => newId());
  const log = Array.from({ length: edits }, (_, count) => {
    const noteId = noteIds[count % notes]!;
    const text = `Stall number ${count} at the market`;
    return count < notes
      ? {
          id: newId(),
          type: 'note.add' as const,
          note: { id: noteId, block: BLOCKS[count % BLOCKS.length]!, text },
        }
      : { id: newId(), type: 'note.set' as const, noteId, set: { text } };
  });
  let revision = 0;
  for (let at = 0; at < log.length; at += LIMITS.editsPerRequest) {
    const body = { edits: log.slice(at, at + LIMITS.editsPerRequest) };
    ({ revision } = await api.applyEdits({ params: { canvasId: id }, body }, { token }));
  }
  return { id, noteIds, revision };
}

async function read(url: string, headers: Record<string, string>, init: RequestInit = {}): Promise<void> {
  const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(60_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
}

function readJson(url: string, { token }: TestPerson, id: string): Promise<void> {
  return read(`${url}/api/v1/canvases/${id}`, { authorization: `Bearer ${token}` });
}

function readPage(url: string, { token }: TestPerson, id: string): Promise<void> {
  return read(`${url}/canvases/${id}`, { cookie: `aibmc_access=${token}` });
}

function restoreTo(url: string, { token }: TestPerson, id: string, revision: number): Promise<void> {
  return read(
    `${url}/api/v1/canvases/${id}/restore`,
    { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    { method: 'POST', body: JSON.stringify({ id: newId(), revision }) },
  );
}

async function inBrowser(
  url: string,
  { token }: TestPerson,
  inTurn: (
    times: number,
    act: (canvas: Canvas) => Promise<number>,
  ) => Promise<Record<'old' | 'young', number[]>>,
): Promise<Record<'old' | 'young', number[]>> {
  const browser = await launchBrowser(url);
  try {
    const context = await browser.open();
    await context.addCookies([{ name: 'aibmc_access', value: token, url }]);
    const page = await context.newPage();
    return await inTurn(BROWSER_OPENINGS, ({ id, noteIds }) =>
      timeOf(async () => {
        await page.goto(`/canvases/${id}`);
        await page.waitForFunction(
          (count) => document.querySelectorAll('[data-note] .note-text').length >= count,
          noteIds.length,
        );
      }),
    );
  } finally {
    await browser.close();
  }
}

/** One edit after the other, on both canvases in turn: milliseconds until each is acknowledged. */
async function liveEdits(
  url: string,
  { token }: TestPerson,
  canvases: Record<'old' | 'young', Canvas>,
): Promise<Record<'old' | 'young', number[]>> {
  const { hostname, port } = new URL(url);
  const editor = async ({ id, noteIds }: Canvas) => {
    let acknowledged: () => void = () => undefined;
    const wire = await openWire({
      host: hostname,
      port: Number(port),
      path: `/api/v1/canvases/${id}/live`,
      token,
      onMessage: (payload) => {
        if (payload.toString('latin1', 0, 13) === '{"type":"ack"') acknowledged();
      },
    });
    return {
      wire,
      edit: (count: number) =>
        timeOf(() => {
          const done = new Promise<void>((resolve) => (acknowledged = resolve));
          const set = { text: `Stall number ${count}, moved` };
          const noteId = noteIds[count % noteIds.length];
          wire.send(
            JSON.stringify({ type: 'edits', edits: [{ id: newId(), type: 'note.set', noteId, set }] }),
          );
          return done;
        }),
    };
  };
  const editors = { old: await editor(canvases.old), young: await editor(canvases.young) };
  const taken = { old: [] as number[], young: [] as number[] };
  for (let count = 0; count < EDITS; count += 1) {
    taken.old.push(await editors.old.edit(count));
    taken.young.push(await editors.young.edit(count));
  }
  editors.old.wire.close();
  editors.young.wire.close();
  return taken;
}
