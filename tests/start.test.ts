import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { createClient } from '@aibmc/common/contract/client';
import { usersRoutes } from '@aibmc/common/contract/users';

/** `npm start` as a person meets it: what it prints, what it keeps, and what it leaves behind. */

const START = path.resolve(import.meta.dirname, '../scripts/start.ts');

interface Run {
  child: ChildProcess;
  output: () => string;
  /** Resolves with the printed address, or rejects with what was printed when the command ended. */
  ready: Promise<string>;
  ended: Promise<number | null>;
}

const started: ChildProcess[] = [];
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'aibmc-start-'));
});
afterAll(async () => {
  for (const child of started) child.kill('SIGTERM');
  const alive = started.filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(alive.map((child) => once(child, 'exit')));
  await rm(root, { recursive: true, force: true });
}, 60_000);

function start(dataDir: string, ...args: string[]): Run {
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, AIBMC_DATA_DIR: dataDir, OPENAI_API_KEY: '', BCRYPT_COST: '4' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const address = /AIBMC is ready: (\S+)/.exec(text)?.[1];
        if (address) resolve(address);
      });
    }
    void ended.then(() => {
      reject(new Error(text));
    });
  });
  ready.catch(() => undefined);
  return { child, output: () => text, ready, ended };
}

const api = (url: string) => createClient(url, { ...usersRoutes, ...canvasesRoutes });
const person = { email: 'ada@example.org', password: 'a long enough password' };

async function canvasTitles(url: string): Promise<string[]> {
  const { accessToken } = await api(url).createSession({ body: person });
  const { items } = await api(url).listCanvases({ query: {} }, { token: accessToken });
  return items.map(({ title }) => title);
}

async function processesOf(dataDir: string): Promise<number[]> {
  const { readdir } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const environments = await Promise.all(
    pids.map(async (pid) => [pid, await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')] as const),
  );
  return environments
    .filter(([pid, text]) => text.includes(dataDir) && pid !== process.pid)
    .map(([pid]) => pid);
}

/** The one process of a run whose command line reads so. */
async function processOf(dataDir: string, command: RegExp): Promise<number> {
  for (const pid of await processesOf(dataDir)) {
    if (command.test(await readFile(`/proc/${pid}/cmdline`, 'utf8'))) return pid;
  }
  throw new Error(`No process of ${dataDir} is ${command}`);
}

describe('npm start', () => {
  test('keeps everything over a clean stop and over kill -9, and leaves no process behind', async () => {
    const dataDir = path.join(root, 'kept');
    const first = start(dataDir, '--port', '0');
    const url = await first.ready;
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(200);
    const { accessToken } = await api(url).createUser({ body: person });
    await api(url).createCanvas({ body: { title: 'First' } }, { token: accessToken });

    const again = start(dataDir, '--port', '0');
    expect(await again.ended).toBe(1);
    expect(again.output().trim()).toMatch(
      /^AIBMC already runs from this folder at http:\S+ \(process \d+\)\.[^\n]*$/,
    );

    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('Everything is kept');
    expect(await processesOf(dataDir)).toEqual([]);

    const second = start(dataDir, '--port', '0');
    const { accessToken: token } = await api(await second.ready).createSession({ body: person });
    await api(await second.ready).createCanvas({ body: { title: 'Second' } }, { token });
    second.child.kill('SIGKILL');
    await second.ended;

    const third = start(dataDir, '--port', '0');
    expect((await canvasTitles(await third.ready)).sort()).toEqual(['First', 'Second']);
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(0);
    await gone(dataDir);
  }, 240_000);

  test('starts a service again that died', async () => {
    const dataDir = path.join(root, 'revived');
    const run = start(dataDir, '--port', '0');
    const url = await run.ready;
    const pid = await processOf(dataDir, /group-service/);
    const { accessToken } = await api(url).createUser({ body: person });
    process.kill(pid, 'SIGKILL');
    await until(
      async () => (await api(url).listCanvases({ query: {} }, { token: accessToken })).items.length === 0,
    );
    expect(run.output()).toMatch(/group-service ended \(SIGKILL\) and is started again/);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
  }, 180_000);

  test('starts PostgreSQL again that died, and loses nothing', async () => {
    const dataDir = path.join(root, 'healed');
    const run = start(dataDir, '--port', '0');
    const url = await run.ready;
    const { accessToken } = await api(url).createUser({ body: person });
    await api(url).createCanvas({ body: { title: 'Kept' } }, { token: accessToken });
    process.kill(await processOf(dataDir, /postgres\0-D/), 'SIGKILL');
    await until(() => Promise.resolve(/PostgreSQL ended and is started again/.test(run.output())));
    await until(async () => (await canvasTitles(url)).includes('Kept'));
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    await gone(dataDir);
  }, 180_000);

  test('says in one line that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const run = start(path.join(root, 'taken'), '--port', String(port));
    expect(await run.ended).toBe(1);
    expect(run.output().trim()).toBe(
      `Port ${port} is taken by another program. Choose another one: npm start -- --port ${port + 1}`,
    );
    other.close();
  });

  test('says in one line that the data folder is broken', async () => {
    const dataDir = path.join(root, 'not-a-folder');
    await writeFile(dataDir, '');
    const run = start(dataDir, '--port', '0');
    expect(await run.ended).toBe(1);
    expect(run.output().trim()).toMatch(/^The data folder .*not-a-folder cannot be made: [^\n]*$/);
  });

  test('refuses a port that is none', async () => {
    const run = start(path.join(root, 'bad'), '--port', 'x');
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('--port must be a number');
  });
});

async function gone(dataDir: string): Promise<void> {
  await until(async () => (await processesOf(dataDir)).length === 0);
}

/** Waits up to 20 s until something holds; an error counts as not yet. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 20_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > limit) throw new Error('It did not come to hold within 20 s');
    await delay(50);
  }
}
