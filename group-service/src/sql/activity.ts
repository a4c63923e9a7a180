import type { Activity, ActivityKind } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';

interface ActivityToInsert {
  id: string;
  kind: ActivityKind;
  groupId: string | null;
  actor: string | null;
  person?: string;
  canvas?: { id: string; title: string };
  role?: Role;
  roleBefore?: Role | undefined;
}

export async function insertActivity(db: Db, given: ActivityToInsert): Promise<void> {
  await db.query({
    name: 'insert-activity',
    text: `
      INSERT INTO activity (id, kind, group_id, actor, person, canvas_id, canvas_title, role, role_before)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      given.id,
      given.kind,
      given.groupId,
      given.actor,
      given.person ?? null,
      given.canvas?.id ?? null,
      given.canvas?.title ?? null,
      given.role ?? null,
      given.roleBefore ?? null,
    ],
  });
}

interface ActivityRow {
  id: string;
  kind: ActivityKind;
  at: Date;
  actor: string | null;
  actor_name: string | null;
  person: string | null;
  person_name: string | null;
  canvas_id: string | null;
  canvas_title: string | null;
  role: Role | null;
  role_before: Role | null;
}

function toActivity(row: ActivityRow): Activity {
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    actor: row.actor === null ? null : { id: row.actor, name: row.actor_name ?? '' },
    person: row.person === null ? null : { id: row.person, name: row.person_name ?? '' },
    canvas: row.canvas_id === null ? null : { id: row.canvas_id, title: row.canvas_title ?? '' },
    role: row.role,
    roleBefore: row.role_before,
  };
}

interface Wanted {
  /** Of one canvas only. */
  canvasId: string | null;
  without: readonly ActivityKind[];
  before: string | null;
  limit: number;
}

/** What happened in a group before an id, newest first. Names are those of now, titles those of then. */
export async function listActivity(
  db: Db,
  groupId: string,
  { canvasId, without, before, limit }: Wanted,
): Promise<Activity[]> {
  const { rows } = await db.query<ActivityRow>({
    name: 'list-activity',
    text: `
      SELECT a.id, a.kind, a.at, a.actor, actor.name AS actor_name, a.person, person.name AS person_name,
             a.canvas_id, a.canvas_title, a.role, a.role_before
      FROM activity a
      LEFT JOIN people actor ON actor.id = a.actor
      LEFT JOIN people person ON person.id = a.person
      WHERE a.group_id = $1 AND ($2::uuid IS NULL OR a.canvas_id = $2) AND a.kind <> ALL ($3::text[])
        AND ($4::uuid IS NULL OR a.id < $4)
      ORDER BY a.id DESC LIMIT $5`,
    values: [groupId, canvasId, without, before, limit],
  });
  return rows.map(toActivity);
}
