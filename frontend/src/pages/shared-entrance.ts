import { type SharedCanvas, sharingRoutes } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import { clearGuestPass, readLinkOfPage, setGuestPass, setLinkOfPage } from '../session/guest-cookies.ts';
import { callOptions } from '../session/identity.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { lookAt, passOfPage, pathOf, renderPrivate, showEnded, tokenOf } from './shared-link.ts';
import { baseViewModel, redirect } from './view-model.ts';
import type { Visit } from './visit.ts';

interface Entrance {
  shared?: SharedCanvas;
  normal?: string | null;
  asksPassword?: boolean;
  values?: FormValues;
  errors?: FormErrors;
  status?: number;
}

/** What a link asks for before it opens. */
export function showEntrance(visit: Visit, entrance: Entrance): void {
  const { shared, normal = null, asksPassword = false, errors = {}, status = 200 } = entrance;
  const { name = visit.person?.name ?? '' } = entrance.values ?? {};
  const title = shared?.canvas.title ?? visit.t('shared.protected');
  renderPrivate(
    visit,
    'shared-enter',
    {
      ...baseViewModel(visit.req, visit, { title, path: pathOf(visit) }),
      shared,
      normal,
      asksPassword,
      action: pathOf(visit),
      values: { name },
      errors,
    },
    status,
  );
}

const NamedEntrance = sharingRoutes.createPass.body.required({ name: true });

/** Takes the name or password that a link asked for. */
export async function enterShared(visit: Visit): Promise<void> {
  const { ctx, req, res, t } = visit;
  const values = readForm(req);
  const look = await lookAt(visit, passOfPage(visit));
  if (look.kind === 'ended') {
    showEnded(visit, look.status);
    return;
  }
  const entrance: Entrance =
    look.kind === 'password' ? { asksPassword: true } : { shared: look.shared, normal: null };
  const asks =
    look.kind === 'password' ? sharingRoutes.createPass.body.required({ password: true }) : NamedEntrance;
  const { data, errors } = checkForm(
    asks,
    { name: filled(values['name']), password: filled(values['password']) },
    t,
  );
  if (errors) {
    showEntrance(visit, { ...entrance, values, errors, status: 422 });
    return;
  }
  try {
    const call = callOptions(req, look.kind === 'open' ? look.pass : null);
    const pass = await ctx.services.sharing.createPass(
      { params: { token: tokenOf(visit) }, body: data },
      call,
    );
    setGuestPass(req, res, pass, ctx.config.PUBLIC_URL);
    setLinkOfPage(res, pathOf(visit), pass.linkId, ctx.config.PUBLIC_URL);
    redirect(res, pathOf(visit));
  } catch (error) {
    showRefusal(visit, entrance, values, error);
  }
}

function showRefusal(visit: Visit, entrance: Entrance, values: FormValues, error: unknown): void {
  const isAsked = error instanceof AppError && error.code === 'password-required';
  const { errors, status } = failureOf(error, visit, {
    fields: { 'wrong-credentials': 'password', 'password-required': 'password' },
    messages: {
      'wrong-credentials': 'shared.wrong-password',
      'password-required': 'shared.password-again',
      conflict: 'shared.full',
    },
  });
  const asksPassword = isAsked || entrance.asksPassword === true || errors['password'] !== undefined;
  showEntrance(visit, { ...entrance, asksPassword, values, errors, status });
}

/** Forgets who came by this link from this browser. */
export function leaveShared(visit: Visit): void {
  const { ctx, req, res } = visit;
  const linkId = readLinkOfPage(req);
  if (linkId !== null) clearGuestPass(res, linkId, ctx.config.PUBLIC_URL);
  redirect(res, pathOf(visit));
}
