import type { Db } from '@aibmc/common/transaction';

export interface SigningKeyRow {
  kid: string;
  /** PKCS 8, PEM. */
  privateKey: string;
  signsFrom: Date;
}

/** Until the transaction ends nobody else changes the keys; reading them goes on. */
export async function lockSigningKeys(db: Db): Promise<void> {
  await db.query('LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE');
}

/** All keys, the one that signs last first. */
export async function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  const { rows } = await db.query<SigningKeyRow>(
    `SELECT kid, private_key AS "privateKey", signs_from AS "signsFrom"
     FROM signing_keys ORDER BY signs_from DESC, kid DESC`,
  );
  return rows;
}

export async function insertSigningKey(db: Db, key: SigningKeyRow): Promise<void> {
  await db.query('INSERT INTO signing_keys (kid, private_key, signs_from) VALUES ($1, $2, $3)', [
    key.kid,
    key.privateKey,
    key.signsFrom,
  ]);
}

export async function deleteSigningKeys(db: Db, kids: string[]): Promise<void> {
  await db.query('DELETE FROM signing_keys WHERE kid = ANY ($1)', [kids]);
}
