import { Id } from '@aibmc/common/canvas/note';
import type { CookieJar, CookieOptions } from './cookies.ts';
import { hostCookieName, isSecure, readCookie, readCookies, type WithHeaders } from './cookies.ts';

/** A pass of a share link, as it is kept in the browser of a guest. */
export interface GuestPass {
  linkId: string;
  pass: string;
  /** When the link ends; null: it does not. */
  expiresAt: string | null;
}

const BASE = 'aibmc_guest_';

const LONGEST_MS = 30 * 24 * 3_600_000;

/** More links than this are forgotten, the oldest first: a browser sends all of them with each request. */
const MOST_PASSES = 20;

function nameFor(linkId: string, publicUrl: string | undefined): string {
  return hostCookieName(BASE + linkId, publicUrl);
}

function optionsFor(publicUrl: string | undefined): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(publicUrl) };
}

/** The pass of a link that a browser sent along, not verified here; null where there is none. */
export function readGuestPass(
  req: WithHeaders,
  linkId: string,
  publicUrl: string | undefined,
): string | null {
  return readCookie(req, nameFor(linkId, publicUrl));
}

/** Keeps a pass where no script can read it, until the link ends or for 30 days. */
export function setGuestPass(
  req: WithHeaders,
  jar: CookieJar,
  { linkId, pass, expiresAt }: GuestPass,
  publicUrl: string | undefined,
): void {
  const left = expiresAt === null ? LONGEST_MS : Date.parse(expiresAt) - Date.now();
  const maxAge = Math.max(0, Math.min(left, LONGEST_MS));
  const name = nameFor(linkId, publicUrl);
  for (const old of passCookies(req, publicUrl, name).slice(0, 1 - MOST_PASSES)) {
    jar.clearCookie(old, optionsFor(publicUrl));
  }
  jar.cookie(name, pass, { ...optionsFor(publicUrl), maxAge });
}

/** Names of the cookies of other passes, in the order in which browsers send them: the oldest first. */
function passCookies(req: WithHeaders, publicUrl: string | undefined, except: string): string[] {
  const start = hostCookieName(BASE, publicUrl);
  return readCookies(req)
    .map(([name]) => name)
    .filter((name) => name.startsWith(start) && name !== except);
}

/** Forgets the pass of a link. */
export function clearGuestPass(jar: CookieJar, linkId: string, publicUrl: string | undefined): void {
  jar.clearCookie(nameFor(linkId, publicUrl), optionsFor(publicUrl));
}

const POINTER = 'aibmc_link';

/**
 * Which link the page of a token belongs to: with a password, a link says so only to who has its pass, which is kept by
 * the link's id. It is no secret and opens nothing.
 */
export function setLinkOfPage(
  jar: CookieJar,
  path: string,
  linkId: string,
  publicUrl: string | undefined,
): void {
  jar.cookie(POINTER, linkId, { ...optionsFor(publicUrl), path, maxAge: LONGEST_MS });
}

/** The link that a page was found to belong to, or null. It becomes part of the name of a cookie: an id and nothing else. */
export function readLinkOfPage(req: WithHeaders): string | null {
  return Id.safeParse(readCookie(req, POINTER)).data ?? null;
}
