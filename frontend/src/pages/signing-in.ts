import { type SessionTokens, usersRoutes } from '@aibmc/common/contract/users';
import { setSessionCookies, clearSessionCookies } from '../session/cookies.ts';
import { localPath } from '../session/local-path.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { Visit } from './visit.ts';

type FormPage = 'login' | 'register';

export function showLogin(visit: Visit): void {
  showOrPass(visit, 'login');
}

export function showRegister(visit: Visit): void {
  showOrPass(visit, 'register');
}

/** Who is signed in already goes on to where they wanted to go. */
function showOrPass(visit: Visit, page: FormPage): void {
  const next = localPath(visit.req.query['next']);
  if (visit.person) redirect(visit.res, next);
  else showForm(visit, page, { next });
}

function showForm(
  visit: Visit,
  page: FormPage,
  values: FormValues,
  errors: FormErrors = {},
  status = 200,
): void {
  const { name = '', email = '', next } = values;
  const nextPath = localPath(next);
  render(
    visit.res,
    page,
    {
      ...baseViewModel(visit.req, visit, {
        title: visit.t(`title.${page}`),
        path: `/${page}?next=${encodeURIComponent(nextPath)}`,
      }),
      values: { name, email, next: nextPath },
      nextParam: encodeURIComponent(nextPath),
      errors,
    },
    status,
  );
}

export async function register(visit: Visit): Promise<void> {
  const values = readForm(visit.req);
  const { email = '', password = '', name } = values;
  const device = deviceOf(visit);
  const { data, errors } = checkForm(
    usersRoutes.createUser.body,
    { email, password, name: filled(name), device },
    visit.t,
  );
  if (errors) {
    showForm(visit, 'register', values, errors, 422);
    return;
  }
  try {
    enter(visit, await visit.ctx.services.users.createUser({ body: data }, visit.call), values['next']);
  } catch (error) {
    const failure = failureOf(error, visit, { fields: { 'email-taken': 'email' } });
    showForm(visit, 'register', values, failure.errors, failure.status);
  }
}

export async function logIn(visit: Visit): Promise<void> {
  const values = readForm(visit.req);
  const { email = '', password = '' } = values;
  const device = deviceOf(visit);
  const { data, errors } = checkForm(usersRoutes.createSession.body, { email, password, device }, visit.t);
  if (errors) {
    showForm(visit, 'login', values, errors, 422);
    return;
  }
  try {
    enter(visit, await visit.ctx.services.users.createSession({ body: data }, visit.call), values['next']);
  } catch (error) {
    const failure = failureOf(error, visit);
    showForm(visit, 'login', values, failure.errors, failure.status);
  }
}

/** What the browser calls itself, by which its session goes in the list of devices. */
function deviceOf({ req }: Visit): string | undefined {
  return req.get('user-agent')?.slice(0, 200);
}

function enter({ ctx, res }: Visit, tokens: SessionTokens, next: string | undefined): void {
  setSessionCookies(res, tokens, ctx.config.PUBLIC_URL);
  ctx.people.remember(tokens.user);
  redirect(res, localPath(next));
}

/** Ends the session here whatever happens, and at user-service where it can be reached. */
export async function logOut({ ctx, res, call }: Visit): Promise<void> {
  clearSessionCookies(res, ctx.config.PUBLIC_URL);
  if (call.token) {
    await ctx.services.users.deleteCurrentSession({}, call).catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'session ended in the browser only');
    });
  }
  redirect(res, '/', 'signed-out');
}
