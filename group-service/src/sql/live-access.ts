import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

/** Somebody on a canvas: who may see it has a role; the canvas has the revision and the group. Outsiders are not among them. */
export interface Access {
  canvasId: string;
  userId: string;
  groupId: string | null;
  role: Role;
  revision: number;
  /** Of a guest, when their pass ends. */
  endsAt: Date | null;
}

/** The roles that people have on canvases now. Who may not see a canvas, was forgotten, or whose canvas is deleted is left out. */
export async function listAccess(
  db: Db,
  wanted: readonly { canvasId: string; userId: string }[],
): Promise<Access[]> {
  const { rows } = await db.query<Access>({
    name: 'list-access',
    text: `
      SELECT c.id AS "canvasId", w.user_id AS "userId", c.group_id AS "groupId", c.revision,
             guest.expires_at AS "endsAt",
             ${roleOf('w.user_id')} AS role
      FROM unnest($1::uuid[], $2::uuid[]) AS w (canvas_id, user_id)
      JOIN canvases c ON c.id = w.canvas_id
      JOIN people p ON p.id = w.user_id AND p.forgotten_at IS NULL
      ${joinRoles('w.user_id')}
      WHERE ${roleOf('w.user_id')} IS NOT NULL`,
    values: [wanted.map(({ canvasId }) => canvasId), wanted.map(({ userId }) => userId)],
  });
  return rows;
}

interface AccessChange {
  canvasId?: string;
  groupId?: string;
  userId?: string;
}

/** Tells every replica, once the transaction is committed, whose access to canvases may have changed. */
export async function notifyAccess(db: Db, change: AccessChange): Promise<void> {
  await db.query("SELECT pg_notify('canvas_access', $1)", [JSON.stringify(change)]);
}
