import { spawn, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { binaries } from './binaries.ts';
import { type Account, asOrdinaryUser } from './ordinary-user.ts';

/** PostgreSQL could not be started. Its message is one line for the person who ran the command. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

export interface EmbeddedOptions {
  /** Folder of this server: cluster, log, password. Made where it is missing. */
  dir: string;
  /** False for tests: nothing is synced to disk, so a crash of the machine loses data. */
  durable?: boolean;
  /** Port to listen on; a free one where it is missing. A server that runs already keeps its own. */
  port?: number;
  /** Called before the one slow step, making a new cluster (about 3 s). */
  onCreate?: () => void;
}

export interface EmbeddedServer {
  host: '127.0.0.1';
  port: number;
  user: 'postgres';
  password: string;
  pid: number;
  /** True where a server that was left running was found and taken over. */
  adopted: boolean;
  /** Whether its process still runs. */
  isAlive: () => Promise<boolean>;
  /** Ends every connection, writes a checkpoint and stops the server. */
  stop: () => Promise<void>;
}

const MAJOR = '15';
const START_LIMIT_MS = 60_000;
const POLL_MS = 20;
/** How long the children of a server that was killed may take to notice it. */
const ORPHANS_LIMIT_MS = 10_000;

/** Starts PostgreSQL 15 from npm's binaries on a free loopback port, or takes over the one that runs on this folder. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  await fs.mkdir(options.dir, { recursive: true });
  const { initdb, postgres, dir, spawnAs } = await asOrdinaryUser(
    await binaries(),
    path.resolve(options.dir),
  );
  const data = path.join(dir, 'data');
  const password = await passwordOf(dir);
  const running = await runningServer(data);
  if (running) return server(running.pid, running.port, password, true);

  if (await isMissing(data)) {
    options.onCreate?.();
    await createCluster(initdb, data, path.join(dir, 'password'), options.durable ?? true, spawnAs);
  }
  await refuseForeignCluster(data);
  await removeForeignPid(data);
  const port = options.port ?? (await freePort());
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC'];
  if (options.durable === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const args = spawnAs.args(postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]);
  const logFile = path.join(dir, 'postgresql.log');
  const limit = Date.now() + ORPHANS_LIMIT_MS;
  for (;;) {
    const pid = await launch(
      { command: spawnAs.command(postgres), args, options: spawnAs.options },
      data,
      logFile,
    );
    if (pid !== null) return server(pid, port, password, false);
    const reason = await whyNot(data, logFile);
    if (!/pre-existing shared memory block/.test(reason) || Date.now() > limit)
      throw new EmbeddedError(reason);
    await delay(10 * POLL_MS);
  }
}

interface Launch {
  command: string;
  args: string[];
  options: SpawnOptions;
}

/** The process id of a server once it takes connections; null where it ended before, or does not get ready. */
async function launch(
  { command, args, options }: Launch,
  data: string,
  logFile: string,
): Promise<number | null> {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return untilReady(data, child.pid, hasEnded);
}

function server(pid: number, port: number, password: string, adopted: boolean): EmbeddedServer {
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    pid,
    adopted,
    isAlive: () => isPostgres(pid),
    stop: () => stop(pid),
  };
}

async function stop(pid: number): Promise<void> {
  if (!(await isPostgres(pid))) return;
  process.kill(pid, 'SIGINT');
  const limit = Date.now() + 30_000;
  while (await isPostgres(pid)) {
    if (Date.now() > limit) throw new EmbeddedError(`PostgreSQL (process ${pid}) did not stop within 30 s`);
    await delay(POLL_MS);
  }
}

async function passwordOf(dir: string): Promise<string> {
  const file = path.join(dir, 'password');
  const known = await readIfThere(file);
  if (known) return known.trim();
  const password = randomBytes(24).toString('base64url');
  await fs.writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Made beside its place and then renamed, so that an interrupted start leaves no half of a cluster. */
async function createCluster(
  initdb: string,
  data: string,
  passwordFile: string,
  durable: boolean,
  as: Account,
): Promise<void> {
  const unfinished = `${data}.new`;
  await fs.rm(unfinished, { recursive: true, force: true });
  const pwfile = `${data}.pw`;
  await fs.copyFile(passwordFile, pwfile);
  await as.own(pwfile);
  const args = [
    '-D',
    unfinished,
    '-U',
    'postgres',
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  if (!durable) args.push('--no-sync');
  const child = spawn(as.command(initdb), as.args(initdb, args), {
    ...as.options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  await fs.rm(pwfile, { force: true });
  if (code !== 0) throw new EmbeddedError(`PostgreSQL could not make its data folder: ${lastLine(said)}`);
  await fs.rename(unfinished, data);
}

async function refuseForeignCluster(data: string): Promise<void> {
  const version = (await readIfThere(path.join(data, 'PG_VERSION')))?.trim();
  if (version === MAJOR) return;
  const what = version
    ? `was made by PostgreSQL ${version}, and this is ${MAJOR}`
    : 'is no PostgreSQL data folder';
  throw new EmbeddedError(
    `The data folder ${data} ${what}. Move it away, or set AIBMC_DATA_DIR to another one.`,
  );
}

/** The process id once that server takes connections: PostgreSQL writes 'ready' on line 8 of its pid file. */
async function untilReady(
  data: string,
  pid: number | undefined,
  hasEnded = (): boolean => false,
): Promise<number | null> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && !hasEnded()) {
    const lines = await pidFile(data);
    // one that was killed leaves its own file behind
    if (Number(lines?.[0]) === pid && lines?.[7]?.trim() === 'ready') return Number(pid);
    await delay(POLL_MS);
  }
  return null;
}

async function runningServer(data: string): Promise<{ pid: number; port: number } | null> {
  const lines = await pidFile(data);
  if (!lines) return null;
  const pid = Number(lines[0]);
  if (!(await isPostgres(pid))) return null;
  // It may still be starting or recovering, so its port counts only once it says that it is ready.
  if ((await untilReady(data, pid)) === null)
    throw new EmbeddedError(`PostgreSQL (process ${pid}) on ${data} does not get ready`);
  return { pid, port: Number((await pidFile(data))?.[3]) };
}

/**
 * Removes the pid file of a server that is gone where its number went to another program, which PostgreSQL would take
 * for a server. Any other it reads itself: it tells whether children of a killed server still write.
 */
async function removeForeignPid(data: string): Promise<void> {
  const pid = Number((await pidFile(data))?.[0]);
  if (pid > 1 && isAlive(pid) && !(await isPostgres(pid))) {
    await fs.rm(path.join(data, 'postmaster.pid'), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function pidFile(data: string): Promise<string[] | null> {
  return (await readIfThere(path.join(data, 'postmaster.pid')))?.split('\n') ?? null;
}

/** Whether this process lives, is no zombie and is PostgreSQL: process ids are used again. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  if (!isAlive(pid)) return false;
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return process.platform !== 'linux';
  const [, name, state] = /^\d+ \((.*)\) (\S)/.exec(stat) ?? [];
  return name === 'postgres' && state !== 'Z';
}

async function whyNot(data: string, logFile: string): Promise<string> {
  const log = (await readIfThere(logFile)) ?? '';
  const fatal = log.split('\n').findLast((line) => /FATAL|PANIC|could not|error while loading/.test(line));
  return `PostgreSQL did not start on ${data}: ${fatal ?? lastLine(log)} (all of it in ${logFile})`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function isMissing(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => false,
    () => true,
  );
}

async function readIfThere(file: string): Promise<string | null> {
  return fs.readFile(file, 'utf8').catch(() => null);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new EmbeddedError('No free port was found');
  return address.port;
}
