import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { type Client, createClient } from '@aibmc/common/contract/client';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import { usersRoutes } from '@aibmc/common/contract/users';
import { superuser, withClient } from '@aibmc/db/roles';
import type pg from 'pg';
import type { Service } from '../../scripts/cluster.ts';
import { freePorts } from '../../scripts/ports.ts';
import { startTestCluster, type TestCluster } from '../cluster.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The networks that can be bad: clients – gateway – group-service – PostgreSQL. */
export const LINKS = ['clients', 'services', 'database'] as const;
export type Link = (typeof LINKS)[number];

const routes = { ...usersRoutes, ...groupsRoutes, ...canvasesRoutes };
export type Api = Client<typeof routes>;

/** A cluster with two replicas of group-service and a bad network on each of three links. */
export interface FaultCluster {
  /** Of the gateway, as clients reach it; stays the same over a restart. */
  url: string;
  api: Api;
  links: Record<Link, TcpProxy>;
  cluster: TestCluster;
  /** Processes of group-service that run now. */
  replicas: () => ChildProcess[];
  /** Kills group-service, of which the program may be another one now; resolves when it is back. */
  renewReplicas: () => Promise<void>;
  /** Runs statements as PostgreSQL's superuser, past all faults. */
  asSuperuser: <T>(work: (client: pg.Client) => Promise<T>) => Promise<T>;
  /** Stops all of it and starts it again on the same data. */
  restart: () => Promise<void>;
  discard: () => Promise<void>;
}

export interface FaultClusterOptions {
  /** Program of group-service where it is another one than what was built. */
  groupService?: string;
}

const RESTART_AFTER_MS = 1_000;
const ROOT = path.resolve(import.meta.dirname, '../..');

export async function startFaultCluster({ groupService }: FaultClusterOptions = {}): Promise<FaultCluster> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'aibmc-faults-'));
  const links = {
    clients: await startTcpProxy(),
    services: await startTcpProxy(),
    database: await startTcpProxy(),
  };
  const program = groupService ?? path.join(ROOT, 'group-service/dist/main.js');
  const remove = async (): Promise<void> => {
    await Promise.all(LINKS.map((link) => links[link].close()));
    await rm(dataDir, { recursive: true, force: true });
  };
  const start = () => startBoth(dataDir, links, program);
  let running = await start().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const url = `http://127.0.0.1:${links.clients.port}`;
  return {
    url,
    api: createClient(url, routes),
    links,
    get cluster() {
      return running.cluster;
    },
    replicas: () => [running.cluster.processOf('group-service'), running.second.process()],
    renewReplicas: async () => {
      const replicas = [running.cluster.processOf('group-service'), running.second.process()];
      await Promise.all(
        replicas.map(async (child) => {
          child.kill('SIGKILL');
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        }),
      );
      await running.ready();
    },
    asSuperuser: (work) => withClient(superuser(running.cluster.postgres, 'aibmc'), work),
    restart: async () => {
      await running.stop();
      running = await start();
    },
    discard: async () => {
      await running.stop();
      await remove();
    },
  };
}

interface Running {
  cluster: TestCluster;
  second: Supervised;
  /** Resolves when both replicas of group-service are ready. */
  ready: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The cluster with its links, and the second replica beside it. */
async function startBoth(dataDir: string, links: Record<Link, TcpProxy>, program: string): Promise<Running> {
  let replicaEnv: NodeJS.ProcessEnv = {};
  const env = (service: Service, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
    if (service === 'frontend') return { GROUP_SERVICE_URL: `http://127.0.0.1:${links.services.port}` };
    if (service !== 'group-service') return {};
    links.database.aim(Number(own['DATABASE_PORT']));
    const changed = {
      DATABASE_PORT: String(links.database.port),
      MIGRATIONS_DIR: path.join(ROOT, 'db/migrations/group-service'),
    };
    replicaEnv = { ...own, ...changed };
    return changed;
  };
  const cluster = await startTestCluster(env, {
    dataDir,
    durable: true,
    bundles: { 'group-service': program },
  });
  const ports = await freePorts(['main', 'internal']);
  const second = supervise(program, path.join(dataDir, 'logs/group-service-2.log'), {
    ...replicaEnv,
    PORT: String(ports.main),
    INTERNAL_PORT: String(ports.internal),
  });
  const ready = async (): Promise<void> => {
    await Promise.all([cluster.internalPorts['group-service'], ports.internal].map(untilReady));
  };
  await ready();
  links.services.aim(cluster.ports['group-service'], ports.main);
  links.clients.aim(cluster.ports.frontend);
  return {
    cluster,
    second,
    ready,
    stop: async () => {
      await second.stop();
      await cluster.stop();
    },
  };
}

interface Supervised {
  process: () => ChildProcess;
  stop: () => Promise<void>;
}

/** Runs a program and starts it again whenever it ends, as the cluster does with its own. */
function supervise(program: string, logFile: string, env: NodeJS.ProcessEnv): Supervised {
  let isStopping = false;
  const run = (): ChildProcess => {
    const log = openSync(logFile, 'a');
    const started = spawn(process.execPath, [program], {
      env,
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    started.once('exit', () => {
      setTimeout(() => {
        if (!isStopping) child = run();
      }, RESTART_AFTER_MS);
    });
    return started;
  };
  let child = run();
  return {
    process: () => child,
    stop: async () => {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilReady(internalPort: number): Promise<void> {
  const limit = Date.now() + 30_000;
  while (Date.now() < limit) {
    const answer = await fetch(`http://127.0.0.1:${internalPort}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error('A replica of group-service did not get ready within 30 s');
}
