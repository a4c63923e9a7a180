import type { Member } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import type { TimePosition } from '../domain/positions.ts';

interface MemberRow {
  user_id: string;
  name: string;
  colour: string | null;
  role: Role;
  joined_at: Date;
}

function toMember(row: MemberRow): Member {
  const { user_id: userId, name, colour, role, joined_at: joinedAt } = row;
  return { userId, name, colour, role, joinedAt: joinedAt.toISOString() };
}

/** Members of a group after a position, in the order in which they joined. */
export async function listMembers(
  db: Db,
  groupId: string,
  after: TimePosition | null,
  limit: number,
): Promise<Member[]> {
  const { rows } = await db.query<MemberRow>({
    name: 'list-members',
    text: `
      SELECT m.user_id, p.name, p.colour, m.role, m.joined_at
      FROM members m JOIN people p ON p.id = m.user_id
      WHERE m.group_id = $1
        AND ($2::timestamptz IS NULL OR (m.joined_at, m.user_id) > ($2::timestamptz, $3::uuid))
      ORDER BY m.joined_at, m.user_id LIMIT $4`,
    values: [groupId, after?.time ?? null, after?.id ?? null, limit],
  });
  return rows.map(toMember);
}

export interface Standing {
  role: Role | null;
  targetRole: Role | null;
  owners: number;
}

/** The roles of who acts and of whom it concerns, and how many owners the group has: read once it is locked. */
export async function findStanding(
  db: Db,
  groupId: string,
  actorId: string,
  targetId: string,
): Promise<Standing> {
  const { rows } = await db.query<{ role: Role | null; target_role: Role | null; owners: number }>(
    `SELECT max(role) FILTER (WHERE user_id = $2) AS role,
            max(role) FILTER (WHERE user_id = $3) AS target_role,
            (count(*) FILTER (WHERE role = 'owner'))::int AS owners
     FROM members WHERE group_id = $1`,
    [groupId, actorId, targetId],
  );
  const [row] = rows;
  return { role: row?.role ?? null, targetRole: row?.target_role ?? null, owners: row?.owners ?? 0 };
}

export async function updateMemberRole(
  db: Db,
  groupId: string,
  userId: string,
  role: Role,
): Promise<Member | null> {
  const { rows } = await db.query<MemberRow>(
    `UPDATE members m SET role = $3 FROM people p
     WHERE m.group_id = $1 AND m.user_id = $2 AND p.id = m.user_id
     RETURNING m.user_id, p.name, p.colour, m.role, m.joined_at`,
    [groupId, userId, role],
  );
  return rows[0] ? toMember(rows[0]) : null;
}

export async function deleteMember(db: Db, groupId: string, userId: string): Promise<void> {
  await db.query('DELETE FROM members WHERE group_id = $1 AND user_id = $2', [groupId, userId]);
}

export async function findMemberRole(db: Db, groupId: string, userId: string): Promise<Role | null> {
  const { rows } = await db.query<{ role: Role }>(
    'SELECT role FROM members WHERE group_id = $1 AND user_id = $2',
    [groupId, userId],
  );
  return rows[0]?.role ?? null;
}

/** Puts a person into a group; who is in it gets the role. */
export async function upsertMember(db: Db, groupId: string, userId: string, role: Role): Promise<void> {
  await db.query(
    `INSERT INTO members (group_id, user_id, role) VALUES ($1, $2, $3)
     ON CONFLICT (group_id, user_id) DO UPDATE SET role = excluded.role`,
    [groupId, userId, role],
  );
}

export async function deleteMembershipsOf(db: Db, userId: string): Promise<void> {
  await db.query('DELETE FROM members WHERE user_id = $1', [userId]);
}
