import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedServer, startEmbedded } from '@aibmc/db/embedded';
import { prepareDatabase, SERVICES_WITH_DATA, type ServiceWithData } from '@aibmc/db/roles';
import { freePorts, isFree } from './ports.ts';
import { type Secrets, secretsOf } from './secrets.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SERVICES = [...SERVICES_WITH_DATA, 'frontend'] as const;
export type Service = (typeof SERVICES)[number];

/** Ports the services have in the Compose cluster; taken here too where they are free. */
const USUAL_PORTS: Record<ServiceWithData, number> = {
  'bmc-service': 5001,
  'user-service': 5002,
  'group-service': 5003,
};

export interface ClusterOptions {
  /** Folder of everything that is kept: PostgreSQL's data, secrets, logs. */
  dataDir: string;
  /** Port of the gateway; 0 takes a free one. */
  port: number;
  /** Address the gateway listens on; the services always listen on loopback only. */
  host: string;
  /** Further variables for every service, or what gives them to a service that would start with these. */
  env?: NodeJS.ProcessEnv | ((service: Service, own: NodeJS.ProcessEnv) => NodeJS.ProcessEnv);
  /** Other programs than a service's own `dist/main.js`. */
  bundles?: Partial<Record<Service, string>>;
  durable?: boolean;
  /** Told in one line what is being done. */
  onProgress?: (line: string) => void;
}

export interface Cluster {
  url: string;
  /** Main port of each service. */
  ports: Record<Service, number>;
  /** Second port of each service. */
  internalPorts: Record<Service, number>;
  processOf: (service: Service) => ChildProcess;
  /** The server that was started or taken over at first. */
  postgres: EmbeddedServer;
  /** Stops the gateway, then the services, then PostgreSQL. */
  stop: () => Promise<void>;
}

const START_LIMIT_MS = 60_000;
const RESTART_AFTER_MS = 1_000;

/** Starts embedded PostgreSQL and the four bundled services; resolves when all of them are ready. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir, onProgress = () => undefined } = options;
  await fs.mkdir(path.join(dataDir, 'logs'), { recursive: true });
  const secrets = await secretsOf(dataDir);
  const postgres = await startEmbedded({
    ...databaseOptions(options),
    onCreate: () => {
      onProgress('Making the database …');
    },
  });
  const stopDatabase = keepAlive(postgres, options);
  const children = new Map<Service, ChildProcess>();
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    for (const group of [['frontend'], SERVICES_WITH_DATA] as const) {
      await Promise.all(group.map((service) => terminate(children.get(service))));
    }
    await stopDatabase();
  };
  try {
    await prepareDatabase(postgres, 'aibmc', secrets.passwords);
    const ports = await choosePorts(options.port);
    const internalPorts = await freePorts(SERVICES);
    const run = (service: Service): void => {
      const child = startService(
        service,
        options,
        environment(service, options, secrets, postgres.port, ports, internalPorts),
      );
      children.set(service, child);
      child.once('exit', (code, signal) => {
        if (stopping) return;
        onProgress(
          `${service} ended (${signal ?? code}) and is started again; its log: ${logFile(dataDir, service)}`,
        );
        setTimeout(() => {
          if (!stopping) run(service);
        }, RESTART_AFTER_MS);
      });
    };
    onProgress('Starting the services …');
    SERVICES.forEach(run);
    await Promise.all(
      SERVICES.map((service) => untilReady(service, internalPorts[service], children, dataDir)),
    );
    return {
      url: `http://${options.host === '0.0.0.0' ? 'localhost' : options.host}:${ports.frontend}`,
      ports,
      internalPorts,
      postgres,
      processOf: (service) => known(children.get(service)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function databaseOptions({ dataDir, durable }: ClusterOptions): {
  dir: string;
  durable: boolean | undefined;
} {
  return { dir: path.join(dataDir, 'postgres'), durable };
}

/**
 * Starts PostgreSQL again on the same port whenever it is gone. Looks instead of waiting for an exit: one that was
 * taken over is no child of ours. Answers how to stop it for good.
 */
