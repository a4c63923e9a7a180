import { groupsRoutes } from '@aibmc/common/contract/groups';
import { can } from '@aibmc/common/permissions';
import { z } from 'zod';
import { optional } from '../clients/optional.ts';
import { invitationFlash } from '../session/flash.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { publicOrigin } from './public-origin.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const WHOLE_LIST = { limit: 100 };

export async function showGroup(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

/** A group with all that is in it. Members and the group itself must be there, the rest may be missing. */
async function showPage(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call } = visit;
  const { services, log } = ctx;
  const params = { groupId: groupIdOf(visit) };
  const { groupId } = params;
  const [group, members, invitations, canvases] = await Promise.all([
    services.groups.getGroup({ params }, call),
    services.groups.listMembers({ params, query: WHOLE_LIST }, call),
    optional(log, 'invitations', services.groups.listInvitations({ params, query: WHOLE_LIST }, call)),
    optional(log, 'canvases', services.canvases.listCanvases({ query: { groupId, ...WHOLE_LIST } }, call)),
  ]);
  const created = invitationFlash.take(req, res, `/groups/${groupId}`, ctx.config.PUBLIC_URL);
  const { name = group.name, role = 'editor', expiresInDays = '14', maxUses = '' } = values;
  render(
    res,
    'group',
    {
      ...baseViewModel(req, visit, {
        title: group.name,
        path: req.method === 'GET' ? undefined : `/groups/${groupId}`,
      }),
      group,
      members: members.items,
      invitations: invitations?.items ?? null,
      canvases: canvases?.items ?? null,
      newInvitation: created && { url: publicOrigin(ctx, req) + created.path, role: created.role },
      can: {
        update: can(group.role, 'group.update'),
        delete: can(group.role, 'group.delete'),
        invite: can(group.role, 'group.invite'),
        manageMembers: can(group.role, 'group.manage-members'),
        addCanvas: can(group.role, 'group.add-canvas'),
      },
      values: { name, role, expiresInDays, maxUses },
      errors,
    },
    status,
  );
}

function groupIdOf({ req }: PersonalVisit): string {
  return String(req.params['groupId']);
}

interface Outcome {
  errors?: FormErrors;
  /** Where to go, if not back to the group. */
  path?: string;
  notice?: Notice;
}

/** Runs what a form on the page asks for and shows the page again, or what went wrong on it. */
async function change(visit: PersonalVisit, act: (values: FormValues) => Promise<Outcome>): Promise<void> {
  const values = readForm(visit.req);
  try {
    const { errors, path = `/groups/${groupIdOf(visit)}`, notice } = await act(values);
    if (errors) await showPage(visit, values, errors, 422);
    else redirect(visit.res, path, notice);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showPage(visit, values, failure.errors, failure.status);
  }
}

export async function renameGroup(visit: PersonalVisit): Promise<void> {
  await change(visit, async ({ name = '' }) => {
    const { data, errors } = checkForm(groupsRoutes.createGroup.body, { name }, visit.t);
    if (errors) return { errors };
    const params = { groupId: groupIdOf(visit) };
    await visit.ctx.services.groups.updateGroup({ params, body: data }, visit.call);
    return {};
  });
}

export async function deleteGroup(visit: PersonalVisit): Promise<void> {
  await change(visit, async () => {
    await visit.ctx.services.groups.deleteGroup({ params: { groupId: groupIdOf(visit) } }, visit.call);
    return { path: '/groups', notice: 'group-deleted' };
  });
}

const InvitationForm = z.object({
  role: groupsRoutes.createInvitation.body.shape.role,
  expiresInDays: z.coerce.number().int().min(1).max(365).optional(),
  maxUses: z.coerce.number().int().min(1).max(10_000).optional(),
});

const DAY_MS = 86_400_000;

export async function invite(visit: PersonalVisit): Promise<void> {
  const { ctx, res, call, t } = visit;
  await change(visit, async (values) => {
    const { data, errors } = checkForm(
      InvitationForm,
      {
        role: values['role'],
        expiresInDays: filled(values['expiresInDays']),
        maxUses: filled(values['maxUses']),
      },
      t,
    );
    if (errors) return { errors };
    const { role, expiresInDays, maxUses } = data;
    const expiresAt = expiresInDays && new Date(Date.now() + expiresInDays * DAY_MS).toISOString();
    const groupId = groupIdOf(visit);
    const invitation = await ctx.services.groups.createInvitation(
      { params: { groupId }, body: { role, maxUses, ...(expiresAt ? { expiresAt } : {}) } },
      call,
    );
    const link = { path: invitation.url, role: invitation.role };
    invitationFlash.put(res, `/groups/${groupId}`, link, ctx.config.PUBLIC_URL);
    return { path: `/groups/${groupId}#invitations` };
  });
}

export async function revokeInvitation(visit: PersonalVisit): Promise<void> {
  const params = { groupId: groupIdOf(visit), invitationId: String(visit.req.params['invitationId']) };
  await change(visit, async () => {
    await visit.ctx.services.groups.deleteInvitation({ params }, visit.call);
    return { notice: 'invitation-revoked' };
  });
}

export async function setMemberRole(visit: PersonalVisit): Promise<void> {
  const params = { groupId: groupIdOf(visit), userId: String(visit.req.params['userId']) };
  await change(visit, async ({ role }) => {
    const { data, errors } = checkForm(groupsRoutes.updateMember.body, { role }, visit.t);
    if (errors) return { errors };
    await visit.ctx.services.groups.updateMember({ params, body: data }, visit.call);
    return {};
  });
}

/** Removes a member; somebody removing themselves leaves. */
export async function removeMember(visit: PersonalVisit): Promise<void> {
  const params = { groupId: groupIdOf(visit), userId: String(visit.req.params['userId']) };
  await change(visit, async () => {
    await visit.ctx.services.groups.removeMember({ params }, visit.call);
    return params.userId === visit.person.id
      ? { path: '/groups', notice: 'left-group' }
      : { notice: 'member-removed' };
  });
}
