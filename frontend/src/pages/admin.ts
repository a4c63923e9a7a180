import { REGISTRATION_MODES } from '@aibmc/common/contract/accounts';
import { adminRoutes } from '@aibmc/common/contract/admin';
import { AppError } from '@aibmc/common/errors';
import { checkHealth } from '../clients/health.ts';
import { optional } from '../clients/optional.ts';
import { usageChart } from '../view-models/usage-chart.ts';
import { checkForm, failureOf, type FormErrors, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** Lets only administrators go on. */
export function administered(
  show: (visit: PersonalVisit) => Promise<void> | void,
): (visit: PersonalVisit) => Promise<void> {
  return async (visit) => {
    if (!visit.person.isAdmin) throw new AppError('forbidden', 'This is for administrators');
    await show(visit);
  };
}

/** Who may register, whether all parts are well, what is configured, how much is kept. */
export async function showAdmin(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

async function showPage(visit: PersonalVisit, errors: FormErrors = {}, status = 200): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { services, log, config } = ctx;
  const [instance, storage, health] = await Promise.all([
    services.admin.getInstance({}, call),
    optional(log, 'storage', services.storage.getStorage({}, call)),
    checkHealth(config),
  ]);
  render(
    res,
    'admin/instance',
    {
      ...baseViewModel(req, visit, { title: t('title.admin'), path: '/admin' }),
      modes: REGISTRATION_MODES,
      instance,
      storage,
      health,
      errors,
    },
    status,
  );
}

export async function setRegistration(visit: PersonalVisit): Promise<void> {
  const { registration } = readForm(visit.req);
  const { data, errors } = checkForm(adminRoutes.updateInstance.body, { registration }, visit.t);
  if (errors) {
    await showPage(visit, errors, 422);
    return;
  }
  try {
    await visit.ctx.services.admin.updateInstance({ body: data }, visit.call);
    redirect(visit.res, '/admin', 'registration-changed');
  } catch (error) {
    const failure = failureOf(error, visit);
    await showPage(visit, failure.errors, failure.status);
  }
}

/** What AI was asked on this instance, by day and by person, and the quota. */
export async function showAiUsage(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t, lang } = visit;
  const usage = await optional(ctx.log, 'ai usage', ctx.services.aiUsage.getAiUsage({}, call));
  const names = await namesOf(visit, usage?.people.map(({ userId }) => userId) ?? []);
  render(res, 'admin/ai-usage', {
    ...baseViewModel(req, visit, { title: t('title.admin-ai'), path: '/admin/ai' }),
    usage,
    users: usage?.people.map((person) => ({ ...person, name: names.get(person.userId) ?? null })) ?? [],
    chart: usage && usageChart(usage.days, lang),
  });
}

/** Names by id of those accounts that still exist. */
async function namesOf({ ctx, call }: PersonalVisit, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const query = { ids: ids.join(','), limit: ids.length };
  const people = await optional(ctx.log, 'people', ctx.services.admin.listPeople({ query }, call));
  return new Map((people?.items ?? []).map(({ id, name }) => [id, name]));
}

/** What administrators did, newest first. */
export async function showAdminEvents(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const cursor = typeof req.query['cursor'] === 'string' ? req.query['cursor'] : undefined;
  const events = await ctx.services.admin.listAdminEvents({ query: { cursor, limit: 50 } }, call);
  render(res, 'admin/events', {
    ...baseViewModel(req, visit, { title: t('title.admin-events') }),
    events: events.items,
    nextCursor: events.nextCursor,
  });
}
