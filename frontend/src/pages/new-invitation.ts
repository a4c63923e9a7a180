import { type InvitationFlash, invitationFlash } from '../session/flash.ts';
import { publicOrigin } from './public-origin.ts';
import type { PersonalVisit } from './visit.ts';

/** The invitation that was made just now, with the whole address that is shown this once; null for none. */
export function takeNewInvitation(
  { ctx, req, res }: PersonalVisit,
  groupId: string,
): (InvitationFlash & { url: string }) | null {
  const created = invitationFlash.take(req, res, `/groups/${groupId}`, ctx.config.PUBLIC_URL);
  return created && { ...created, url: publicOrigin(ctx, req) + created.path };
}
