import { groupsRoutes } from '@aibmc/common/contract/groups';
import { can } from '@aibmc/common/permissions';
import { localPath } from '../session/local-path.ts';
import { CursorQuery } from './cursor.ts';
import { checkForm } from './forms.ts';
import { change, groupIdOf } from './group.ts';
import { baseViewModel, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** Everybody in a group, page by page: a class may have hundreds. */
export async function showPeople(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const params = { groupId: groupIdOf(visit) };
  const { cursor } = CursorQuery.parse(req.query);
  const [group, members] = await Promise.all([
    ctx.services.groups.getGroup({ params }, call),
    ctx.services.groups.listMembers({ params, query: { cursor } }, call),
  ]);
  render(res, 'group-people', {
    ...baseViewModel(req, visit, { title: `${t('title.people')} · ${group.name}` }),
    group,
    members: members.items,
    nextCursor: members.nextCursor,
    can: { manageMembers: can(group.role, 'group.manage-members') },
  });
}

function memberOf(visit: PersonalVisit): { groupId: string; userId: string } {
  return { groupId: groupIdOf(visit), userId: String(visit.req.params['userId']) };
}

export async function setMemberRole(visit: PersonalVisit): Promise<void> {
  const params = memberOf(visit);
  const isSelf = params.userId === visit.person.id;
  await change(
    visit,
    async ({ role, next }) => {
      const { data, errors } = checkForm(groupsRoutes.updateMember.body, { role }, visit.t);
      if (errors) return { errors };
      await visit.ctx.services.groups.updateMember({ params, body: data }, visit.call);
      return { path: localPath(next, `/groups/${params.groupId}`), notice: 'role-changed' };
    },
    { messages: { 'last-owner': isSelf ? 'group.only-owner' : 'group.only-owner-role' } },
  );
}

/** Removes a member; somebody removing themselves leaves. */
export async function removeMember(visit: PersonalVisit): Promise<void> {
  const params = memberOf(visit);
  const isSelf = params.userId === visit.person.id;
  await change(
    visit,
    async ({ next }) => {
      await visit.ctx.services.groups.removeMember({ params }, visit.call);
      return isSelf
        ? { path: '/groups', notice: 'left-group' }
        : { path: localPath(next, `/groups/${params.groupId}`), notice: 'member-removed' };
    },
    { messages: { 'last-owner': isSelf ? 'group.only-owner' : 'group.only-owner-role' } },
  );
}
