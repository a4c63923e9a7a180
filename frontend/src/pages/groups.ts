import { groupsRoutes } from '@aibmc/common/contract/groups';
import { CursorQuery } from './cursor.ts';
import { checkForm, failureOf, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

export async function showGroups(visit: PersonalVisit): Promise<void> {
  await showList(visit);
}

async function showList(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { cursor } = CursorQuery.parse(req.query);
  const groups = await ctx.services.groups.listGroups({ query: { cursor } }, call);
  render(
    res,
    'groups',
    {
      ...baseViewModel(req, visit, { title: t('title.groups') }),
      groups: groups.items,
      nextCursor: groups.nextCursor,
      values: { name: values['name'] ?? '', description: values['description'] ?? '' },
      errors,
    },
    status,
  );
}

export async function createGroup(visit: PersonalVisit): Promise<void> {
  const values = readForm(visit.req);
  const { name = '', description } = values;
  const { data, errors } = checkForm(groupsRoutes.createGroup.body, { name, description }, visit.t);
  if (errors) {
    await showList(visit, values, errors, 422);
    return;
  }
  try {
    const group = await visit.ctx.services.groups.createGroup({ body: data }, visit.call);
    redirect(visit.res, `/groups/${group.id}`);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showList(visit, values, failure.errors, failure.status);
  }
}
