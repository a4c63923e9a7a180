import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { AppError } from '@aibmc/common/errors';
import { optional } from '../clients/optional.ts';
import { clearSessionCookies } from '../session/cookies.ts';
import { checkForm, failureOf, type FormErrors, type FormValues, readForm } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { Visit } from './visit.ts';

const PATH = '/forgot-password';

/** Where mail is sent a form, else whom to ask. */
export async function showForgotPassword(visit: Visit): Promise<void> {
  await showForgot(visit);
}

async function showForgot(
  visit: Visit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const options = await optional(
    ctx.log,
    'sign-in options',
    ctx.services.accounts.getSignInOptions({}, call),
  );
  render(
    res,
    'forgot-password',
    {
      ...baseViewModel(req, visit, { title: t('title.forgot-password'), path: PATH }),
      options,
      isSent: req.query['sent'] === '1',
      values: { email: values['email'] ?? '' },
      errors,
    },
    status,
  );
}

/** Has a link sent; says the same whether there is such an account or not. */
export async function requestReset(visit: Visit): Promise<void> {
  const values = readForm(visit.req);
  const { email = '' } = values;
  const { data, errors } = checkForm(accountsRoutes.requestPasswordReset.body, { email }, visit.t);
  if (errors) {
    await showForgot(visit, values, errors, 422);
    return;
  }
  try {
    await visit.ctx.services.accounts.requestPasswordReset({ body: data }, visit.call);
    redirect(visit.res, `${PATH}?sent=1`);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showForgot(visit, values, failure.errors, failure.status);
  }
}

function tokenOf({ req }: Visit): string {
  return String(req.params['token']);
}

/** Null for a link that was used, is past its time, or never was. */
async function orGone<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error: unknown) => {
    if (error instanceof AppError && ['not-found', 'gone', 'invalid'].includes(error.code)) return null;
    throw error;
  });
}

export async function showReset(visit: Visit): Promise<void> {
  await showNewPassword(visit);
}

async function showNewPassword(visit: Visit, errors: FormErrors = {}, status = 200): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const token = tokenOf(visit);
  const reset = await orGone(ctx.services.accounts.getPasswordReset({ params: { token } }, call));
  render(
    res,
    'reset-password',
    {
      ...baseViewModel(req, visit, { title: t('title.reset-password'), path: `/reset/${token}` }),
      reset,
      token,
      errors,
    },
    reset ? status : 410,
  );
}

/** Sets the new password. Every session is over then, also the one of this browser. */
export async function resetPassword(visit: Visit): Promise<void> {
  const { ctx, res, call, t } = visit;
  const { password = '' } = readForm(visit.req);
  const { data, errors } = checkForm(accountsRoutes.resetPassword.body, { password }, t);
  if (errors) {
    await showNewPassword(visit, errors, 422);
    return;
  }
  try {
    const params = { token: tokenOf(visit) };
    await ctx.services.accounts.resetPassword({ params, body: data }, call);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') {
      await showNewPassword(visit, {}, 410);
      return;
    }
    const failure = failureOf(error, visit);
    await showNewPassword(visit, failure.errors, failure.status);
    return;
  }
  clearSessionCookies(res, ctx.config.PUBLIC_URL);
  redirect(res, '/login', 'password-reset');
}

/** Asks for a press of a button, since mail scanners open links. */
export function showConfirmEmail(visit: Visit): void {
  showConfirmation(visit, 'asked');
}

function showConfirmation(visit: Visit, state: 'asked' | 'done' | 'gone', email = '', status = 200): void {
  const { req, res, t } = visit;
  const token = tokenOf(visit);
  render(
    res,
    'confirm-email',
    {
      ...baseViewModel(req, visit, { title: t('title.confirm-email'), path: `/confirm-email/${token}` }),
      token,
      state,
      email,
      errors: {},
    },
    status,
  );
}

export async function confirmEmail(visit: Visit): Promise<void> {
  const { ctx, call } = visit;
  const params = { token: tokenOf(visit) };
  const confirmed = await orGone(ctx.services.accounts.confirmEmail({ params }, call));
  if (!confirmed) {
    showConfirmation(visit, 'gone', '', 410);
    return;
  }
  if (visit.person) ctx.people.forget(visit.person.id);
  showConfirmation(visit, 'done', confirmed.email);
}
