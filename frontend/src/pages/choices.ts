import { LANGUAGES } from '@aibmc/common/canvas/blocks';
import { localPath } from '../session/local-path.ts';
import { readForm } from './forms.ts';
import { redirect, THEME_COOKIE } from './view-model.ts';
import { LANGUAGE_COOKIE, type Visit } from './visit.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/** Keeps a language, and goes back to where it was chosen. An unknown one is ignored. */
export function chooseLanguage(visit: Visit): void {
  choose(visit, LANGUAGE_COOKIE, 'lang', LANGUAGES);
}

/** Keeps light, dark or what the system says. */
export function chooseTheme(visit: Visit): void {
  choose(visit, THEME_COOKIE, 'theme', ['light', 'dark', 'system']);
}

function choose({ ctx, req, res }: Visit, cookie: string, field: string, known: readonly string[]): void {
  const values = readForm(req);
  const value = values[field];
  if (value !== undefined && known.includes(value)) {
    const secure = ctx.config.PUBLIC_URL?.startsWith('https:') ?? false;
    res.cookie(cookie, value, { maxAge: YEAR_MS, sameSite: 'lax', path: '/', secure });
  }
  redirect(res, localPath(values['next'], '/'));
}
