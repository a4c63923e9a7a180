import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { adminRoutes, aiUsageRoutes, storageRoutes } from '@aibmc/common/contract/admin';
import { canvasesRoutes } from '@aibmc/common/contract/canvases';
import { type Client, createClient } from '@aibmc/common/contract/client';
import { commentsRoutes } from '@aibmc/common/contract/comments';
import { generationsRoutes } from '@aibmc/common/contract/generations';
import { groupsRoutes } from '@aibmc/common/contract/groups';
import { historyRoutes } from '@aibmc/common/contract/history';
import { notificationsRoutes } from '@aibmc/common/contract/notifications';
import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { sharingRoutes } from '@aibmc/common/contract/sharing';
import { usersRoutes } from '@aibmc/common/contract/users';
import { newId } from '@aibmc/common/ids';
import { type Cluster, type ClusterOptions, startCluster } from '../scripts/cluster.ts';

const routes = {
  ...usersRoutes,
  ...accountsRoutes,
  ...secondFactorRoutes,
  ...adminRoutes,
  ...groupsRoutes,
  ...canvasesRoutes,
  ...historyRoutes,
  ...sharingRoutes,
  ...commentsRoutes,
  ...notificationsRoutes,
  ...storageRoutes,
  ...generationsRoutes,
  ...aiUsageRoutes,
};

/** Every route of the contract as a call through the gateway. */
export type Api = Client<typeof routes>;

export interface TestCluster extends Cluster {
  api: Api;
  dataDir: string;
  /** Stops it and removes its data. */
  discard: () => Promise<void>;
}

const UNLIMITED = {
  BCRYPT_COST: '4',
  GENERATIONS_PER_DAY: '100000',
  LIVE_CONNECTIONS_PER_PERSON: '1000',
  EDITS_PER_SECOND: '100000',
  COMMENTS_PER_MINUTE: '1000000',
  OPENAI_API_KEY: '',
  OPENAI_BASE_URL: '',
};

/**
 * What `npm start` runs, in a folder of its own, on free ports, with limits that a test run does not reach. Not
 * durable where `options` do not say so: PostgreSQL that is killed may lose what it had committed.
 */
export async function startTestCluster(
  env: ClusterOptions['env'] = {},
  options: Partial<ClusterOptions> = {},
): Promise<TestCluster> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'aibmc-cluster-')));
  const cluster = await startCluster({
    port: 0,
    host: '127.0.0.1',
    durable: false,
    ...options,
    dataDir,
    env: (service, own) => ({ ...UNLIMITED, ...(typeof env === 'function' ? env(service, own) : env) }),
  });
  return {
    ...cluster,
    dataDir,
    api: createClient(cluster.url, routes),
    discard: async () => {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface TestPerson {
  id: string;
  name: string;
  email: string;
  password: string;
  token: string;
}

/** Registers somebody new. */
export async function register(api: Pick<Api, 'createUser'>, name: string): Promise<TestPerson> {
  const email = `${name.toLowerCase().replace(/[^a-z]/g, '')}-${newId()}@example.org`;
  const password = 'a long enough password';
  const { user, accessToken } = await api.createUser({ body: { email, password, name } });
  return { id: user.id, name, email, password, token: accessToken };
}
