import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import type { PoolConfig } from 'pg';
import type { z } from 'zod';
import type { DatabaseEnv } from './env.ts';
import type { Logger } from './logger.ts';

export type DatabaseConfig = Pick<
  z.output<typeof DatabaseEnv>,
  | 'DATABASE_HOST'
  | 'DATABASE_PORT'
  | 'DATABASE_NAME'
  | 'DATABASE_PASSWORD'
  | 'DATABASE_POOL_SIZE'
  | 'MIGRATIONS_DIR'
>;

/** Role and schema of a service: both carry its name, with an underscore. */
export function schemaOf(service: string): string {
  return service.replaceAll('-', '_');
}

/** What PostgreSQL gives a statement. A connection that the network forgot is given up a second later. */
const STATEMENT_LIMIT_MS = 10_000;

/** How a service's pool connects: as its own role, in its own schema, with a limit on every wait. */
export function poolConfig(service: string, config: DatabaseConfig): PoolConfig {
  return {
    host: config.DATABASE_HOST,
    port: config.DATABASE_PORT,
    database: config.DATABASE_NAME,
    user: schemaOf(service),
    password: config.DATABASE_PASSWORD,
    max: config.DATABASE_POOL_SIZE,
    application_name: service,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_LIMIT_MS,
    query_timeout: STATEMENT_LIMIT_MS + 1_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
  };
}

const MIGRATION_ATTEMPTS = 30;

/**
 * Brings a service's schema to the newest version. Replicas that start together wait for each other. While
 * PostgreSQL is not reachable it tries again each second, for half a minute.
 */
export async function migrate(service: string, config: DatabaseConfig, log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runMigrations(service, config, log);
      return;
    } catch (error) {
      if (attempt >= MIGRATION_ATTEMPTS || !isConnectionError(error)) throw error;
      log.warn({ attempt }, 'PostgreSQL is not reachable yet');
      await delay(1_000);
    }
  }
}

async function runMigrations(service: string, config: DatabaseConfig, log: Logger): Promise<void> {
  const { max: _max, ...connection } = poolConfig(service, config);
  await runner({
    databaseUrl: { ...connection, statement_timeout: 0, query_timeout: 0 },
    dir: config.MIGRATIONS_DIR ?? path.resolve(import.meta.dirname, '../../db/migrations', service),
    schema: schemaOf(service),
    migrationsSchema: schemaOf(service),
    migrationsTable: 'migrations',
    direction: 'up',
    advisoryLockMode: 'wait',
    log: (message) => {
      log.debug(message);
    },
  });
}

function isConnectionError(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code !== undefined && /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|57P03)$/.test(code);
}
