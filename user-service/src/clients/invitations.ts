import { createClient } from '@aibmc/common/contract/client';
import { invitationInternalRoutes } from '@aibmc/common/contract/internal';
import type { Config } from '../config.ts';

/** Resolves whether an invitation (token or code) could be accepted with this e-mail; throws `unavailable`. */
export type CheckInvitation = (token: string, email: string) => Promise<boolean>;

/** Asks group-service, which alone knows invitations; 3 s at most. */
export function createCheckInvitation(config: Config): CheckInvitation {
  const client = createClient(config.GROUP_INTERNAL_URL, invitationInternalRoutes);
  const options = { token: config.INTERNAL_TOKEN, timeoutMs: 3_000 };
  return async (token, email) => {
    const { isOpen } = await client.checkInvitation({ params: { token }, query: { email } }, options);
    return isOpen;
  };
}