function keepAlive(first: EmbeddedServer, options: ClusterOptions): () => Promise<void> {
  const { dataDir, onProgress = () => undefined } = options;
  const stopping = new AbortController();
  let current = first;
  const watch = async (): Promise<void> => {
    for (;;) {
      await delay(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      if (await current.isAlive()) continue;
      onProgress(
        `PostgreSQL ended and is started again; its log: ${path.join(dataDir, 'postgres/postgresql.log')}`,
      );
      try {
        current = await startEmbedded({ ...databaseOptions(options), port: first.port });
      } catch (error) {
        onProgress(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const watching = watch();
  return async () => {
    stopping.abort();
    await watching;
    await current.stop();
  };
}

function environment(
  service: Service,
  options: ClusterOptions,
  secrets: Secrets,
  databasePort: number,
  ports: Record<Service, number>,
  internalPorts: Record<Service, number>,
): NodeJS.ProcessEnv {
  const addresses = SERVICES_WITH_DATA.flatMap((name): [string, string][] => {
    const prefix = name.replace('-service', '').toUpperCase();
    return [
      [`${prefix}_SERVICE_URL`, `http://127.0.0.1:${ports[name]}`],
      [`${prefix}_INTERNAL_URL`, `http://127.0.0.1:${internalPorts[name]}`],
    ];
  });
  const own = {
    ...process.env,
    ...Object.fromEntries(addresses),
    HOST: service === 'frontend' ? options.host : '127.0.0.1',
    PORT: String(ports[service]),
    INTERNAL_PORT: String(internalPorts[service]),
    INTERNAL_HOST: '127.0.0.1',
    INTERNAL_TOKEN: secrets.INTERNAL_TOKEN,
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(databasePort),
    DATABASE_NAME: 'aibmc',
    ...(service === 'frontend' ? {} : { DATABASE_PASSWORD: secrets.passwords[service] }),
  };
  return { ...own, ...(typeof options.env === 'function' ? options.env(service, own) : options.env) };
}

/**
 * A child in a process group of its own, so that Ctrl-C reaches only this process, which stops them in order. The
 * IPC channel tells the child when this process is gone, however it went.
 */
function startService(
  service: Service,
  { dataDir, bundles }: ClusterOptions,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const log = openSync(logFile(dataDir, service), 'a');
  return spawn(process.execPath, [bundles?.[service] ?? path.join(ROOT, service, 'dist/main.js')], {
    env,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
}

function logFile(dataDir: string, service: Service): string {
  return path.join(dataDir, 'logs', `${service}.log`);
}

async function untilReady(
  service: Service,
  internalPort: number,
  children: Map<Service, ChildProcess>,
  dataDir: string,
): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  const first = known(children.get(service));
  while (Date.now() < limit) {
    if (first.exitCode !== null) throw new Error(await whyEnded(service, dataDir));
    const answer = await fetch(`http://127.0.0.1:${internalPort}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => null);
    if (answer?.ok) return;
    await delay(25);
  }
  throw new Error(`${service} did not get ready within a minute; its log: ${logFile(dataDir, service)}`);
}

async function whyEnded(service: Service, dataDir: string): Promise<string> {
  const log = await fs.readFile(logFile(dataDir, service), 'utf8').catch(() => '');
  return `${service} did not start: ${log.trim().split('\n').at(-1) ?? ''} (all of it in ${logFile(dataDir, service)})`;
}

/** Ends a child with SIGTERM and waits; one that hangs past its own limit is killed. */
async function terminate(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const kill = setTimeout(() => child.kill('SIGKILL'), 15_000);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(kill);
}

/**
 * Ports of this run. The services' usual ones where they are free, but not where any port of the gateway will do:
 * then others may be starting at the same moment.
 */
async function choosePorts(frontend: number): Promise<Record<Service, number>> {
  const ports = await freePorts(SERVICES);
  if (frontend === 0) return ports;
  for (const service of SERVICES_WITH_DATA) {
    if (await isFree(USUAL_PORTS[service], '127.0.0.1')) ports[service] = USUAL_PORTS[service];
  }
  return { ...ports, frontend };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The service was not started');
  return value;
}
