import { AppError, type ErrorCode } from '@aibmc/common/errors';
import { providerFlash } from '../session/flash.ts';
import { localPath } from '../session/local-path.ts';
import { change, showAccountPage, WRONG_PASSWORD } from './account.ts';
import { deviceOf, endOwnSession, enter } from './entering.ts';
import { failureOf, readForm, renamed } from './forms.ts';
import { publicOrigin } from './public-origin.ts';
import { askForCode } from './sign-in-code.ts';
import { invitationIn, showSignIn } from './signing-in.ts';
import { baseViewModel, render } from './view-model.ts';
import type { PersonalVisit, Visit } from './visit.ts';

const START = '/login/provider';
const CALLBACK = '/login/provider/callback';
const CONNECTED = '/account?notice=provider-connected';

function redirectUriOf({ ctx, req }: Visit): string {
  return publicOrigin(ctx, req) + CALLBACK;
}

/** Sends the browser to the provider; what it must bring back stays in a cookie. */
export async function startProvider(visit: Visit): Promise<void> {
  const { ctx, req, res, call } = visit;
  const next = localPath(req.query['next']);
  const body = { redirectUri: redirectUriOf(visit), invitation: invitationIn(next) };
  try {
    const { url, binding } = await ctx.services.secondFactor.startProviderSignIn({ body }, call);
    providerFlash.put(res, START, { binding, next }, ctx.config.PUBLIC_URL);
    res.set('cache-control', 'no-store').redirect(303, url);
  } catch (error) {
    const failure = failureOf(error, visit);
    await showSignIn(visit, 'login', { next }, failure.errors, failure.status);
  }
}

/** Begins to connect the provider. A form may not lead to another site (form-action), so a page does. */
export async function connectProvider(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  try {
    const body = { redirectUri: redirectUriOf(visit), password: readForm(req)['providerPassword'] };
    const { url, binding } = await ctx.services.secondFactor.connectIdentity({ body }, call);
    providerFlash.put(res, START, { binding, next: CONNECTED }, ctx.config.PUBLIC_URL);
    res.set('refresh', `0; url=${url}`);
    render(res, 'to-provider', {
      ...baseViewModel(req, visit, { title: t('title.to-provider'), path: '/account' }),
      url,
      host: new URL(url).host,
    });
  } catch (error) {
    const failure = failureOf(error, visit, WRONG_PASSWORD);
    const errors = renamed(failure.errors, { password: 'providerPassword' });
    await showAccountPage(visit, {}, errors, failure.status);
  }
}

/** The browser is back from the provider: signs in, registers, or connects. */
export async function finishProvider(visit: Visit): Promise<void> {
  const { ctx, req, res, call } = visit;
  const kept = providerFlash.take(req, res, START, ctx.config.PUBLIC_URL);
  if (!kept) {
    await refuse(visit, new AppError('gone', ''), '/canvases');
    return;
  }
  const query = req.originalUrl.split('?')[1] ?? '';
  const body = {
    binding: kept.binding,
    callbackUrl: `${redirectUriOf(visit)}?${query}`,
    device: deviceOf(visit),
  };
  try {
    const tokens = await ctx.services.secondFactor.finishProviderSignIn(
      { body },
      { ...call, timeoutMs: 15_000 },
    );
    // whoever was signed in here has a new session now
    await endOwnSession(visit);
    enter(visit, tokens, kept.next);
  } catch (error) {
    if (!askForCode(visit, error, kept.next)) await refuse(visit, error, kept.next);
  }
}

/** Refusals that have a text of their own; every other one of the provider's is told as 'it did not work'. */
const TOLD: readonly ErrorCode[] = [
  ...(['link-first', 'registration-closed', 'too-many-requests', 'unavailable'] as const),
  ...(['bad-gateway', 'gateway-timeout', 'conflict'] as const),
];

async function refuse(visit: Visit, thrown: unknown, next: string): Promise<void> {
  if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown;
  const error = TOLD.includes(thrown.code) ? thrown : new AppError('gone', '');
  const { person } = visit;
  const failure = failureOf(error, visit, {
    messages: {
      gone: 'form.provider-failed',
      conflict: person ? 'form.provider-taken' : 'form.provider-failed',
    },
  });
  if (person) await showAccountPage({ ...visit, person }, {}, failure.errors, failure.status);
  else {
    // signing in leads to where the provider is connected
    const after = error.code === 'link-first' ? '/account#provider' : next;
    await showSignIn(visit, 'login', { next: after }, failure.errors, failure.status);
  }
}

export async function disconnectProvider(visit: PersonalVisit): Promise<void> {
  const params = { identityId: String(visit.req.params['identityId']) };
  await change(
    visit,
    'provider-disconnected',
    async () => {
      await visit.ctx.services.secondFactor.deleteIdentity({ params }, visit.call);
      return {};
    },
    { messages: { conflict: 'form.last-way-in' } },
  );
}
