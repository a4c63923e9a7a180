import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { migrate, type DatabaseConfig } from '@aibmc/common/database';
import { createLogger } from '@aibmc/common/logger';
import { type EmbeddedServer, startEmbedded } from '@aibmc/db/embedded';
import { prepareDatabase, SERVICES_WITH_DATA } from '@aibmc/db/roles';

/** How test files reach the server that the whole run shares. */
export interface TestServerSettings {
  host: string;
  port: number;
  superuserPassword: string;
  servicePassword: string;
}

export const TEMPLATE = 'aibmc_template';
const SERVICE_PASSWORD = 'test-only-password';

/** Starts an embedded server in a folder of its own, with one migrated template database that test files copy. */
export async function startTestServer(): Promise<{
  settings: TestServerSettings;
  stop: () => Promise<void>;
}> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aibmc-test-'));
  const server = await startEmbedded({ dir, durable: false });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    return { settings: await prepareTemplate(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareTemplate(server: EmbeddedServer): Promise<TestServerSettings> {
  const passwords = Object.fromEntries(SERVICES_WITH_DATA.map((service) => [service, SERVICE_PASSWORD]));
  await prepareDatabase(server, TEMPLATE, passwords as Record<(typeof SERVICES_WITH_DATA)[number], string>);
  const config: DatabaseConfig = {
    DATABASE_HOST: server.host,
    DATABASE_PORT: server.port,
    DATABASE_NAME: TEMPLATE,
    DATABASE_PASSWORD: SERVICE_PASSWORD,
    DATABASE_POOL_SIZE: 2,
    MIGRATIONS_DIR: undefined,
  };
  const log = createLogger('tests', 'error');
  for (const service of SERVICES_WITH_DATA) await migrate(service, config, log);
  return {
    host: server.host,
    port: server.port,
    superuserPassword: server.password,
    servicePassword: SERVICE_PASSWORD,
  };
}
