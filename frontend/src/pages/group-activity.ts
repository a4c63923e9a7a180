import { can } from '@aibmc/common/permissions';
import { CursorQuery } from './cursor.ts';
import { groupIdOf } from './group.ts';
import { baseViewModel, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** What happened in a group, page by page; owners see who may do what and since when. */
export async function showActivity(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const params = { groupId: groupIdOf(visit) };
  const { cursor } = CursorQuery.parse(req.query);
  const [group, activity] = await Promise.all([
    ctx.services.groups.getGroup({ params }, call),
    ctx.services.groups.listActivity({ params, query: { cursor } }, call),
  ]);
  render(res, 'group-activity', {
    ...baseViewModel(req, visit, { title: `${t('title.activity')} · ${group.name}` }),
    group,
    activity,
    can: { readAudit: can(group.role, 'group.read-audit') },
  });
}
