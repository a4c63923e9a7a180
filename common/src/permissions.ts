/** Roles, weakest first; each may do all that the one before may. */
export const ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Every action on a group or a canvas, and the weakest role that may take it. */
export const WEAKEST_ROLE = {
  'group.read': 'viewer',
  'group.leave': 'viewer',
  'group.update': 'owner',
  'group.delete': 'owner',
  'group.invite': 'owner',
  'group.manage-members': 'owner',
  'group.read-audit': 'owner',
  'group.add-canvas': 'editor',
  'canvas.read': 'viewer',
  'canvas.copy': 'viewer',
  'canvas.comment': 'commenter',
  'canvas.vote': 'commenter',
  'canvas.edit': 'editor',
  'canvas.generate': 'editor',
  'canvas.lead-vote': 'owner',
  'canvas.share': 'owner',
  'canvas.move': 'owner',
  'canvas.delete': 'owner',
} as const satisfies Record<string, Role>;

export type Action = keyof typeof WEAKEST_ROLE;

/** Whether somebody with this role in the resource's group (null: no member) may take the action. */
export function can(role: Role | null, action: Action): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(WEAKEST_ROLE[action]);
}
