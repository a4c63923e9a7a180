import type { AvatarColour } from '@aibmc/common/contract/users';
import type { LanguageCode } from '@aibmc/common/canvas/note';
import type { Db } from '@aibmc/common/transaction';
import { DatabaseError } from 'pg';
import type { z } from 'zod';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  /** Null: signs in through a provider only. */
  passwordHash: string | null;
  language: z.infer<typeof LanguageCode> | null;
  timeZone: string | null;
  colour: z.infer<typeof AvatarColour> | null;
  wantsMail: boolean;
  isAdmin: boolean;
  /** A second factor is confirmed. */
  secondFactor: boolean;
  createdAt: Date;
}

const COLUMNS = `id, email, name, password_hash AS "passwordHash", language, time_zone AS "timeZone", colour,
  wants_mail AS "wantsMail", is_admin AS "isAdmin", created_at AS "createdAt",
  EXISTS (
    SELECT FROM second_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL
  ) AS "secondFactor"`;

/** Null where the e-mail address is taken. */
export async function insertUser(
  db: Db,
  user: Pick<UserRow, 'id' | 'email' | 'name' | 'passwordHash' | 'language' | 'isAdmin'>,
): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(
    `INSERT INTO users (id, email, name, password_hash, language, is_admin) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (email) DO NOTHING
     RETURNING ${COLUMNS}`,
    [user.id, user.email, user.name, user.passwordHash, user.language, user.isAdmin],
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

type Profile = Pick<UserRow, 'name' | 'language' | 'timeZone' | 'colour' | 'wantsMail'>;

/** Sets what is given: null clears, undefined leaves as it is. */
export async function updateUser(
  db: Db,
  id: string,
  set: { [K in keyof Profile]?: Profile[K] | undefined },
): Promise<UserRow | null> {
  const { rows } = await db.query<UserRow>(
    `UPDATE users
     SET name = coalesce($2, name),
         language = CASE WHEN $3 THEN $4 ELSE language END,
         time_zone = CASE WHEN $5 THEN $6 ELSE time_zone END,
         colour = CASE WHEN $7 THEN $8 ELSE colour END,
         wants_mail = coalesce($9, wants_mail)
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [
      id,
      set.name ?? null,
      set.language !== undefined,
      set.language,
      set.timeZone !== undefined,
      set.timeZone,
      set.colour !== undefined,
      set.colour,
      set.wantsMail ?? null,
    ],
  );
  return rows[0] ?? null;
}

/** Changes the password's hash if it still is `from` (null: there is none); tells whether it was. */
export async function replacePasswordHash(
  db: Db,
  id: string,
  from: string | null,
  to: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $2',
    [id, from, to],
  );
  return rowCount === 1;
}

/** Until the transaction ends nobody else changes the account: it is locked before what belongs to it. */
export async function lockUser(tx: Db, id: string): Promise<void> {
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [id]);
}

/** Null where the address is another account's, after which the transaction can only end; or the account is gone. */
export async function updateEmail(tx: Db, id: string, email: string): Promise<UserRow | null> {
  try {
    const { rows } = await tx.query<UserRow>(
      `UPDATE users SET email = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, email],
    );
    return rows[0] ?? null;
  } catch (error) {
    if (error instanceof DatabaseError && error.constraint === 'users_email_unique') return null;
    throw error;
  }
}

/** Whether anybody but this account administers the instance, and whether there is anybody else at all. */
export async function findOthers(db: Db, id: string): Promise<{ admins: boolean; people: boolean }> {
  const { rows } = await db.query<{ admins: boolean; people: boolean }>(
    `SELECT EXISTS (SELECT FROM users WHERE is_admin AND id <> $1) AS admins,
       EXISTS (SELECT FROM users WHERE id <> $1) AS people`,
    [id],
  );
  return rows[0] ?? { admins: false, people: false };
}

/** Deletes an account with its sessions and tokens; tells whether it was there. */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM users WHERE id = $1', [id]);
  return rowCount === 1;
}
