import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { EmbeddedServer } from './embedded.ts';

export const SERVICES_WITH_DATA = ['user-service', 'group-service', 'bmc-service'] as const;
export type ServiceWithData = (typeof SERVICES_WITH_DATA)[number];

/** A connection as superuser to one database of an embedded server. */
export function superuser(server: EmbeddedServer, database: string): pg.Client {
  const { host, port, user, password } = server;
  return new pg.Client({ host, port, user, password, database, connectionTimeoutMillis: 5_000 });
}

/**
 * Makes a database with one role and schema per service where they are missing, and sets the roles' passwords:
 * what `db/init` does in the container.
 */
export async function prepareDatabase(
  server: EmbeddedServer,
  database: string,
  passwords: Record<ServiceWithData, string>,
): Promise<void> {
  await withClient(superuser(server, 'postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  });
  await withClient(superuser(server, database), async (client) => {
    for (const [service, password] of Object.entries(passwords)) {
      const setting = `aibmc.${service.replaceAll('-', '_')}_password`;
      await client.query('SELECT set_config($1, $2, false)', [setting, password]);
    }
    await client.query(await fs.readFile(path.join(import.meta.dirname, 'init/sql/roles.sql'), 'utf8'));
  });
}

/** Runs some work on a connection of its own, which is closed afterwards. */
export async function withClient<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
