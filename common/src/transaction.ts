import type { Pool, PoolClient } from 'pg';

/** What a statement runs on: a pool, or the client of an open transaction. */
export type Db = Pick<Pool | PoolClient, 'query'>;

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. A client whose rollback
 * fails is not used again, nor is one that gave no answer: a rollback would wait behind what it did not answer.
 */
export async function inTransaction<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (isSilence(error)) broken = error;
    else {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
    }
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}
