import { z } from 'zod';
import { requiredText } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { ROLES } from '../permissions.ts';
import { defineRoutes } from './route.ts';

export const RoleName = z.enum(ROLES);
const GroupName = requiredText(120);
const groupParams = z.object({ groupId: z.uuid() });

export const Group = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: RoleName,
    memberCount: z.number().int(),
    createdAt: z.string(),
  })
  .meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;

export const Member = z
  .object({ userId: z.uuid(), name: z.string(), role: RoleName, joinedAt: z.string() })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

const invitationFields = {
  id: z.uuid(),
  role: RoleName,
  expiresAt: z.string().nullable(),
  maxUses: z.number().int().nullable(),
  uses: z.number().int(),
  createdAt: z.string(),
};
export const Invitation = z.object(invitationFields).meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

/** Only the answer that creates an invitation carries its token: what is stored is a hash. */
export const NewInvitation = z
  .object({
    ...invitationFields,
    token: z.string(),
    url: z.string().describe('path of the page that accepts it'),
  })
  .meta({ id: 'NewInvitation' });
export type NewInvitation = z.infer<typeof NewInvitation>;

/** What somebody sees of an invitation before joining. */
export const InvitationPreview = z
  .object({
    groupId: z.uuid(),
    groupName: z.string(),
    role: RoleName,
    invitedBy: z.string(),
    memberCount: z.number().int(),
  })
  .meta({ id: 'InvitationPreview' });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

const tokenParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/) });

export const groupsRoutes = defineRoutes({
  listGroups: {
    method: 'GET',
    path: '/groups',
    summary: "One's own groups",
    access: 'person',
    query: PageQuery,
    status: 200,
    response: page(Group),
  },
  createGroup: {
    method: 'POST',
    path: '/groups',
    summary: 'Make a group; who makes it owns it',
    access: 'person',
    body: z.strictObject({ name: GroupName }),
    status: 201,
    response: Group,
  },
  getGroup: {
    method: 'GET',
    path: '/groups/:groupId',
    summary: 'A group',
    access: 'group.read',
    params: groupParams,
    status: 200,
    response: Group,
  },
  updateGroup: {
    method: 'PATCH',
    path: '/groups/:groupId',
    summary: 'Rename a group',
    access: 'group.update',
    params: groupParams,
    body: z.strictObject({ name: GroupName.optional() }),
    status: 200,
    response: Group,
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/groups/:groupId',
    summary: 'Delete a group and its canvases',
    access: 'group.delete',
    params: groupParams,
    status: 204,
    response: null,
  },
  listMembers: {
    method: 'GET',
    path: '/groups/:groupId/members',
    summary: 'Who is in a group',
    access: 'group.read',
    params: groupParams,
    query: PageQuery,
    status: 200,
    response: page(Member),
  },
  updateMember: {
    method: 'PATCH',
    path: '/groups/:groupId/members/:userId',
    summary: "Change a member's role; a group always keeps an owner",
    access: 'group.manage-members',
    params: z.object({ groupId: z.uuid(), userId: z.uuid() }),
    body: z.strictObject({ role: RoleName }),
    status: 200,
    response: Member,
  },
  removeMember: {
    method: 'DELETE',
    path: '/groups/:groupId/members/:userId',
    summary: 'Remove a member, or leave; a group always keeps an owner',
    access: 'group.leave',
    params: z.object({ groupId: z.uuid(), userId: z.uuid() }),
    status: 204,
    response: null,
  },
  listInvitations: {
    method: 'GET',
    path: '/groups/:groupId/invitations',
    summary: 'Open invitations of a group',
    access: 'group.invite',
    params: groupParams,
    query: PageQuery,
    status: 200,
    response: page(Invitation),
  },
  createInvitation: {
    method: 'POST',
    path: '/groups/:groupId/invitations',
    summary: 'Make an invitation link',
    access: 'group.invite',
    params: groupParams,
    body: z.strictObject({
      role: RoleName.default('editor'),
      expiresAt: z.iso.datetime({ offset: true }).optional(),
      maxUses: z.number().int().min(1).max(10_000).optional(),
    }),
    status: 201,
    response: NewInvitation,
  },
  deleteInvitation: {
    method: 'DELETE',
    path: '/groups/:groupId/invitations/:invitationId',
    summary: 'Revoke an invitation',
    access: 'group.invite',
    params: z.object({ groupId: z.uuid(), invitationId: z.uuid() }),
    status: 204,
    response: null,
  },
  getInvitation: {
    method: 'GET',
    path: '/invitations/:token',
    summary: 'What an invitation is for, before joining',
    access: 'anyone',
    params: tokenParams,
    status: 200,
    response: InvitationPreview,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/invitations/:token/accept',
    summary: 'Join the group; a member keeps the stronger of both roles',
    access: 'person',
    params: tokenParams,
    status: 200,
    response: z.object({ groupId: z.uuid(), role: RoleName }),
  },
});
