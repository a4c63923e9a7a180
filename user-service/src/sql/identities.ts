import type { Db } from '@aibmc/common/transaction';

export interface IdentityRow {
  id: string;
  userId: string;
  issuer: string;
  email: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const COLUMNS = `id, user_id AS "userId", issuer, email, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

interface NewIdentity {
  id: string;
  userId: string;
  issuer: string;
  subject: string;
  email: string | null;
}

/** Connects an account of a provider; null where it is connected to one here already. */
export async function insertIdentity(db: Db, identity: NewIdentity): Promise<IdentityRow | null> {
  const { rows } = await db.query<IdentityRow>(
    `INSERT INTO identities (id, user_id, issuer, subject, email, last_used_at)
     VALUES ($1, $2, $3, $4, $5, now())
     ON CONFLICT (issuer, subject) DO NOTHING
     RETURNING ${COLUMNS}`,
    [identity.id, identity.userId, identity.issuer, identity.subject, identity.email],
  );
  return rows[0] ?? null;
}

/** Finds who an account of a provider signs in as, and notes that, and its e-mail of today. */
export async function useIdentity(
  db: Db,
  { issuer, subject, email }: { issuer: string; subject: string; email: string | null },
): Promise<IdentityRow | null> {
  const { rows } = await db.query<IdentityRow>(
    `UPDATE identities SET last_used_at = now(), email = coalesce($3, email)
     WHERE issuer = $1 AND subject = $2
     RETURNING ${COLUMNS}`,
    [issuer, subject, email],
  );
  return rows[0] ?? null;
}

/** A person's own, oldest first. */
export async function listIdentities(db: Db, userId: string): Promise<IdentityRow[]> {
  const { rows } = await db.query<IdentityRow>(
    `SELECT ${COLUMNS} FROM identities WHERE user_id = $1 ORDER BY id`,
    [userId],
  );
  return rows;
}

/**
 * Locks a person's row and tells whether they could still sign in without this identity. Others who would disconnect
 * one wait.
 */
export async function couldDoWithout(db: Db, userId: string, identityId: string): Promise<boolean> {
  const { rows } = await db.query<{ hasPassword: boolean }>(
    'SELECT password_hash IS NOT NULL AS "hasPassword" FROM users WHERE id = $1 FOR UPDATE',
    [userId],
  );
  if (rows[0]?.hasPassword) return true;
  // a statement of its own, so that it sees what was disconnected while this waited
  const others = await db.query('SELECT FROM identities WHERE user_id = $1 AND id <> $2 LIMIT 1', [
    userId,
    identityId,
  ]);
  return others.rowCount === 1;
}

/** Tells whether this person had such an identity. */
export async function deleteIdentity(db: Db, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM identities WHERE id = $1 AND user_id = $2', [id, userId]);
  return rowCount === 1;
}
