import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.mjs';
import { type Cluster, startCluster } from './cluster.ts';
import { isFree } from './ports.ts';

const HELP = `npm start -- [options]

  --port N       port of the pages (8888)
  --host H       address to listen on (127.0.0.1; 0.0.0.0 lets other machines in)
  --help         this text

AIBMC_DATA_DIR   folder that everything is kept in (.aibmc)
`;

interface Options {
  port: number;
  host: string;
  dataDir: string;
}

/** Ends this command with one line. */
function giveUp(line: string): never {
  console.error(line);
  process.exit(1);
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    const port = Number(values.port ?? process.env['AIBMC_PORT'] ?? 8888);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`--port must be a number up to 65535`);
    const dataDir = path.resolve(
      process.env['AIBMC_DATA_DIR'] ?? path.join(import.meta.dirname, '../.aibmc'),
    );
    return { port, host: values.host ?? '127.0.0.1', dataDir };
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

interface Running {
  pid: number;
  url: string;
}

function runFile(dataDir: string): string {
  return path.join(dataDir, 'run.json');
}

/** The other `npm start` on this folder, if one is alive. */
async function otherRun(dataDir: string): Promise<Running | null> {
  const text = await fs.readFile(runFile(dataDir), 'utf8').catch(() => null);
  if (!text) return null;
  const run = JSON.parse(text) as Running;
  const command = await fs.readFile(`/proc/${run.pid}/cmdline`, 'utf8').catch(() => null);
  if (command !== null) return command.includes('scripts/start.ts') ? run : null;
  try {
    process.kill(run.pid, 0);
    return process.platform === 'linux' ? null : run;
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const started = performance.now();
  const options = readOptions();
  const say = (line: string): void => {
    console.log(line);
  };
  await fs.mkdir(options.dataDir, { recursive: true }).catch((error: unknown) => {
    giveUp(`The data folder ${options.dataDir} cannot be made: ${(error as Error).message}`);
  });
  const other = await otherRun(options.dataDir);
  if (other)
    giveUp(
      `AIBMC already runs from this folder at ${other.url} (process ${other.pid}). Stop it there with Ctrl-C, or: kill ${other.pid}`,
    );
  if (options.port !== 0 && !(await isFree(options.port, options.host))) {
    giveUp(
      `Port ${options.port} is taken by another program. Choose another one: npm start -- --port ${options.port + 1}`,
    );
  }
  let cluster: Cluster | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('\nStopping …');
    await cluster?.stop();
    await fs.rm(runFile(options.dataDir), { force: true });
    say('Stopped. Everything is kept; npm start brings it back.');
    process.exit(0);
  };
  const onSignal = (): void => {
    if (cluster || stopping) void stop();
    else stopWhenStarted = true;
  };
  let stopWhenStarted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(signal, onSignal);

  say('Building …');
  await buildAll();
  const run = { pid: process.pid, url: `http://${options.host}:${options.port}` };
  await fs.writeFile(runFile(options.dataDir), JSON.stringify(run));
  cluster = await startCluster({ ...options, onProgress: say });
  if (stopWhenStarted) return stop();
  if (cluster.postgres.adopted) say('Took over the database that an earlier run had left running.');
  await fs.writeFile(runFile(options.dataDir), JSON.stringify({ ...run, url: cluster.url }));
  say(
    `\nAIBMC is ready: ${cluster.url}   (${((performance.now() - started) / 1000).toFixed(1)} s; Ctrl-C stops it)`,
  );
}

main().catch((error: unknown) => {
  giveUp(error instanceof Error ? error.message : String(error));
});
