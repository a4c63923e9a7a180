import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { AppError } from '@aibmc/common/errors';
import { challengeFlash } from '../session/flash.ts';
import { checkForm, failureOf, type FormErrors, readForm } from './forms.ts';
import { deviceOf, enter } from './entering.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { Visit } from './visit.ts';

const PATH = '/login/code';

/** Goes on to the code where that is all that is missing; false for every other error. */
export function askForCode({ ctx, res }: Visit, error: unknown, next: string): boolean {
  if (!(error instanceof AppError) || error.code !== 'second-factor-required') return false;
  const challenge = error.details?.['challenge'];
  if (!challenge) return false;
  challengeFlash.put(res, PATH, { challenge, next }, ctx.config.PUBLIC_URL);
  redirect(res, PATH);
  return true;
}

/** Asks for a code of the authenticator, or by `?with=recovery` for a recovery code. */
export function showSignInCode(visit: Visit): void {
  if (visit.person) redirect(visit.res, '/canvases');
  else if (challengeFlash.read(visit.req)) showForm(visit);
  else redirect(visit.res, '/login', 'code-too-late');
}

function showForm(visit: Visit, errors: FormErrors = {}, status = 200): void {
  const isRecovery = visit.req.query['with'] === 'recovery';
  render(
    visit.res,
    'login-code',
    {
      ...baseViewModel(visit.req, visit, {
        title: visit.t('title.login-code'),
        path: isRecovery ? `${PATH}?with=recovery` : PATH,
      }),
      isRecovery,
      errors,
    },
    status,
  );
}

/** Finishes the sign-in with the code. A challenge that is void leads back to the password. */
export async function sendSignInCode(visit: Visit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const kept = challengeFlash.read(req);
  if (!kept) {
    redirect(res, '/login', 'code-too-late');
    return;
  }
  const { code = '' } = readForm(req);
  const { data, errors } = checkForm(
    secondFactorRoutes.completeSession.body,
    { challenge: kept.challenge, code, device: deviceOf(visit) },
    t,
  );
  if (errors) {
    showForm(visit, { code: t('form.wrong-code') }, 422);
    return;
  }
  try {
    const tokens = await ctx.services.secondFactor.completeSession({ body: data }, call);
    challengeFlash.clear(res, PATH, ctx.config.PUBLIC_URL);
    enter(visit, tokens, kept.next);
  } catch (error) {
    refuse(visit, error, kept.next);
  }
}

function refuse(visit: Visit, error: unknown, next: string): void {
  if (error instanceof AppError && ['gone', 'not-found', 'unauthenticated'].includes(error.code)) {
    challengeFlash.clear(visit.res, PATH, visit.ctx.config.PUBLIC_URL);
    redirect(visit.res, `/login?next=${encodeURIComponent(next)}`, 'code-too-late');
    return;
  }
  const failure = failureOf(error, visit, {
    fields: { 'wrong-credentials': 'code' },
    messages: { 'wrong-credentials': 'form.wrong-code' },
  });
  showForm(visit, failure.errors, failure.status);
}
