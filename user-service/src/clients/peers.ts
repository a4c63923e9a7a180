import type { Readable } from 'node:stream';
import { createClient } from '@aibmc/common/contract/client';
import { peopleInternalRoutes, sessionInternalRoutes } from '@aibmc/common/contract/internal';
import { openDownload } from '@aibmc/common/contract/open-download';
import type { Config } from '../config.ts';

/** Short, so that who does not answer keeps the next ones waiting only a little. */
const END_SESSIONS_MS = 1_000;

/** A service that keeps something about people. */
export interface Peer {
  /** Resolves when the service has confirmed that the person is forgotten. */
  forgetPerson: (userId: string) => Promise<void>;
  /** Resolves when the service has confirmed that what is open in these sessions ends. */
  endSessions: (sessionIds: string[]) => Promise<void>;
  /** All that the service keeps of a person, as JSON that comes by and by. Throws `unavailable`. */
  exportPerson: (userId: string, signal: AbortSignal) => Promise<Readable>;
}

/** The services to tell of a deleted account, by name. */
export function createPeers(config: Config): Record<string, Peer> {
  const peer = (url: string): Peer => {
    const client = createClient(url, { ...peopleInternalRoutes, ...sessionInternalRoutes });
    return {
      forgetPerson: (userId) => client.forgetPerson({ params: { userId } }, { token: config.INTERNAL_TOKEN }),
      endSessions: (sessionIds) =>
        client.endSessions(
          { body: { sessionIds } },
          { token: config.INTERNAL_TOKEN, timeoutMs: END_SESSIONS_MS },
        ),
      exportPerson: (userId, signal) =>
        openDownload(url, peopleInternalRoutes.exportPerson, {
          params: { userId },
          token: config.INTERNAL_TOKEN,
          signal,
        }),
    };
  };
  return { 'group-service': peer(config.GROUP_INTERNAL_URL), 'bmc-service': peer(config.BMC_INTERNAL_URL) };
}
