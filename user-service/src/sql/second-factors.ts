import type { Db } from '@aibmc/common/transaction';

export interface SecondFactorRow {
  /** Base32. */
  secret: string;
  isConfirmed: boolean;
}

/** Puts a secret that is still to be confirmed, in place of another such one; false where one is confirmed. */
export async function putSecret(db: Db, userId: string, secret: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO second_factors (user_id, secret) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = now()
     WHERE second_factors.confirmed_at IS NULL`,
    [userId, secret],
  );
  return rowCount === 1;
}

export async function findSecondFactor(db: Db, userId: string): Promise<SecondFactorRow | null> {
  const { rows } = await db.query<SecondFactorRow>(
    'SELECT secret, confirmed_at IS NOT NULL AS "isConfirmed" FROM second_factors WHERE user_id = $1',
    [userId],
  );
  return rows[0] ?? null;
}

interface UsedStep {
  userId: string;
  secret: string;
  /** Of 30 seconds each, since 1970. */
  step: number;
}

/** Switches a secret on with the step of its first code; false where it is on already, or another one by now. */
export async function confirmSecret(db: Db, { userId, secret, step }: UsedStep): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE second_factors SET confirmed_at = now(), last_step = $3
     WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL`,
    [userId, secret, step],
  );
  return rowCount === 1;
}

/** Notes that the code of a step was used; false where it, or a later one, was used before. */
export async function takeStep(db: Db, { userId, secret, step }: UsedStep): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE second_factors SET last_step = $3
     WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NOT NULL AND last_step < $3`,
    [userId, secret, step],
  );
  return rowCount === 1;
}

/** Removes the secret and the recovery codes. */
export async function deleteSecondFactor(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM second_factors WHERE user_id = $1', [userId]);
}

/** Puts these recovery codes in place of all that there were. */
export async function replaceRecoveryCodes(db: Db, userId: string, hashes: Buffer[]): Promise<void> {
  await db.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
  await db.query('INSERT INTO recovery_codes (user_id, hash) SELECT $1, unnest($2::bytea[])', [
    userId,
    hashes,
  ]);
}

/** Uses a recovery code up; false where there is none such. */
export async function takeRecoveryCode(db: Db, userId: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2', [
    userId,
    hash,
  ]);
  return rowCount === 1;
}
