import type { Actor } from '@aibmc/common/auth';
import { AppError } from '@aibmc/common/errors';
import type { Db } from '@aibmc/common/transaction';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { holdPerson, upsertPerson } from '../sql/people.ts';
import { forgetPerson } from './departure.ts';

const KNOWN_PEOPLE = 10_000;

/** The people that tokens speak of, as this service knows them. */
export interface People {
  /** Keeps a person's name and colour as their token has them; costs nothing while they stay the same. */
  remember: (actor: Actor) => Promise<void>;
  forget: (userId: string) => Promise<void>;
}

/** The people known to a database, with what was last seen of them kept in memory. */
export function createPeople(pool: Pool): People {
  const known = new LRUCache<string, string>({ max: KNOWN_PEOPLE });
  return {
    remember: async ({ userId, name, colour }) => {
      const look = `${colour ?? ''} ${name}`;
      if (known.get(userId) === look) return;
      if (!(await upsertPerson(pool, { userId, name, colour }))) throw accountDeleted();
      known.set(userId, look);
    },
    forget: async (userId) => {
      await forgetPerson(pool, userId);
      known.delete(userId);
    },
  };
}

/**
 * Keeps a person from being forgotten until the transaction ends: what makes something that belongs to them calls
 * it first. Throws `unauthenticated` for somebody who was forgotten.
 */
export async function requirePerson(tx: Db, userId: string): Promise<void> {
  if (!(await holdPerson(tx, userId))) throw accountDeleted();
}

function accountDeleted(): AppError {
  return new AppError('unauthenticated', 'This account was deleted');
}
