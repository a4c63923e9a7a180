import { type ShareLink, sharingRoutes } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import { escapeHtml } from '../render.ts';
import { checkForm, failureOf, filled, type FormErrors, type FormValues, readForm } from './forms.ts';
import { publicOrigin } from './public-origin.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

/** Days after which a link may end. */
const DAYS = [1, 7, 30, 90];
const DAY_MS = 86_400_000;
const SHORTEST_PASSWORD = 4;

/** The links of a canvas and the form for a new one: a page, or what a dialog on the board is filled with. */
export async function showShare(visit: PersonalVisit): Promise<void> {
  await showPage(visit);
}

async function showPage(
  visit: PersonalVisit,
  values: FormValues = {},
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const params = { canvasId: canvasIdOf(visit) };
  const [{ canvas }, links] = await Promise.all([
    ctx.services.canvases.getCanvas({ params }, call),
    ctx.services.sharing.listShareLinks({ params, query: { limit: 100 } }, call),
  ]);
  const origin = publicOrigin(ctx, req);
  const { linkId } = req.params;
  const { link: made } = req.query;
  render(
    res,
    isDialog(visit) ? 'share-dialog' : 'share',
    {
      ...baseViewModel(req, visit, {
        title: t('share.heading', { title: canvas.title }),
        path: pathOf(visit),
      }),
      canvas,
      links: links.items.map((link) => viewOf(link, origin, canvas.title)),
      days: DAYS,
      action: pathOf(visit),
      query: isDialog(visit) ? '?part=dialog' : '',
      made,
      // what a form that failed was about: a link, or a new one
      failed: linkId === undefined && status !== 200 ? 'new' : linkId,
      values,
      errors,
    },
    status,
  );
}

/** A link as it is shown: its address, and what embeds it in another page. */
function viewOf(link: ShareLink, origin: string, title: string) {
  const address = origin + link.url;
  const name = escapeHtml(title);
  const snippet = `<iframe src="${address}/embed" title="${name}" width="100%" height="700" loading="lazy"></iframe>`;
  return { ...link, address, snippet: link.embedSites.length > 0 ? snippet : null };
}

function canvasIdOf({ req }: PersonalVisit): string {
  return String(req.params['canvasId']);
}

function pathOf(visit: PersonalVisit): string {
  return `/canvases/${encodeURIComponent(canvasIdOf(visit))}/share`;
}

/** Whether a script asks for the content of its dialog alone. */
function isDialog({ req }: PersonalVisit): boolean {
  return req.query['part'] === 'dialog';
}

interface Outcome {
  errors?: FormErrors;
  notice?: Notice;
  /** The link to show first. */
  linkId?: string;
}

/** Runs what a form asks for and shows the links again, or what went wrong. */
async function change(visit: PersonalVisit, act: (values: FormValues) => Promise<Outcome>): Promise<void> {
  const values = readForm(visit.req);
  try {
    const { errors, notice, linkId } = await act(values);
    if (errors) await showPage(visit, values, errors, 422);
    else redirect(visit.res, placeAfter(visit, linkId), notice);
  } catch (error) {
    const failure = failureOf(error, visit, { messages: { conflict: 'share.too-many' } });
    await showPage(visit, values, inWords(visit, failure.errors), failure.status);
  }
}

function placeAfter(visit: PersonalVisit, linkId: string | undefined): string {
  const query = [...(isDialog(visit) ? ['part=dialog'] : []), ...(linkId ? [`link=${linkId}`] : [])];
  return `${pathOf(visit)}${query.length > 0 ? `?${query.join('&')}` : ''}${linkId ? `#link-${linkId}` : ''}`;
}

export async function createShareLink(visit: PersonalVisit): Promise<void> {
  const { ctx, call, t } = visit;
  await change(visit, async (values) => {
    const sites = sitesIn(values['sites']);
    const password = filled(values['password']) ?? null;
    if (password !== null && sites.length > 0) return { errors: { embedSites: t('share.no-embed') } };
    const { data, errors } = checkForm(
      sharingRoutes.createShareLink.body,
      {
        role: values['role'],
        label: filled(values['label']) ?? null,
        expiresAt: endOf(values['expires']),
        password,
        embedSites: sites,
      },
      t,
    );
    if (errors) return { errors: inWords(visit, errors) };
    const params = { canvasId: canvasIdOf(visit) };
    const link = await ctx.services.sharing.createShareLink({ params, body: data }, call);
    return { notice: 'link-made', linkId: link.id };
  });
}

export async function changeShareLink(visit: PersonalVisit): Promise<void> {
  const { ctx, call, t } = visit;
  await change(visit, async (values) => {
    const { data, errors } = checkForm(
      sharingRoutes.updateShareLink.body,
      {
        role: values['role'],
        label: filled(values['label']) ?? null,
        ...(values['expires'] === 'keep' ? {} : { expiresAt: endOf(values['expires']) }),
        ...newPassword(values),
        embedSites: sitesIn(values['sites']),
      },
      t,
    );
    if (errors) return { errors: inWords(visit, errors) };
    const { linkId } = paramsOf(visit);
    await ctx.services.sharing.updateShareLink({ params: paramsOf(visit), body: data }, call);
    return { notice: 'link-changed', linkId };
  });
}

export async function revokeShareLink(visit: PersonalVisit): Promise<void> {
  const params = paramsOf(visit);
  await change(visit, async () => {
    try {
      await visit.ctx.services.sharing.deleteShareLink({ params }, visit.call);
    } catch (error) {
      // somebody was quicker: what was wanted is so
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    }
    return { notice: 'link-revoked' };
  });
}

function paramsOf(visit: PersonalVisit): { canvasId: string; linkId: string } {
  return { canvasId: canvasIdOf(visit), linkId: String(visit.req.params['linkId']) };
}

/** When a link ends that is to be open for so many days from now; null: it does not end. */
function endOf(days: string | undefined): string | null {
  const known = DAYS.find((each) => String(each) === days);
  return known === undefined ? null : new Date(Date.now() + known * DAY_MS).toISOString();
}

/** A password is changed where one was typed, and removed where that was chosen. */
function newPassword(values: FormValues): { password?: string | null } {
  const password = filled(values['password']);
  if (password !== undefined) return { password };
  return values['noPassword'] === 'on' ? { password: null } : {};
}

/** Sites as people write them: one a line, https where they left it out. */
function sitesIn(text = ''): string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((site) => (/^https?:/i.test(site) ? site : `https://${site}`));
}

/** The messages of what only links have. */
function inWords({ t }: PersonalVisit, errors: FormErrors): FormErrors {
  const { password, embedSites, ...others } = errors;
  // a site that is wrong is named by its place in the list
  const isSite = Object.keys(others).some((field) => /^\d+$/.test(field));
  return {
    ...others,
    ...(password ? { password: t('share.password-length', { min: SHORTEST_PASSWORD }) } : {}),
    ...(embedSites ? { embedSites: t('share.no-embed') } : {}),
    ...(isSite ? { embedSites: t('share.bad-site') } : {}),
  };
}
