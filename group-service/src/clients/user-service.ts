import { createClient, type CallInput } from '@aibmc/common/contract/client';
import { userInternalRoutes } from '@aibmc/common/contract/internal';

export type MailToSend = CallInput<typeof userInternalRoutes.sendMail>['body'];

/** What group-service asks of user-service, over its second port. Each call throws `unavailable` where it is away. */
export interface UserService {
  /** The account that has an e-mail address; null: there is none. */
  findByEmail: (email: string) => Promise<string | null>;
  /** Puts a mail on its way, once for each id; false: mail is not configured, not wanted, or nobody is there. */
  sendMail: (mail: MailToSend) => Promise<boolean>;
}

/** Calls to user-service's second port with the cluster's own token; 3 s at most each. */
export function createUserService(baseUrl: string, token: string): UserService {
  const calls = createClient(baseUrl, userInternalRoutes);
  const options = { token, timeoutMs: 3_000 };
  return {
    findByEmail: async (email) => (await calls.findByEmail({ body: { email } }, options)).userId,
    sendMail: async (body) => (await calls.sendMail({ body }, options)).accepted,
  };
}
