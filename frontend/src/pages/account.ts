import { usersRoutes } from '@aibmc/common/contract/users';
import { optional } from '../clients/optional.ts';
import { clearSessionCookies } from '../session/cookies.ts';
import {
  checkForm,
  failureOf,
  type FailureTexts,
  type FormErrors,
  type FormValues,
  readForm,
  renamed,
} from './forms.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';
import { TIME_ZONES } from '../view-models/time-zones.ts';

export async function showAccount(visit: PersonalVisit): Promise<void> {
  await showAccountPage(visit);
}

/** The page of one's account, with what was typed on one of its forms and what was wrong with it. */
export async function showAccountPage(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const { services, log } = ctx;
  const [user, sessions, options, identities, departure] = await Promise.all([
    services.users.getMe({}, call),
    optional(log, 'sessions', services.users.listSessions({ query: { limit: 100 } }, call)),
    optional(log, 'sign-in options', services.accounts.getSignInOptions({}, call)),
    optional(log, 'identities', services.secondFactor.listIdentities({}, call)),
    optional(log, 'departure', services.groups.getDeparture({}, call)),
  ]);
  ctx.people.remember(user);
  render(
    res,
    'account',
    {
      ...baseViewModel(req, visit, { title: t('title.account'), path: '/account' }),
      user,
      sessions: sessions?.items ?? null,
      options,
      identities: identities?.items ?? [],
      departure,
      timeZones: TIME_ZONES,
      values: {
        name: values['name'] ?? user.name,
        language: values['language'] ?? user.language ?? '',
        timeZone: values['timeZone'] ?? user.timeZone ?? '',
        colour: values['colour'] ?? user.colour ?? '',
        email: values['email'] ?? '',
      },
      errors,
    },
    status,
  );
}

interface Outcome {
  errors?: FormErrors | null;
  /** Another notice than the usual one. */
  notice?: Notice;
}

interface ChangeTexts extends FailureTexts {
  /** What fields of the contract are called in this form. */
  names?: Record<string, string>;
  anchor?: string;
}

/** Runs what a form on the page asks for and shows the page again, or what went wrong on it. */
export async function change(
  visit: PersonalVisit,
  notice: Notice | undefined,
  act: (values: FormValues) => Promise<Outcome | undefined>,
  { names = {}, anchor = '', ...texts }: ChangeTexts = {},
): Promise<void> {
  const values = readForm(visit.req);
  try {
    const outcome = await act(values);
    if (outcome?.errors) await showAccountPage(visit, values, renamed(outcome.errors, names), 422);
    else redirect(visit.res, `/account${anchor}`, outcome?.notice ?? notice);
  } catch (error) {
    const failure = failureOf(error, visit, texts);
    await showAccountPage(visit, values, renamed(failure.errors, names), failure.status);
  }
}

/** Tells a wrong password at its field. */
export const WRONG_PASSWORD: FailureTexts = {
  messages: { 'wrong-credentials': 'form.wrong-password' },
};

export async function changePassword(visit: PersonalVisit): Promise<void> {
  await change(
    visit,
    'password-changed',
    async ({ currentPassword, newPassword = '' }) => {
      const { data, errors } = checkForm(
        usersRoutes.changePassword.body,
        { currentPassword, newPassword },
        visit.t,
      );
      if (errors) return { errors };
      await visit.ctx.services.users.changePassword({ body: data }, visit.call);
      return {};
    },
    { messages: WRONG_PASSWORD.messages, fields: { 'wrong-credentials': 'currentPassword' } },
  );
}

export async function deleteAccount(visit: PersonalVisit): Promise<void> {
  const { ctx, res, call, t, person } = visit;
  const { deletePassword: password, confirm } = readForm(visit.req);
  const { data, errors } = checkForm(usersRoutes.deleteMe.body, { password }, t);
  if (errors || confirm !== 'yes') {
    const missing: FormErrors = confirm === 'yes' ? {} : { confirm: t('form.confirm') };
    await showAccountPage(visit, {}, renamed({ ...errors, ...missing }, DELETE_NAMES), 422);
    return;
  }
  try {
    await ctx.services.users.deleteMe({ body: data }, call);
  } catch (error) {
    const failure = failureOf(error, visit, {
      fields: { 'wrong-credentials': 'password', 'last-admin': 'confirm' },
      ...WRONG_PASSWORD,
    });
    await showAccountPage(visit, {}, renamed(failure.errors, DELETE_NAMES), failure.status);
    return;
  }
  ctx.people.forget(person.id);
  clearSessionCookies(res, ctx.config.PUBLIC_URL);
  redirect(res, '/', 'account-deleted');
}

const DELETE_NAMES = { password: 'deletePassword' };

export async function endSession(visit: PersonalVisit): Promise<void> {
  const params = { sessionId: String(visit.req.params['sessionId']) };
  await change(
    visit,
    undefined,
    async () => {
      await visit.ctx.services.users.deleteSession({ params }, visit.call);
      return {};
    },
    { anchor: '#sessions' },
  );
}

export async function endAllSessions(visit: PersonalVisit): Promise<void> {
  try {
    await visit.ctx.services.users.deleteSessions({}, visit.call);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showAccountPage(visit, {}, failure.errors, failure.status);
    return;
  }
  clearSessionCookies(visit.res, visit.ctx.config.PUBLIC_URL);
  redirect(visit.res, '/login', 'signed-out-everywhere');
}
