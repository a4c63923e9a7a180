import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { z } from 'zod';
import { qrPath } from '../view-models/qr.ts';
import { showAccountPage, WRONG_PASSWORD } from './account.ts';
import { checkForm, failureOf, type FormErrors, readForm, renamed } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const { startSecondFactor, confirmSecondFactor } = secondFactorRoutes;

/**
 * What an authenticator is given. It comes back with the form that confirms it, so that the page can show it again:
 * only the answer that made it knows it, and a cookie would keep it longer than the page.
 */
const AuthenticatorUri = z
  .string()
  .max(500)
  .regex(/^otpauth:\/\/totp\/[\x21-\x7e]+$/);

/** Makes a secret and shows it, to be confirmed with a code. */
export async function startFactor(visit: PersonalVisit): Promise<void> {
  const { ctx, call, t } = visit;
  const { factorPassword } = readForm(visit.req);
  const { data, errors } = checkForm(startSecondFactor.body, { password: factorPassword }, t);
  if (errors) {
    await showAccountPage(visit, {}, renamed(errors, FIELD_NAMES), 422);
    return;
  }
  try {
    const { uri } = await ctx.services.secondFactor.startSecondFactor({ body: data }, call);
    showSetUp(visit, uri);
  } catch (error) {
    const failure = failureOf(error, visit, {
      ...WRONG_PASSWORD,
      fields: { 'wrong-credentials': 'password' },
    });
    await showAccountPage(visit, {}, renamed(failure.errors, FIELD_NAMES), failure.status);
  }
}

const FIELD_NAMES = { password: 'factorPassword' };

function showSetUp(visit: PersonalVisit, uri: string, errors: FormErrors = {}, status = 200): void {
  const { req, res, t } = visit;
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  render(
    res,
    'second-factor',
    {
      ...baseViewModel(req, visit, { title: t('title.second-factor'), path: '/account' }),
      uri,
      qr: qrPath(uri),
      secret: secret.replace(/(.{4})(?=.)/g, '$1 '),
      errors,
    },
    status,
  );
}

/** Switches the second factor on with a code, and shows the recovery codes. */
export async function confirmFactor(visit: PersonalVisit): Promise<void> {
  const { ctx, call, t } = visit;
  const { code = '', uri } = readForm(visit.req);
  const shown = AuthenticatorUri.safeParse(uri);
  if (!shown.success) {
    redirect(visit.res, '/account#second-factor');
    return;
  }
  const { data, errors } = checkForm(confirmSecondFactor.body, { code }, t);
  if (errors) {
    showSetUp(visit, shown.data, { code: t('form.wrong-code') }, 422);
    return;
  }
  try {
    const { recoveryCodes } = await ctx.services.secondFactor.confirmSecondFactor({ body: data }, call);
    showRecoveryCodes(visit, recoveryCodes, true);
  } catch (error) {
    const failure = failureOf(error, visit, WRONG_CODE);
    showSetUp(visit, shown.data, failure.errors, failure.status);
  }
}

const WRONG_CODE = { messages: { 'wrong-credentials': 'form.wrong-code' } } as const;

function showRecoveryCodes(visit: PersonalVisit, codes: string[], isNew: boolean): void {
  const { req, res, t } = visit;
  render(res, 'recovery-codes', {
    ...baseViewModel(req, visit, { title: t('title.recovery-codes'), path: '/account' }),
    codes,
    isNew,
  });
}

/** Shows new recovery codes, or switches the second factor off: by the button that was pressed. */
export async function changeFactor(visit: PersonalVisit): Promise<void> {
  const { ctx, call, res, t } = visit;
  const { factorCode = '', act } = readForm(visit.req);
  const { data, errors } = checkForm(confirmSecondFactor.body, { code: factorCode }, t);
  if (errors) {
    await showAccountPage(visit, {}, { factorCode: t('form.wrong-code') }, 422);
    return;
  }
  try {
    if (act === 'renew') {
      const { recoveryCodes } = await ctx.services.secondFactor.renewRecoveryCodes({ body: data }, call);
      showRecoveryCodes(visit, recoveryCodes, false);
    } else {
      await ctx.services.secondFactor.removeSecondFactor({ body: data }, call);
      redirect(res, '/account', 'second-factor-off');
    }
  } catch (error) {
    const failure = failureOf(error, visit, WRONG_CODE);
    await showAccountPage(visit, {}, renamed(failure.errors, { code: 'factorCode' }), failure.status);
  }
}
