import type { SharedCanvas } from '@aibmc/common/contract/sharing';
import { AppError } from '@aibmc/common/errors';
import { readGuestPass, readLinkOfPage } from '../session/guest-cookies.ts';
import { callOptions } from '../session/identity.ts';
import { baseViewModel, type BaseViewModel, render } from './view-model.ts';
import type { Visit } from './visit.ts';

/** What a link shows to a visitor: the canvas, a question for its password, or that it is not open. */
export type Look =
  | { kind: 'open'; shared: SharedCanvas; pass: string | null }
  | { kind: 'password' }
  | { kind: 'ended'; status: 404 | 410 };

export function tokenOf({ req }: Visit): string {
  return String(req.params['token']);
}

/** The page of a link; what lies below it is its own too. */
export function pathOf(visit: Visit): string {
  return `/s/${encodeURIComponent(tokenOf(visit))}`;
}

/** The pass that the visitor's browser has for this link, or null. */
export function passOfPage({ ctx, req }: Visit): string | null {
  const linkId = readLinkOfPage(req);
  return linkId === null ? null : readGuestPass(req, linkId, ctx.config.PUBLIC_URL);
}

/** Looks at a link with a pass, or as somebody who has nothing but its address. Who is signed in is nobody else here. */
export async function lookAt(visit: Visit, pass: string | null): Promise<Look> {
  const { ctx, req } = visit;
  const params = { token: tokenOf(visit) };
  try {
    const shared = await ctx.services.sharing.getShared({ params }, callOptions(req, pass));
    return { kind: 'open', shared, pass };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'unauthenticated' && pass !== null) return lookAt(visit, null);
    if (error.code === 'password-required') return { kind: 'password' };
    if (error.code === 'gone') return { kind: 'ended', status: 410 };
    // a token that cannot be one is no other answer than one that is none
    if (error.code === 'not-found' || error.code === 'invalid') return { kind: 'ended', status: 404 };
    throw error;
  }
}

/** What is behind a link is found by nobody who does not have it. */
export function renderPrivate<T extends BaseViewModel>(
  { res }: Visit,
  page: string,
  vm: T,
  status = 200,
): void {
  res.set('x-robots-tag', 'noindex');
  render(res, page, { ...vm, isPrivate: true }, status);
}

/** That a link does not open: why is not told. */
export function showEnded(visit: Visit, status: 404 | 410): void {
  const page = baseViewModel(visit.req, visit, { title: visit.t('shared.ended'), path: pathOf(visit) });
  renderPrivate(visit, 'shared-ended', page, status);
}
