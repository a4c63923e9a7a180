/**
 * Who may what on a canvas, in one place for every statement: its owner, a member of its group, or a guest of one of
 * its share links. What is in the trash is nobody's.
 */

/** Joins, to canvases `c`, what gives a person (an SQL expression of their id) a role there. */
export function joinRoles(person: string): string {
  return `LEFT JOIN members m ON m.group_id = c.group_id AND m.user_id = ${person}
      LEFT JOIN guests guest ON guest.user_id = ${person} AND guest.canvas_id = c.id AND c.deleted_at IS NULL
        AND (guest.expires_at IS NULL OR guest.expires_at > now())`;
}

/** The role of that person on `c`; null: an outsider. */
export function roleOf(person: string): string {
  return `CASE WHEN c.owner_id = ${person} THEN 'owner'::role ELSE coalesce(m.role, guest.role) END`;
}
