import { randomBytes } from 'node:crypto';
import { type DatabaseConfig, poolConfig } from '@aibmc/common/database';
import pg from 'pg';
import { TEMPLATE, type TestServerSettings } from './test-server.ts';

export interface TestDatabase {
  /** The pool of a service, as its own role. Made once; ended by `drop`. */
  poolFor: (service: string) => pg.Pool;
  /** What a service's configuration would say of this database. */
  config: DatabaseConfig;
  /** A connection as superuser, for what no service may do; to be ended by the caller. */
  superuser: () => Promise<pg.Client>;
  drop: () => Promise<void>;
}

function serverSettings(): TestServerSettings {
  const text = process.env['AIBMC_TEST_SERVER'];
  if (!text) throw new Error('The test server is started by the global set-up of jest.config.mjs');
  return JSON.parse(text) as TestServerSettings;
}

async function connectAsSuperuser(database: string): Promise<pg.Client> {
  const { host, port, superuserPassword } = serverSettings();
  const client = new pg.Client({ host, port, user: 'postgres', password: superuserPassword, database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function asSuperuser(sql: string): Promise<void> {
  const client = await connectAsSuperuser('postgres');
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database of one test file's own, copied from the migrated template (about 20 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { host, port, servicePassword } = serverSettings();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
  const config: DatabaseConfig = {
    DATABASE_HOST: host,
    DATABASE_PORT: port,
    DATABASE_NAME: name,
    DATABASE_PASSWORD: servicePassword,
    DATABASE_POOL_SIZE: 10,
    MIGRATIONS_DIR: undefined,
  };
  const pools = new Map<string, pg.Pool>();
  return {
    config,
    poolFor: (service) => {
      const pool = pools.get(service) ?? new pg.Pool(poolConfig(service, config));
      if (!pools.has(service)) pool.on('error', () => undefined);
      pools.set(service, pool);
      return pool;
    },
    superuser: () => connectAsSuperuser(name),
    drop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
