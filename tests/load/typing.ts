import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { newId } from '@aibmc/common/ids';
import { launchBrowser } from '../browser/browser.ts';
import { register, startTestCluster, type TestCluster } from '../cluster.ts';

/**
 * The canvas page: how much code it loads, and how many frames a second the browser shows while somebody types in a
 * board of 300 notes and another edits it too. `node tests/load/typing.ts`
 */
const NOTES = 300;
const SECONDS = 5;
const OTHER_EDITS_MS = 200;
const KEYS_MS = 50;
const ROOT = path.resolve(import.meta.dirname, '../..');

const cluster = await startTestCluster();
try {
  await weigh();
  await type(cluster);
} finally {
  await cluster.discard();
}

/** The code and styles that the canvas page can load, as gzip makes them; history only comes when it is opened. */
async function weigh(): Promise<void> {
  const dir = path.join(ROOT, 'frontend/dist/public');
  for (const name of (await readdir(dir)).filter((file) => /\.(js|css)$/.test(file))) {
    const { length } = gzipSync(await readFile(path.join(dir, name)), { level: 9 });
    console.log(`${name}: ${(length / 1_000).toFixed(1)} kB gzip`);
  }
}

async function type({ api, url }: TestCluster): Promise<void> {
  const { token } = await register(api, 'Typist');
  const { id: canvasId } = await api.createCanvas({ body: { title: 'A full board' } }, { token });
  const notes = Array.from({ length: NOTES }, (_, count) => ({
    id: newId(),
    block: BLOCKS[count % BLOCKS.length]!,
    text: `Stall number ${count} at the Saturday market`,
  }));
  const edits = notes.map((note) => ({ id: newId(), type: 'note.add' as const, note }));
  const apply = (some: typeof edits | object[]) =>
    api.applyEdits({ params: { canvasId }, body: { edits: some as typeof edits } }, { token });
  for (let at = 0; at < NOTES; at += LIMITS.editsPerRequest) {
    await apply(edits.slice(at, at + LIMITS.editsPerRequest));
  }
  const browser = await launchBrowser(url);
  try {
    const context = await browser.open();
    await context.addCookies([{ name: 'aibmc_access', value: token, url }]);
    const page = await context.newPage();
    await page.goto(`/canvases/${canvasId}`);
    await page.locator('#block-channels .note').first().waitFor();
    await page.getByRole('button', { name: 'Add a note to Channels' }).click();
    await page.locator('#add-channels textarea').focus();
    let count = 0;
    const other = setInterval(() => {
      const note = notes[count++ % NOTES]!;
      void apply([
        { id: newId(), type: 'note.set', noteId: note.id, set: { text: `Stall number ${count}, moved` } },
      ]);
    }, OTHER_EDITS_MS);
    const idle = await framesWhile(page, () => new Promise((resolve) => setTimeout(resolve, 2_000)));
    const typing = await framesWhile(page, async () => {
      const until = Date.now() + SECONDS * 1_000;
      while (Date.now() < until) await page.keyboard.type('stall ', { delay: KEYS_MS });
    });
    clearInterval(other);
    console.log(
      `${NOTES} notes: ${typing.perSecond.toFixed(1)} frames/s while typing (longest wait for a frame ` +
        `${typing.longestMs.toFixed(0)} ms), ${idle.perSecond.toFixed(1)} without typing`,
    );
  } finally {
    await browser.close();
  }
}

async function framesWhile(
  page: { evaluate: <T>(script: string) => Promise<T> },
  act: () => Promise<unknown>,
): Promise<{ perSecond: number; longestMs: number }> {
  await page.evaluate(`
    window.frameTimes = [];
    window.countFrames = (time) => { window.frameTimes.push(time); window.nextFrame = requestAnimationFrame(window.countFrames); };
    window.nextFrame = requestAnimationFrame(window.countFrames);`);
  await act();
  const times = await page.evaluate<number[]>('cancelAnimationFrame(window.nextFrame); window.frameTimes');
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  return { perSecond: gaps.length / seconds, longestMs: Math.max(...gaps) };
}
