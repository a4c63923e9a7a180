import type { Language } from '@aibmc/common/canvas/blocks';
import type { Request, Response } from 'express';
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
    notice: noticeOf(req),
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
  'canvas-deleted',
  'generation-not-started',
  'group-deleted',
  'invitation-revoked',
  'joined',
  'left-group',
  'member-removed',
  'name-changed',
  'password-changed',
  'quota-used',
  'sign-in-again',
  'signed-out',
  'signed-out-everywhere',
] as const;
export type Notice = (typeof NOTICES)[number];

function noticeOf(req: Request): string | undefined {
  const notice = NOTICES.find((known) => known === req.query['notice']);
  return notice && `notice.${notice}`;
}

function withoutNotice(path: string): string {
  return path.replace(/([?&])notice=[a-z-]*(&|$)/, (_, before: string, after: string) =>
    after ? before : '',
  );
}

/** Renders a page. Pages show one person's data and are kept by nobody. */
export function render<T extends BaseViewModel>(res: Response, page: string, vm: T, status = 200): void {
  res.status(status).set('cache-control', 'no-store').vary('accept-language').render(page, { vm });
}

/** After a form: see another page, told what was done. */
export function redirect(res: Response, path: string, notice?: Notice): void {
  const [page = '', anchor] = path.split('#', 2);
  const query = notice ? `${page.includes('?') ? '&' : '?'}notice=${notice}` : '';
  res.redirect(303, page + query + (anchor ? `#${anchor}` : ''));
}
