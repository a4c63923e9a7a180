import { usersRoutes } from '@aibmc/common/contract/users';
import { optional } from '../clients/optional.ts';
import { clearSessionCookies } from '../session/cookies.ts';
import { callerOf, renewIdentity } from '../session/identity.ts';
import { checkForm, failureOf, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

export async function showAccount(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

async function showPage(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { users } = ctx.services;
  const [user, sessions] = await Promise.all([
    users.getMe({}, call),
    optional(ctx.log, 'sessions', users.listSessions({ query: { limit: 100 } }, call)),
  ]);
  ctx.people.remember(user);
  render(
    res,
    'account',
    {
      ...baseViewModel(req, visit, { title: t('title.account'), path: '/account' }),
      user,
      sessions: sessions?.items ?? null,
      values: { name: values['name'] ?? user.name },
      errors,
    },
    status,
  );
}

export async function changeName(visit: PersonalVisit): Promise<void> {
  const values = readForm(visit.req);
  const { name = '' } = values;
  const { data, errors } = checkForm(usersRoutes.updateMe.body, { name }, visit.t);
  if (errors) {
    await showPage(visit, values, errors, 422);
    return;
  }
  try {
    visit.ctx.people.remember(await visit.ctx.services.users.updateMe({ body: data }, visit.call));
  } catch (error) {
    const failure = failureOf(error, visit);
    await showPage(visit, values, failure.errors, failure.status);
    return;
  }
  // the token repeats the name, and the groups read it there
  await optional(visit.ctx.log, 'renewal', renewIdentity(visit.ctx, callerOf(visit.req, visit.res)));
  redirect(visit.res, '/account', 'name-changed');
}

export async function changePassword(visit: PersonalVisit): Promise<void> {
  const { currentPassword = '', newPassword = '' } = readForm(visit.req);
  const { data, errors } = checkForm(
    usersRoutes.changePassword.body,
    { currentPassword, newPassword },
    visit.t,
  );
  if (errors) {
    await showPage(visit, {}, errors, 422);
    return;
  }
  try {
    await visit.ctx.services.users.changePassword({ body: data }, visit.call);
    redirect(visit.res, '/account', 'password-changed');
  } catch (error) {
    await showWrongPassword(visit, error, 'currentPassword');
  }
}

export async function deleteAccount(visit: PersonalVisit): Promise<void> {
  const { password = '' } = readForm(visit.req);
  const { data, errors } = checkForm(usersRoutes.deleteMe.body, { password }, visit.t);
  if (errors) {
    await showPage(visit, {}, errors, 422);
    return;
  }
  try {
    await visit.ctx.services.users.deleteMe({ body: data }, visit.call);
  } catch (error) {
    await showWrongPassword(visit, error, 'password');
    return;
  }
  visit.ctx.people.forget(visit.person.id);
  clearSessionCookies(visit.res, visit.ctx.config.PUBLIC_URL);
  redirect(visit.res, '/', 'account-deleted');
}

async function showWrongPassword(visit: PersonalVisit, error: unknown, field: string): Promise<void> {
  const failure = failureOf(error, visit, {
    fields: { 'wrong-credentials': field },
    messages: { 'wrong-credentials': 'form.wrong-password' },
  });
  await showPage(visit, {}, failure.errors, failure.status);
}

export async function endSession(visit: PersonalVisit): Promise<void> {
  const params = { sessionId: String(visit.req.params['sessionId']) };
  try {
    await visit.ctx.services.users.deleteSession({ params }, visit.call);
    redirect(visit.res, '/account#sessions');
  } catch (error) {
    const failure = failureOf(error, visit);
    await showPage(visit, {}, failure.errors, failure.status);
  }
}

export async function endAllSessions(visit: PersonalVisit): Promise<void> {
  try {
    await visit.ctx.services.users.deleteSessions({}, visit.call);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showPage(visit, {}, failure.errors, failure.status);
    return;
  }
  clearSessionCookies(visit.res, visit.ctx.config.PUBLIC_URL);
  redirect(visit.res, '/login', 'signed-out-everywhere');
}
