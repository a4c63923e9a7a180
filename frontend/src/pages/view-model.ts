import type { Language } from '@aibmc/common/canvas/blocks';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readCookie } from '../session/cookies.ts';
import { localPath } from '../session/local-path.ts';
import type { Person } from '../session/people.ts';
import type { Dates } from '../view-models/dates.ts';
import { type View, viewFor } from '../view-models/view.ts';
import type { Translate, Visit } from './visit.ts';

export const THEME_COOKIE = 'aibmc_theme';
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number] | 'system';

/** What every page knows. */
export interface BaseViewModel {
  lang: Language;
  t: Translate;
  /** Path and query of this page, for forms that come back to it. */
  path: string;
  person: Person | null;
  title: string;
  theme: Theme;
  assets: { css: string; js: string; url: (name: string) => string };
  /** Blocks, dates, the board's layout: pure functions and tables of the page's language. */
  view: View & Dates;
  /** Key of a message about what was just done. */
  notice: string | undefined;
  /** Where a form takes back what was just done. */
  undo: string | undefined;
}

interface PageParts {
  title: string;
  /** The page's own address, where the request was for something else (a form on it). */
  path?: string;
}

/** What every page knows of a request. */
export function baseViewModel(
  req: Request,
  { ctx, lang, t, person }: Pick<Visit, 'ctx' | 'lang' | 't' | 'person'>,
  { title, path }: PageParts,
): BaseViewModel {
  return {
    lang,
    t,
    path: localPath(path ?? withoutNotice(req.originalUrl), '/'),
    person,
    title,
    theme: themeOf(req),
    assets: assetsOf(ctx),
    view: viewFor(lang, person?.timeZone ?? null),
    ...noticeOf(req),
  };
}

function assetsOf({ assets }: Context): BaseViewModel['assets'] {
  const { url } = assets;
  return { css: url('app.css'), js: url('app.js'), url };
}

function themeOf(req: Request): Theme {
  const chosen = readCookie(req, THEME_COOKIE);
  return THEMES.find((theme) => theme === chosen) ?? 'system';
}

/** What a page may be told by the one before: words for which there is a text. */
export const NOTICES = [
  'account-deleted',
  'admin-given',
  'admin-taken',
  'canvas-copied',
  'canvas-deleted',
  'canvas-moved',
  'canvas-restored',
  'code-too-late',
  'email-changed',
  'email-confirmation-sent',
  'generation-not-started',
  'group-deleted',
  'group-restored',
  'group-saved',
  'invitation-revoked',
  'joined',
  'left-group',
  'link-changed',
  'link-made',
  'link-revoked',
  'member-removed',
  'muted',
  'notifications-changed',
  'password-changed',
  'password-reset',
  'profile-changed',
  'provider-connected',
  'provider-disconnected',
  'quota-used',
  'read',
  'registration-changed',
  'role-changed',
  'second-factor-off',
  'second-factor-removed',
  'sessions-ended',
  'sign-in-again',
  'signed-out',
  'signed-out-everywhere',
  'unmuted',
  'you-administer',
] as const;
export type Notice = (typeof NOTICES)[number];

/** Where what a notice tells of is taken back. */
const UNDONE_IN: Partial<Record<Notice, string>> = {
  'canvas-deleted': '/trash/canvases',
  'group-deleted': '/trash/groups',
};

function noticeOf(req: Request): Pick<BaseViewModel, 'notice' | 'undo'> {
  const notice = NOTICES.find((known) => known === req.query['notice']);
  const place = notice && UNDONE_IN[notice];
  const id = z.uuid().safeParse(req.query['restore']);
  return {
    notice: notice && `notice.${notice}`,
    undo: place && id.success ? `${place}/${id.data}/restore` : undefined,
  };
}

function withoutNotice(path: string): string {
  const [, page = '', query = ''] = /^([^?]*)\??(.*)$/.exec(path) ?? [];
  const kept = query.split('&').filter((pair) => pair && !/^(notice|restore)=/.test(pair));
  return kept.length > 0 ? `${page}?${kept.join('&')}` : page;
}

/** Renders a page. Pages show one person's data and are kept by nobody. */
export function render<T extends BaseViewModel>(res: Response, page: string, vm: T, status = 200): void {
  res.status(status).set('cache-control', 'no-store').vary('accept-language').render(page, { vm });
}

/** After a form: see another page, told what was done, and what can be taken back from the trash. */
export function redirect(res: Response, path: string, notice?: Notice, trashedId?: string): void {
  const [page = '', anchor] = path.split('#', 2);
  const restore = trashedId ? `&restore=${trashedId}` : '';
  const query = notice ? `${page.includes('?') ? '&' : '?'}notice=${notice}${restore}` : '';
  res.redirect(303, page + query + (anchor ? `#${anchor}` : ''));
}
