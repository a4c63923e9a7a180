import type { RegistrationMode } from '@aibmc/common/contract/accounts';
import type { Db } from '@aibmc/common/transaction';

export interface InstanceRow {
  registration: RegistrationMode;
  /** Nobody has an account yet. */
  isFirst: boolean;
}

export async function readInstance(db: Db): Promise<InstanceRow> {
  const { rows } = await db.query<InstanceRow>(
    'SELECT registration, NOT EXISTS (SELECT FROM users) AS "isFirst" FROM instance',
  );
  const [row] = rows;
  if (!row) throw new Error('the table instance has lost its row');
  return row;
}

/**
 * Reads it while, until the transaction ends, nobody else registers or changes who administers. The lock and the
 * reading are two statements, so that what is read is later than the wait.
 */
export async function lockInstance(tx: Db): Promise<InstanceRow> {
  await tx.query('SELECT FROM instance FOR NO KEY UPDATE');
  return readInstance(tx);
}

export async function updateRegistration(tx: Db, registration: RegistrationMode): Promise<void> {
  await tx.query('UPDATE instance SET registration = $1', [registration]);
}
