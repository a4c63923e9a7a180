import { Id } from '@aibmc/common/canvas/note';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import { AppError } from '@aibmc/common/errors';
import type { WithHeaders } from '../session/cookies.ts';
import { readGuestPass } from '../session/guest-cookies.ts';
import type { Identity } from '../session/identity.ts';

/** A call that a page of a guest makes. */
export interface GuestCall {
  linkId: string;
  /** The path that it stands for, below `/api/v1` like all others. */
  path: string;
}

/** The address below which the pages of a link's guests find the API: what goes on from here carries their pass. */
export function guestApi(linkId: string): string {
  return `${API_PREFIX}/guests/${linkId}`;
}

const START = guestApi('');

/** What a path of the form `/api/v1/guests/<linkId>/<rest>` stands for; null for every other path. */
export function guestCall(path: string): GuestCall | null {
  if (!path.startsWith(START)) return null;
  const [id = '', ...rest] = path.slice(START.length).split('/');
  const { data: linkId } = Id.safeParse(id);
  return linkId === undefined || rest.length === 0
    ? null
    : { linkId, path: `${API_PREFIX}/${rest.join('/')}` };
}

/** The pass of a link that the browser has; throws `unauthenticated` where it has none. */
export function passOf(req: WithHeaders, linkId: string, publicUrl: string | undefined): string {
  const pass = readGuestPass(req, linkId, publicUrl);
  if (pass === null) throw new AppError('unauthenticated', 'Open the link first');
  return pass;
}

/** A guest as the caller of a route; throws `unauthenticated`, or `forbidden` where the route is not for guests. */
export function identifyGuest(
  req: WithHeaders,
  { linkId }: GuestCall,
  route: Route,
  publicUrl: string | undefined,
): Identity {
  const token = passOf(req, linkId, publicUrl);
  if (!route.guests) throw new AppError('forbidden', 'A share link does not allow this: sign in');
  return { token, from: 'guest' };
}
