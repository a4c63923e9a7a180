import { CODE_LENGTH } from '@aibmc/common/contract/groups';
import { AppError } from '@aibmc/common/errors';
import { optional } from '../clients/optional.ts';
import { failureOf, type FormErrors } from './forms.ts';
import { baseViewModel, redirect, render } from './view-model.ts';
import type { PersonalVisit, Visit } from './visit.ts';

function tokenOf({ req }: Visit): string {
  return String(req.params['token']);
}

function isCode(token: string): boolean {
  return new RegExp(`^[A-Za-z0-9]{${CODE_LENGTH}}$`).test(token);
}

/** The token or code in what somebody typed or pasted: the end of a link, a token, or a code in any case, with spaces. */
function readCode(typed: string): string | null {
  const token = /(?:^|\/join\/)([\w-]{20,100})\/?$/.exec(typed.trim())?.[1];
  if (token) return token;
  const code = typed
    .replace(/^.*\/join\//, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
  return isCode(code) ? code : null;
}

/** Asks for a code; one that was sent leads to the page of its invitation. */
export function showCodeForm(visit: Visit): void {
  const { code: typed } = visit.req.query;
  if (typeof typed !== 'string') {
    renderCodeForm(visit, '');
    return;
  }
  const code = readCode(typed.slice(0, 500));
  if (code) redirect(visit.res, `/join/${code}`);
  else renderCodeForm(visit, typed, { code: visit.t('join.code-form') }, 422);
}

function renderCodeForm(visit: Visit, code: string, errors: FormErrors = {}, status = 200): void {
  const { req, res, t } = visit;
  render(
    res,
    'join-code',
    { ...baseViewModel(req, visit, { title: t('title.join'), path: '/join' }), values: { code }, errors },
    status,
  );
}

/** What an invitation is for. Who is signed out finds the way back here after signing in or registering. */
export async function showInvitation(visit: Visit): Promise<void> {
  await showPage(visit);
}

async function showPage(visit: Visit, errors: FormErrors = {}, status = 200): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const token = tokenOf(visit);
  const path = `/join/${encodeURIComponent(token)}`;
  const found = await findPreview(visit, token);
  if ('error' in found) {
    if (isCode(token)) renderCodeForm(visit, token, { code: found.error }, found.status);
    else renderGone(visit, { form: found.error }, found.status);
    return;
  }
  const { preview } = found;
  const params = { groupId: preview.groupId };
  const own = visit.person
    ? await optional(ctx.log, 'group', ctx.services.groups.getGroup({ params }, call))
    : null;
  render(
    res,
    'join',
    {
      ...baseViewModel(req, visit, { title: t('title.join'), path }),
      preview,
      own,
      token,
      nextParam: encodeURIComponent(path),
      errors,
    },
    status,
  );
}

type Preview = Awaited<ReturnType<Visit['ctx']['services']['groups']['getInvitation']>>;

async function findPreview(
  visit: Visit,
  token: string,
): Promise<{ preview: Preview } | { error: string; status: number }> {
  const { ctx, res, call, t } = visit;
  try {
    return { preview: await ctx.services.groups.getInvitation({ params: { token } }, call) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, retryAfter = 60 } = error;
    if (code === 'too-many-requests') {
      res.set('retry-after', String(Math.ceil(retryAfter)));
      return { error: t('join.too-many', { count: Math.ceil(retryAfter / 60) }), status: 429 };
    }
    if (code !== 'not-found' && code !== 'gone' && code !== 'invalid') throw error;
    return isCode(token)
      ? { error: t('join.code-unknown'), status: 404 }
      : { error: t('form.gone'), status: 410 };
  }
}

function renderGone(visit: Visit, errors: FormErrors, status: number): void {
  const { req, res, t } = visit;
  const path = `/join/${encodeURIComponent(tokenOf(visit))}`;
  render(
    res,
    'join-gone',
    { ...baseViewModel(req, visit, { title: t('title.join'), path }), errors },
    status,
  );
}

/** Joins; a page that has lost its invitation meanwhile says so. */
export async function acceptInvitation(visit: PersonalVisit): Promise<void> {
  try {
    const params = { token: tokenOf(visit) };
    const { groupId } = await visit.ctx.services.groups.acceptInvitation({ params }, visit.call);
    redirect(visit.res, `/groups/${groupId}`, 'joined');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') {
      renderGone(visit, { form: visit.t('form.gone') }, 410);
      return;
    }
    const failure = failureOf(error, visit, { messages: { forbidden: 'join.other-email' } });
    if (failure.status === 410) renderGone(visit, failure.errors, 410);
    else await showPage(visit, failure.errors, failure.status);
  }
}
