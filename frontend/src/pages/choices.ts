import { LANGUAGES } from '@aibmc/common/canvas/blocks';
import { optional } from '../clients/optional.ts';
import { localPath } from '../session/local-path.ts';
import { readForm } from './forms.ts';
import { redirect, THEME_COOKIE } from './view-model.ts';
import { LANGUAGE_COOKIE, type Visit } from './visit.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Keeps a language, and goes back to where it was chosen. An unknown one is ignored. An account that has a language of
 * its own gets the new one, which would show nowhere otherwise.
 */
export async function chooseLanguage(visit: Visit): Promise<void> {
  const { ctx, req, person, call } = visit;
  const language = LANGUAGES.find((known) => known === readForm(req)['lang']);
  if (language && person?.language && person.language !== language) {
    const { users } = ctx.services;
    const user = await optional(ctx.log, 'language', users.updateMe({ body: { language } }, call));
    if (user) ctx.people.remember(user);
  }
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
