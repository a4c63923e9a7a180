import type { Language } from '@aibmc/common/canvas/blocks';
import type { Actor } from '@aibmc/common/auth';
import type { CallOptions } from '@aibmc/common/contract/client';
import { AppError, asAppError } from '@aibmc/common/errors';
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { preferredLanguage, translator } from '../i18n/translate.ts';
import { clearSessionCookies, readCookie } from '../session/cookies.ts';
import { callerOf, callOptions, identify, renewIdentity, signInFirst } from '../session/identity.ts';
import { localPath } from '../session/local-path.ts';
import type { Person } from '../session/people.ts';

export type Translate = ReturnType<typeof translator>;

/** One request for a page: who asks, in which language, and what calls made for it carry along. */
export interface Visit {
  ctx: Context;
  req: Request;
  res: Response;
  lang: Language;
  t: Translate;
  person: Person | null;
  call: CallOptions;
}

export interface PersonalVisit extends Visit {
  person: Person;
}

export const LANGUAGE_COOKIE = 'aibmc_lang';

/** Language and translator of a request: the account's language, else the one chosen here, else the browser's. */
export function languageOf(req: Request, person: Person | null): { lang: Language; t: Translate } {
  const cookie = readCookie(req, LANGUAGE_COOKIE) ?? undefined;
  const lang = person?.language ?? preferredLanguage(req.headers['accept-language'], cookie);
  return { lang, t: translator(lang) };
}

/** A page for anyone; it greets who is signed in, and does without where that cannot be told right now. */
export function publicPage(ctx: Context, show: (visit: Visit) => Promise<void> | void): RequestHandler {
  return async (req, res) => {
    nameRoute(req, res);
    const someone = await whoIs(ctx, req, res).catch((error: unknown) => {
      if (asAppError(error).status < 500) throw error;
      ctx.log.warn({ err: error }, 'page without its person');
      return null;
    });
    await show(visitOf(ctx, req, res, someone));
  };
}

/** A page for who is signed in; anybody else is sent to sign in first and comes back. */
export function personalPage(
  ctx: Context,
  show: (visit: PersonalVisit) => Promise<void> | void,
): RequestHandler {
  return async (req, res) => {
    nameRoute(req, res);
    const someone = await whoIs(ctx, req, res);
    if (!someone) {
      sendToSignIn(req, res);
      return;
    }
    try {
      await show({ ...visitOf(ctx, req, res, someone), person: someone.person });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unauthenticated' || res.headersSent) throw error;
      clearSessionCookies(res, ctx.config.PUBLIC_URL);
      sendToSignIn(req, res);
    }
  };
}

interface Someone {
  person: Person;
  token: string;
}

function visitOf(ctx: Context, req: Request, res: Response, someone: Someone | null): Visit {
  const person = someone?.person ?? null;
  res.locals['person'] = person;
  return {
    ctx,
    req,
    res,
    ...languageOf(req, person),
    person,
    call: callOptions(req, someone?.token),
  };
}

/** Who is signed in, their token verified; null for nobody. Throws `unavailable` where that cannot be told. */
async function whoIs(ctx: Context, req: Request, res: Response): Promise<Someone | null> {
  const { token, from } = await identify(ctx, callerOf(req, res));
  if (!token) return null;
  const known = (await verified(ctx, token)) ?? (from === 'cookie' ? await renewed(ctx, req, res) : null);
  if (!known) return null;
  const person = await ctx.people.personOf(known.actor, callOptions(req, known.token));
  if (person.isAdmin === known.actor.isAdmin || from !== 'cookie') return { token: known.token, person };
  // made an administrator, or no longer one: services go by the token
  const current = await renewed(ctx, req, res);
  return (
    current && {
      token: current.token,
      person: await ctx.people.personOf(current.actor, callOptions(req, current.token)),
    }
  );
}

/** Null for a token that proves nothing: of another installation, or signed with a key that is gone. */
async function verified(ctx: Context, token: string): Promise<{ token: string; actor: Actor } | null> {
  try {
    return { token, actor: await ctx.verify(token) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return null;
    throw error;
  }
}

async function renewed(ctx: Context, req: Request, res: Response) {
  const token = await renewIdentity(ctx, callerOf(req, res));
  return token ? verified(ctx, token) : null;
}

/** Who was found to be signed in before a page failed, for the error page's header. */
export function personOf(res: Response): Person | null {
  return (res.locals['person'] as Person | null | undefined) ?? null;
}

/** The page that a form was on, which is where to come back to; a form's own address answers no GET. */
function pageOf(req: Request): string {
  if (req.method === 'GET' || req.method === 'HEAD') return localPath(req.originalUrl);
  const referer = req.get('referer');
  if (!referer || !URL.canParse(referer)) return '/canvases';
  const url = new URL(referer);
  return url.host === req.headers.host ? localPath(url.pathname + url.search) : '/canvases';
}

function sendToSignIn(req: Request, res: Response): void {
  if (wantsJson(req)) throw signInFirst();
  const notice = req.method === 'GET' ? '' : '&notice=sign-in-again';
  res.redirect(303, `/login?next=${encodeURIComponent(pageOf(req))}${notice}`);
}

/** Whether the caller is a program rather than a page. */
export function wantsJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json';
}

function nameRoute(req: Request, res: Response): void {
  const { path } = (req.route ?? {}) as { path?: unknown };
  if (typeof path === 'string') res.locals['route'] = path;
}
