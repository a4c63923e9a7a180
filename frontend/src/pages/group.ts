import { groupsRoutes } from '@aibmc/common/contract/groups';
import { can } from '@aibmc/common/permissions';
import { optional } from '../clients/optional.ts';
import { filterQuery, moreHref, readFilter } from './canvas-filter.ts';
import { checkForm, failureOf, type FormErrors, type FormValues, readForm } from './forms.ts';
import { takeNewInvitation } from './new-invitation.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** More people than these have a page of their own, and so has more that happened. */
const PEOPLE_SHOWN = 12;
const HAPPENINGS_SHOWN = 6;

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
  const filter = { ...readFilter(req.query), ...params };
  const [group, members, invitations, canvases, activity] = await Promise.all([
    services.groups.getGroup({ params }, call),
    services.groups.listMembers({ params, query: { limit: PEOPLE_SHOWN } }, call),
    optional(log, 'invitations', services.groups.listInvitations({ params, query: { limit: 100 } }, call)),
    optional(log, 'canvases', services.canvases.listCanvases({ query: filterQuery(filter) }, call)),
    optional(
      log,
      'activity',
      services.groups.listActivity({ params, query: { limit: HAPPENINGS_SHOWN } }, call),
    ),
  ]);
  render(
    res,
    'group',
    {
      ...baseViewModel(req, visit, {
        title: group.name,
        path: req.method === 'GET' ? undefined : `/groups/${group.id}`,
      }),
      group,
      members: members.items,
      invitations: invitations?.items ?? null,
      canvases: canvases?.items ?? null,
      filter,
      more: moreHref(filter, canvases?.nextCursor ?? null),
      activity,
      newInvitation: takeNewInvitation(visit, group.id),
      can: {
        update: can(group.role, 'group.update'),
        delete: can(group.role, 'group.delete'),
        invite: can(group.role, 'group.invite'),
        manageMembers: can(group.role, 'group.manage-members'),
        addCanvas: can(group.role, 'group.add-canvas'),
        readAudit: can(group.role, 'group.read-audit'),
      },
      values: {
        name: group.name,
        description: group.description,
        kind: 'link',
        role: 'editor',
        expiresInDays: '14',
        maxUses: '',
        email: '',
        ...values,
      },
      errors,
    },
    status,
  );
}

/** The group that a page or form under /groups/:groupId is about. */
export function groupIdOf({ req }: PersonalVisit): string {
  return String(req.params['groupId']);
}

interface Outcome {
  errors?: FormErrors;
  /** Where to go, if not back to the group. */
  path?: string;
  notice?: Notice;
  /** What the notice can take back. */
  trashedId?: string;
}

/** Runs what a form on the page asks for and shows the page again, or what went wrong on it. */
export async function change(
  visit: PersonalVisit,
  act: (values: FormValues) => Promise<Outcome>,
  texts: Parameters<typeof failureOf>[2] = {},
): Promise<void> {
  const values = readForm(visit.req);
  try {
    const { errors, path = `/groups/${groupIdOf(visit)}`, notice, trashedId } = await act(values);
    if (errors) await showPage(visit, values, errors, 422);
    else redirect(visit.res, path, notice, trashedId);
  } catch (error) {
    const failure = failureOf(error, visit, texts);
    await showPage(visit, values, failure.errors, failure.status);
  }
}

export async function updateGroup(visit: PersonalVisit): Promise<void> {
  await change(visit, async ({ name = '', description = '' }) => {
    const { data, errors } = checkForm(groupsRoutes.createGroup.body, { name, description }, visit.t);
    if (errors) return { errors };
    const params = { groupId: groupIdOf(visit) };
    await visit.ctx.services.groups.updateGroup({ params, body: data }, visit.call);
    return { notice: 'group-saved' };
  });
}

export async function deleteGroup(visit: PersonalVisit): Promise<void> {
  const params = { groupId: groupIdOf(visit) };
  await change(visit, async () => {
    await visit.ctx.services.groups.deleteGroup({ params }, visit.call);
    return { path: '/groups', notice: 'group-deleted', trashedId: params.groupId };
  });
}
