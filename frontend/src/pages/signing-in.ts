import type { SignInOptions } from '@aibmc/common/contract/accounts';
import { usersRoutes } from '@aibmc/common/contract/users';
import { optional } from '../clients/optional.ts';
import { clearSessionCookies } from '../session/cookies.ts';
import { localPath } from '../session/local-path.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { deviceOf, endOwnSession, enter } from './entering.ts';
import { askForCode } from './sign-in-code.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { Visit } from './visit.ts';

type FormPage = 'login' | 'register';

export async function showLogin(visit: Visit): Promise<void> {
  await showOrPass(visit, 'login');
}

export async function showRegister(visit: Visit): Promise<void> {
  await showOrPass(visit, 'register');
}

/** Who is signed in already goes on to where they wanted to go. */
async function showOrPass(visit: Visit, page: FormPage): Promise<void> {
  const next = localPath(visit.req.query['next']);
  if (visit.person) redirect(visit.res, next);
  else await showSignIn(visit, page, { next });
}

/** How one signs in here where that cannot be told right now: what always works. */
const PLAIN: SignInOptions = { registration: 'open', isFirst: false, mail: false, provider: null };

/** The page to sign in or register, with what was typed and what was wrong with it. */
export async function showSignIn(
  visit: Visit,
  page: FormPage,
  values: FormValues,
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, call, t } = visit;
  const { name = '', email = '', next } = values;
  const nextPath = localPath(next);
  const options = await optional(
    ctx.log,
    'sign-in options',
    ctx.services.accounts.getSignInOptions({}, call),
  );
  render(
    visit.res,
    page,
    {
      ...baseViewModel(visit.req, visit, {
        title: t(`title.${page}`),
        path: `/${page}?next=${encodeURIComponent(nextPath)}`,
      }),
      options: options ?? PLAIN,
      invitation: invitationIn(nextPath),
      values: { name, email, next: nextPath },
      nextParam: encodeURIComponent(nextPath),
      errors,
    },
    status,
  );
}

/** The invitation that somebody follows, by the page that they go on to. */
export function invitationIn(next: string | undefined): string | undefined {
  return /^\/join\/([A-Za-z0-9_-]{6,100})(?:[?#]|$)/.exec(next ?? '')?.[1];
}

export async function register(visit: Visit): Promise<void> {
  const { ctx, call, lang, t } = visit;
  const values = readForm(visit.req);
  const { email = '', password = '', name, next } = values;
  const { data, errors } = checkForm(
    usersRoutes.createUser.body,
    {
      ...{ email, password, name: filled(name), device: deviceOf(visit) },
      ...{ language: lang, invitation: invitationIn(next) },
    },
    t,
  );
  if (errors) {
    await showSignIn(visit, 'register', values, errors, 422);
    return;
  }
  try {
    const tokens = await ctx.services.users.createUser({ body: data }, call);
    enter(visit, tokens, next, tokens.user.isAdmin ? 'you-administer' : undefined);
  } catch (error) {
    const failure = failureOf(error, visit, { fields: { 'email-taken': 'email' } });
    await showSignIn(visit, 'register', values, failure.errors, failure.status);
  }
}

export async function logIn(visit: Visit): Promise<void> {
  const values = readForm(visit.req);
  const { email = '', password = '', next } = values;
  const device = deviceOf(visit);
  const { data, errors } = checkForm(usersRoutes.createSession.body, { email, password, device }, visit.t);
  if (errors) {
    await showSignIn(visit, 'login', values, errors, 422);
    return;
  }
  try {
    enter(visit, await visit.ctx.services.users.createSession({ body: data }, visit.call), next);
  } catch (error) {
    if (askForCode(visit, error, localPath(next))) return;
    const failure = failureOf(error, visit);
    await showSignIn(visit, 'login', values, failure.errors, failure.status);
  }
}

/** Ends the session here whatever happens, and at user-service where it can be reached. */
export async function logOut(visit: Visit): Promise<void> {
  clearSessionCookies(visit.res, visit.ctx.config.PUBLIC_URL);
  await endOwnSession(visit);
  redirect(visit.res, '/', 'signed-out');
}
