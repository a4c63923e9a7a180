import type { Role } from '@aibmc/common/permissions';
import type { Db } from '@aibmc/common/transaction';
import { joinRoles, roleOf } from './roles.ts';

/** Whether a person muted a canvas, with their role there (null: an outsider). */
export async function findMuteFor(
  db: Db,
  canvasId: string,
  userId: string,
): Promise<{ role: Role | null; isMuted: boolean } | null> {
  const { rows } = await db.query<{ role: Role | null; isMuted: boolean }>({
    name: 'find-mute',
    text: `
      SELECT ${roleOf('$2')} AS role, mute.user_id IS NOT NULL AS "isMuted"
      FROM canvases c
      ${joinRoles('$2')}
      LEFT JOIN mutes mute ON mute.canvas_id = c.id AND mute.user_id = $2
      WHERE c.id = $1`,
    values: [canvasId, userId],
  });
  return rows[0] ?? null;
}

export async function insertMute(db: Db, canvasId: string, userId: string): Promise<void> {
  await db.query({
    name: 'insert-mute',
    text: 'INSERT INTO mutes (canvas_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [canvasId, userId],
  });
}

export async function deleteMute(db: Db, canvasId: string, userId: string): Promise<void> {
  await db.query({
    name: 'delete-mute',
    text: 'DELETE FROM mutes WHERE canvas_id = $1 AND user_id = $2',
    values: [canvasId, userId],
  });
}
