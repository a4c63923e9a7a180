import { type Invitation, TRASH_DAYS } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

interface InvitationRow {
  id: string;
  role: Role;
  email: string | null;
  code: string | null;
  expires_at: Date | null;
  max_uses: number | null;
  uses: number;
  created_at: Date;
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    role: row.role,
    email: row.email,
    code: row.code,
    expiresAt: row.expires_at?.toISOString() ?? null,
    maxUses: row.max_uses,
    uses: row.uses,
    createdAt: row.created_at.toISOString(),
  };
}

/** That an invitation `i` can still be accepted. */
const IS_OPEN =
  '(i.expires_at IS NULL OR i.expires_at > now()) AND (i.max_uses IS NULL OR i.uses < i.max_uses)';

const COLUMNS = 'i.id, i.role, i.email, i.code, i.expires_at, i.max_uses, i.uses, i.created_at';

/** A group's invitations that can still be accepted, before an id, newest first. */
export async function listOpenInvitations(
  db: Db,
  groupId: string,
  beforeId: string | null,
  limit: number,
): Promise<Invitation[]> {
  const { rows } = await db.query<InvitationRow>({
    name: 'list-invitations',
    text: `
      SELECT ${COLUMNS} FROM invitations i
      WHERE i.group_id = $1 AND ($2::uuid IS NULL OR i.id < $2) AND ${IS_OPEN}
      ORDER BY i.id DESC LIMIT $3`,
    values: [groupId, beforeId, limit],
  });
  return rows.map(toInvitation);
}

export interface InvitationToInsert {
  id: string;
  groupId: string;
  tokenHash: Buffer;
  role: Role;
  email: string | null;
  /** The account that had this e-mail address when it was invited. */
  invited: string | null;
  code: string | null;
  createdBy: string;
  expiresAt: string | null;
  maxUses: number | null;
}

/** A new invitation; null where its code is taken. */
export async function insertInvitation(db: Db, given: InvitationToInsert): Promise<Invitation | null> {
  const { rows } = await db.query<InvitationRow>(
    `INSERT INTO invitations AS i
       (id, group_id, token_hash, role, email, invited, code, created_by, expires_at, max_uses)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (code) DO NOTHING RETURNING ${COLUMNS}`,
    [
      given.id,
      given.groupId,
      given.tokenHash,
      given.role,
      given.email,
      given.invited,
      given.code,
      given.createdBy,
      given.expiresAt,
      given.maxUses,
    ],
  );
  return rows[0] ? toInvitation(rows[0]) : null;
}

interface DeletedInvitation {
  role: Role;
  invited: string | null;
}

/** Deletes an invitation of a group; null where there is none. */
export async function deleteInvitation(
  db: Db,
  groupId: string,
  invitationId: string,
): Promise<DeletedInvitation | null> {
  const { rows } = await db.query<DeletedInvitation>(
    'DELETE FROM invitations WHERE id = $2 AND group_id = $1 RETURNING role, invited',
    [groupId, invitationId],
  );
  return rows[0] ?? null;
}

export interface FoundInvitation {
  id: string;
  groupId: string;
  groupName: string;
  groupDescription: string;
  role: Role;
  email: string | null;
  invitedBy: string;
  memberCount: number;
  isOpen: boolean;
}

const FOUND = `
      SELECT i.id, i.group_id AS "groupId", g.name AS "groupName",
             g.description AS "groupDescription", i.role, i.email, p.name AS "invitedBy",
             (SELECT count(*)::int FROM members WHERE group_id = g.id) AS "memberCount",
             ${IS_OPEN} AS "isOpen"
      FROM invitations i
      JOIN groups g ON g.id = i.group_id AND g.deleted_at IS NULL
      JOIN people p ON p.id = i.created_by`;

/** The invitation, open or not, that a token is of. */
export async function findInvitationByHash(db: Db, tokenHash: Buffer): Promise<FoundInvitation | null> {
  const { rows } = await db.query<FoundInvitation>({
    name: 'find-invitation',
    text: `${FOUND} WHERE i.token_hash = $1`,
    values: [tokenHash],
  });
  return rows[0] ?? null;
}

/** The same by its code. */
export async function findInvitationByCode(db: Db, code: string): Promise<FoundInvitation | null> {
  const { rows } = await db.query<FoundInvitation>({
    name: 'find-invitation-by-code',
    text: `${FOUND} WHERE i.code = $1`,
    values: [code],
  });
  return rows[0] ?? null;
}

/** Counts one acceptance; false where the invitation is revoked, expired or used up. */
export async function consumeInvitation(db: Db, invitationId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE invitations i SET uses = uses + 1 WHERE i.id = $1 AND ${IS_OPEN}`,
    [invitationId],
  );
  return rowCount === 1;
}

/** Deletes invitations that a person made, and those that were for their e-mail address. */
export async function deleteInvitationsOf(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM invitations WHERE created_by = $1 OR invited = $1', [userId]);
}

/** Deletes invitations that have been over for as long as the trash keeps things, so many at most; how many. */
export async function deleteOldInvitations(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete-old-invitations',
    text: `
      DELETE FROM invitations WHERE id IN (
        SELECT id FROM invitations WHERE expires_at < now() - interval '${TRASH_DAYS} days'
        ORDER BY expires_at LIMIT $1)`,
    values: [limit],
  });
  return rowCount ?? 0;
}
