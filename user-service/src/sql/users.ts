import type { Db } from '@aibmc/common/transaction';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  createdAt: Date;
}

const COLUMNS = 'id, email, name, password_hash AS "passwordHash", created_at AS "createdAt"';

/** Null where the e-mail address is taken. */
export async function insertUser(
  db: Db,
  user: Pick<UserRow, 'id' | 'email' | 'name' | 'passwordHash'>,
): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(
    `INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT (email) DO NOTHING
     RETURNING ${COLUMNS}`,
    [user.id, user.email, user.name, user.passwordHash],
  );
  return rows[0] ?? null;
}

export async function findUserById(db: Db, id: string): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE email = $1`, [email]);
  return rows[0] ?? null;
}

/** Sets the name where one is given. */
export async function updateUser(db: Db, id: string, set: { name?: string }): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(
    `UPDATE users SET name = coalesce($2, name) WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, set.name ?? null],
  );
  return rows[0] ?? null;
}

/** Changes the password's hash if it still is `from`; tells whether it was. */
export async function replacePasswordHash(db: Db, id: string, from: string, to: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
    [id, from, to],
  );
  return rowCount === 1;
}

/** Deletes an account with its sessions and tokens; tells whether it was there. */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM users WHERE id = $1', [id]);
  return rowCount === 1;
}
