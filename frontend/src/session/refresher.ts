import { createHash } from 'node:crypto';
import type { CallOptions, Client } from '@aibmc/common/contract/client';
import type { SessionTokens, usersRoutes } from '@aibmc/common/contract/users';
import { AppError } from '@aibmc/common/errors';
import { LRUCache } from 'lru-cache';

/**
 * New tokens for a refresh token; null where user-service refuses it. Throws `unavailable` (or what else user-service
 * failed with) while that cannot be known.
 */
export type Refresh = (refreshToken: string, call: CallOptions) => Promise<SessionTokens | null>;

/** How long requests that were already under way with the spent token get the same new ones. */
const SHARED_MS = 10_000;

/**
 * Exchanges refresh tokens, each once: a page and its parallel calls arrive with the same token, and using it twice
 * would end the session.
 */
export function createRefresher(users: Pick<Client<typeof usersRoutes>, 'refreshSession'>): Refresh {
  const exchanges = new LRUCache<string, Promise<SessionTokens | null>>({ max: 10_000, ttl: SHARED_MS });

  async function exchange(refreshToken: string, call: CallOptions): Promise<SessionTokens | null> {
    try {
      return await users.refreshSession({ body: { refreshToken } }, call);
    } catch (error) {
      if (error instanceof AppError && isRefusal(error)) return null;
      throw error;
    }
  }

  return (refreshToken, call) => {
    const key = createHash('sha256').update(refreshToken).digest('base64url');
    const shared = exchanges.get(key);
    if (shared) return shared;
    const started = exchange(refreshToken, call);
    exchanges.set(key, started);
    started.catch(() => exchanges.delete(key));
    return started;
  };
}

/** A limit or a failure says nothing about the session; anything else means that it is over. */
function isRefusal(error: AppError): boolean {
  return error.status < 500 && error.status !== 429;
}
