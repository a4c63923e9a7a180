import type { Connect } from '@aibmc/common/listener';
import { Client, type Pool, type PoolClient } from 'pg';

/**
 * How to open a connection of its own beside a pool, for notices: they must come while the pool is busy. What it
 * tells need not survive a crash, so its commits wait for no disk.
 */
export function connectBeside({ options }: Pool): Connect {
  return async () => {
    const client = new Client({
      ...options,
      // not among the enumerable options
      password: options.password,
      options: '-c synchronous_commit=off',
      idle_in_transaction_session_timeout: 0,
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.end() };
  };
}

/** Tells whether a notice comes from a connection of a pool: one that was opened since this was called. */
export function followBackends(pool: Pool): (processId: number) => boolean {
  const processIds = new Set<number>();
  pool.on('connect', (client) => processIds.add(processIdOf(client)));
  pool.on('remove', (client) => processIds.delete(processIdOf(client)));
  return (processId) => processIds.has(processId);
}

/** pg keeps it for cancelling; its types leave it out. */
function processIdOf(client: PoolClient): number {
  return (client as PoolClient & { processID: number | null }).processID ?? 0;
}
