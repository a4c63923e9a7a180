import { resetLinkFlash } from '../session/flash.ts';
import { localPath } from '../session/local-path.ts';
import { failureOf, filled, type FormErrors, readForm } from './forms.ts';
import { publicOrigin } from './public-origin.ts';
import { baseViewModel, type Notice, redirect, render } from './view-model.ts';
import type { PersonalVisit } from './visit.ts';

const PATH = '/admin/people';

/** Everybody who has an account here, newest first, or those whose name or e-mail has the words of `q`. */
export async function showPeople(visit: PersonalVisit): Promise<void> {
  await showList(visit, visit.req.query);
}

async function showList(
  visit: PersonalVisit,
  query: Record<string, unknown>,
  errors: FormErrors = {},
  status = 200,
): Promise<void> {
  const { ctx, req, res, call, t } = visit;
  const q = textOf(query['q'])?.slice(0, 100);
  const cursor = textOf(query['cursor']);
  const people = await ctx.services.admin.listPeople({ query: { q, cursor, limit: 25 } }, call);
  const made = resetLinkFlash.take(req, res, PATH, ctx.config.PUBLIC_URL);
  const here = new URLSearchParams({ ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) });
  render(
    res,
    'admin/people',
    {
      ...baseViewModel(req, visit, {
        title: t('title.admin-people'),
        path: here.size > 0 ? `${PATH}?${here.toString()}` : PATH,
      }),
      people: people.items,
      nextCursor: people.nextCursor,
      q: q ?? '',
      isFirstPage: !cursor,
      resetLink: made && { ...made, url: publicOrigin(ctx, req) + made.path },
      errors,
    },
    status,
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? filled(value) : undefined;
}

/** Does something to an account and comes back to the list as it was. */
async function act(
  visit: PersonalVisit,
  notice: Notice | undefined,
  work: (params: { userId: string }) => Promise<unknown>,
): Promise<void> {
  const back = localPath(readForm(visit.req)['back'], PATH);
  const place = back.startsWith(PATH) ? back : PATH;
  try {
    await work({ userId: String(visit.req.params['userId']) });
    redirect(visit.res, place, notice);
  } catch (error) {
    const failure = failureOf(error, visit, { messages: { 'not-found': 'form.gone' } });
    const query = Object.fromEntries(new URLSearchParams(place.split('?')[1] ?? ''));
    await showList(visit, query, failure.errors, failure.status);
  }
}

/** Makes somebody an administrator, or no longer one. */
export async function setAdmin(visit: PersonalVisit): Promise<void> {
  const isAdmin = readForm(visit.req)['isAdmin'] === 'yes';
  await act(visit, isAdmin ? 'admin-given' : 'admin-taken', async (params) => {
    await visit.ctx.services.admin.updatePerson({ params, body: { isAdmin } }, visit.call);
    visit.ctx.people.forget(params.userId);
  });
}

export async function endSessionsOf(visit: PersonalVisit): Promise<void> {
  await act(visit, 'sessions-ended', (params) =>
    visit.ctx.services.admin.endSessionsOf({ params }, visit.call),
  );
}

export async function removeFactorOf(visit: PersonalVisit): Promise<void> {
  await act(visit, 'second-factor-removed', (params) =>
    visit.ctx.services.admin.removeSecondFactorOf({ params }, visit.call),
  );
}

/** Makes a link to a new password, which the list then shows once. */
export async function makeResetLink(visit: PersonalVisit): Promise<void> {
  const { ctx, req, res, call } = visit;
  await act(visit, undefined, async (params) => {
    const { url, expiresAt } = await ctx.services.admin.createPasswordResetFor({ params }, call);
    const person = readForm(req)['name'] ?? '';
    resetLinkFlash.put(res, PATH, { path: url, person, expiresAt }, ctx.config.PUBLIC_URL);
  });
}
