import type { Db } from '@aibmc/common/transaction';

export interface ProviderSignInRow {
  state: string;
  nonce: string;
  codeVerifier: string;
  redirectUri: string;
  /** Null: somebody signs in; else the session in which somebody connects a provider. */
  sessionId: string | null;
  invitation: string | null;
}

export async function insertProviderSignIn(
  db: Db,
  begun: ProviderSignInRow & { bindingHash: Buffer; minutes: number },
): Promise<void> {
  await db.query(
    `INSERT INTO provider_sign_ins
       (binding_hash, state, nonce, code_verifier, redirect_uri, session_id, invitation, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 minute')`,
    [
      begun.bindingHash,
      begun.state,
      begun.nonce,
      begun.codeVerifier,
      begun.redirectUri,
      begun.sessionId,
      begun.invitation,
      begun.minutes,
    ],
  );
}

/** Takes what was begun, once; null where it is over, was taken before, or was never begun. */
export async function takeProviderSignIn(db: Db, bindingHash: Buffer): Promise<ProviderSignInRow | null> {
  const { rows } = await db.query<ProviderSignInRow & { isOver: boolean }>(
    `DELETE FROM provider_sign_ins WHERE binding_hash = $1
     RETURNING state, nonce, code_verifier AS "codeVerifier", redirect_uri AS "redirectUri",
       session_id AS "sessionId", invitation, expires_at <= now() AS "isOver"`,
    [bindingHash],
  );
  return rows[0] && !rows[0].isOver ? rows[0] : null;
}

export async function deleteExpiredProviderSignIns(db: Db): Promise<number> {
  const { rowCount } = await db.query('DELETE FROM provider_sign_ins WHERE expires_at < now()');
  return rowCount ?? 0;
}
