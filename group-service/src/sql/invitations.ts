import type { Invitation } from '@aibmc/common/contract/groups';
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

interface InvitationToInsert {
  id: string;
  groupId: string;
  tokenHash: Buffer;
  role: Role;
  createdBy: string;
  expiresAt: string | null;
  maxUses: number | null;
}

export async function insertInvitation(db: Db, given: InvitationToInsert): Promise<Invitation> {
  const { rows } = await db.query<InvitationRow>(
    `INSERT INTO invitations AS i (id, group_id, token_hash, role, created_by, expires_at, max_uses)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
    [given.id, given.groupId, given.tokenHash, given.role, given.createdBy, given.expiresAt, given.maxUses],
  );
  const [row] = rows;
  if (!row) throw new Error('the new invitation was not returned');
  return toInvitation(row);
}

export async function deleteInvitation(db: Db, groupId: string, invitationId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM invitations WHERE id = $2 AND group_id = $1', [
    groupId,
    invitationId,
  ]);
  return rowCount === 1;
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

export async function findInvitationByHash(db: Db, tokenHash: Buffer): Promise<FoundInvitation | null> {
  const { rows } = await db.query<FoundInvitation>({
    name: 'find-invitation',
    text: `
      SELECT i.id, i.group_id AS "groupId", g.name AS "groupName",
             g.description AS "groupDescription", i.role, i.email, p.name AS "invitedBy",
             (SELECT count(*)::int FROM members WHERE group_id = g.id) AS "memberCount",
             ${IS_OPEN} AS "isOpen"
      FROM invitations i
      JOIN groups g ON g.id = i.group_id AND g.deleted_at IS NULL
      JOIN people p ON p.id = i.created_by
      WHERE i.token_hash = $1`,
    values: [tokenHash],
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

export async function deleteInvitationsBy(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM invitations WHERE created_by = $1', [userId]);
}
