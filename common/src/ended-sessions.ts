import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { VerifyToken } from './auth.ts';
import { AppError } from './errors.ts';
import type { Db } from './transaction.ts';

/** The channel on which the replicas of a service tell each other which sessions have ended. */
export const ENDED_SESSIONS_CHANNEL = 'sessions_ended';

/** Longer than any access token is good for: after that nothing needs to be remembered. */
const REMEMBERED_MS = 11 * 60 * 1000;
const MOST_REMEMBERED = 100_000;

const Notice = z.array(z.uuid());

/** Tells every replica of a service that sessions have ended: 100 at most, which fit into one notice. */
export async function notifyEndedSessions(db: Db, sessionIds: readonly string[]): Promise<void> {
  await db.query('SELECT pg_notify($1, $2)', [ENDED_SESSIONS_CHANNEL, JSON.stringify(sessionIds)]);
}

/**
 * Sessions that have ended while their access tokens look good still. What is open in one is told of it at once. A
 * notice may be lost; then a session goes on until its token ends.
 */
export class EndedSessions {
  readonly #ended = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Takes a notice; one that is not understood, as from another version, says nothing. */
  hear(payload: string): void {
    for (const sessionId of readNotice(payload)) {
      this.#ended.set(sessionId, true);
      for (const listener of this.#listeners.get(sessionId) ?? []) listener();
    }
  }

  /** Calls back when the session ends, at once where it has; returns how to stop that. */
  onEnd(sessionId: string, listener: () => void): () => void {
    const others = this.#listeners.get(sessionId) ?? new Set();
    this.#listeners.set(sessionId, others.add(listener));
    if (this.#ended.has(sessionId)) listener();
    return () => {
      others.delete(listener);
      if (others.size === 0 && this.#listeners.get(sessionId) === others) this.#listeners.delete(sessionId);
    };
  }

  /** The verification of tokens that refuses those of ended sessions too, as `unauthenticated`. */
  refusing(verify: VerifyToken): VerifyToken {
    return async (token) => {
      const actor = await verify(token);
      if (!this.#ended.has(actor.sessionId)) return actor;
      throw new AppError('unauthenticated', 'The session has ended; sign in again');
    };
  }
}

function readNotice(payload: string): string[] {
  try {
    return Notice.safeParse(JSON.parse(payload)).data ?? [];
  } catch {
    return [];
  }
}
