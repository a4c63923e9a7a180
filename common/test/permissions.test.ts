import { expect, test } from '@jest/globals';
import { type Action, can, type Role, ROLES, WEAKEST_ROLE } from '../src/permissions.ts';

const ALLOWED: Record<Role, Action[]> = {
  viewer: ['group.read', 'group.leave', 'canvas.read', 'canvas.copy'],
  commenter: ['canvas.comment', 'canvas.vote'],
  editor: ['group.add-canvas', 'canvas.edit', 'canvas.generate'],
  owner: [
    'group.update',
    'group.delete',
    'group.invite',
    'group.manage-members',
    'group.read-audit',
    'canvas.lead-vote',
    'canvas.share',
    'canvas.move',
    'canvas.delete',
  ],
};

test('each role may do what it and the weaker ones may, and nothing else', () => {
  const actions = Object.keys(WEAKEST_ROLE) as Action[];
  for (const [index, role] of ROLES.entries()) {
    const expected = ROLES.slice(0, index + 1).flatMap((weaker) => ALLOWED[weaker]);
    expect(actions.filter((action) => can(role, action)).sort()).toEqual(expected.sort());
  }
});

test('who is no member may do nothing', () => {
  expect((Object.keys(WEAKEST_ROLE) as Action[]).filter((action) => can(null, action))).toEqual([]);
});
