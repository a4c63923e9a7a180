import { z } from 'zod';
import { Id, LanguageCode, plainText, requiredLine } from '../canvas/note.ts';
import { page, PageQuery } from '../cursor.ts';
import { ROLES } from '../permissions.ts';
import { defineRoutes } from './route.ts';
import { Email } from './email.ts';
import { Moment } from './moment.ts';

export const RoleName = z.enum(ROLES);
const GroupName = requiredLine(120);
const GroupDescription = plainText(1_000).trim();
const groupParams = z.object({ groupId: Id });

export const Group = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    role: RoleName,
    memberCount: z.number().int(),
    canvasCount: z.number().int(),
    createdAt: z.string(),
  })
  .meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;

export const Member = z
  .object({
    userId: z.uuid(),
    name: z.string(),
    colour: z.string().nullable(),
    role: RoleName,
    joinedAt: z.string(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

const invitationFields = {
  id: z.uuid(),
  role: RoleName,
  email: z.string().nullable().describe('of the only account that may accept it'),
  code: z.string().nullable().describe('six characters to be read aloud or written on a board'),
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
    mailed: z.boolean().describe('it is on its way to its e-mail address'),
  })
  .meta({ id: 'NewInvitation' });
export type NewInvitation = z.infer<typeof NewInvitation>;

/** What somebody sees of an invitation before joining. */
export const InvitationPreview = z
  .object({
    groupId: z.uuid(),
    groupName: z.string(),
    groupDescription: z.string(),
    role: RoleName,
    invitedBy: z.string(),
    memberCount: z.number().int(),
    isForOneEmail: z
      .boolean()
      .describe('only the account with the e-mail address that was invited may accept'),
  })
  .meta({ id: 'InvitationPreview' });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

/** Letters and digits of codes: of those that look alike on a board, one each. */
export const CODE_ALPHABET = 'ACDEFGHJKMNPQRTVWXY23456789';
export const CODE_LENGTH = 6;

/** The token of a link, or a code as somebody typed it: in any case, with spaces or a hyphen. */
export const InvitationToken = z.string().regex(/^[A-Za-z0-9_ -]{6,100}$/, 'must be a token or a code');
const tokenParams = z.object({ token: InvitationToken });

/** What happened in a group. `data` has what the kind says: see ACTIVITY. */
export const ACTIVITY_KINDS = [
  'group-created',
  'group-renamed',
  'group-deleted',
  'group-restored',
  'member-joined',
  'member-left',
  'member-removed',
  'role-changed',
  'invitation-made',
  'invitation-revoked',
  'canvas-created',
  'canvas-copied',
  'canvas-moved-in',
  'canvas-moved-out',
  'canvas-deleted',
  'canvas-restored',
  'share-link-made',
  'share-link-changed',
  'share-link-revoked',
  'guest-came',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Kinds that change who may do what: the audit log. */
export const AUDIT_KINDS = ACTIVITY_KINDS.filter((kind) =>
  /^(member|role|invitation|share-link|guest|group-deleted|group-restored|canvas-moved)/.test(kind),
);

export const Activity = z
  .object({
    id: z.uuid(),
    kind: z.enum(ACTIVITY_KINDS),
    at: z.string(),
    actor: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('null: the system'),
    person: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('whom it concerns'),
    canvas: z.object({ id: z.uuid(), title: z.string() }).nullable(),
    role: RoleName.nullable(),
    roleBefore: RoleName.nullable(),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

/** Days that what was deleted is kept and can be restored. */
export const TRASH_DAYS = 30;

export const TrashedGroup = z
  .object({
    id: z.uuid(),
    name: z.string(),
    canvasCount: z.number().int(),
    deletedAt: z.string(),
    deletedBy: z.string(),
    goneAt: z.string().describe('when it is removed for good'),
  })
  .meta({ id: 'TrashedGroup' });
export type TrashedGroup = z.infer<typeof TrashedGroup>;

/** What becomes of what a person owns when their account is deleted. */
export const Departure = z
  .object({
    canvases: z.number().int().describe('personal ones, which are removed'),
    removed: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('groups of nobody else'),
    handedOver: z
      .array(z.object({ id: z.uuid(), name: z.string(), to: z.string() }))
      .describe('groups that would be left without an owner, and who becomes it'),
    left: z.number().int().describe('groups that go on without a change of owner'),
  })
  .meta({ id: 'Departure' });
export type Departure = z.infer<typeof Departure>;

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
    body: z.strictObject({ name: GroupName, description: GroupDescription.default('') }),
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
    summary: 'Rename or describe a group',
    access: 'group.update',
    params: groupParams,
    body: z.strictObject({ name: GroupName.optional(), description: GroupDescription.optional() }),
    status: 200,
    response: Group,
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/groups/:groupId',
    summary: `Put a group with its canvases into the trash, for ${TRASH_DAYS} days`,
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
    params: z.object({ groupId: Id, userId: Id }),
    body: z.strictObject({ role: RoleName }),
    status: 200,
    response: Member,
  },
  removeMember: {
    method: 'DELETE',
    path: '/groups/:groupId/members/:userId',
    summary: 'Remove a member, or leave; a group always keeps an owner',
    access: 'group.leave',
    params: z.object({ groupId: Id, userId: Id }),
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
    summary:
      'Make an invitation: a link, with a code to read aloud if wished, for one e-mail address if named',
    access: 'group.invite',
    params: groupParams,
    body: z.strictObject({
      role: RoleName.default('editor'),
      expiresAt: Moment.optional(),
      maxUses: z.number().int().min(1).max(10_000).optional(),
      email: Email.optional(),
      code: z
        .boolean()
        .default(false)
        .describe('with a code of six characters; it ends in 14 days where no `expiresAt` is given'),
      language: LanguageCode.default('en').describe('of the mail to `email`'),
    }),
    status: 201,
    response: NewInvitation,
  },
  deleteInvitation: {
    method: 'DELETE',
    path: '/groups/:groupId/invitations/:invitationId',
    summary: 'Revoke an invitation',
    access: 'group.invite',
    params: z.object({ groupId: Id, invitationId: Id }),
    status: 204,
    response: null,
  },
  listActivity: {
    method: 'GET',
    path: '/groups/:groupId/activity',
    summary: 'What happened in a group, newest first; who changed access is for owners',
    access: 'group.read',
    params: groupParams,
    query: PageQuery.extend({ canvasId: Id.optional() }),
    status: 200,
    response: page(Activity),
  },
  listTrashedGroups: {
    method: 'GET',
    path: '/trash/groups',
    summary: 'Deleted groups that one owned, newest first',
    access: 'person',
    query: PageQuery,
    status: 200,
    response: page(TrashedGroup),
  },
  restoreGroup: {
    method: 'POST',
    path: '/trash/groups/:groupId/restore',
    summary: 'Bring a deleted group back with its members and the canvases that were deleted with it',
    access: 'group.delete',
    params: groupParams,
    status: 200,
    response: Group,
  },
  getDeparture: {
    method: 'GET',
    path: '/departure',
    summary: 'What would become of what one owns, if one deleted the account',
    access: 'person',
    status: 200,
    response: Departure,
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
