import type { ActivityKind } from '@aibmc/common/contract/groups';
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
  roleBefore?: Role;
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
