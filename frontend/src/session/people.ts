import type { Actor } from '@aibmc/common/auth';
import type { CallOptions, Client } from '@aibmc/common/contract/client';
import type { User, usersRoutes } from '@aibmc/common/contract/users';
import type { Logger } from '@aibmc/common/logger';
import { LRUCache } from 'lru-cache';
import { optional } from '../clients/optional.ts';

/** Who is signed in, as pages greet them. `email` is empty while user-service cannot be asked. */
export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface People {
  /** The person behind a verified token. */
  personOf(actor: Actor, call: CallOptions): Promise<Person>;
  /** Remembers what an answer of user-service said about somebody. */
  remember(user: User): void;
  forget(userId: string): void;
}

/** Remembers people for five minutes, so that a page need not ask user-service for a name. */
export function createPeople(users: Pick<Client<typeof usersRoutes>, 'getMe'>, log: Logger): People {
  const known = new LRUCache<string, Person>({ max: 10_000, ttl: 300_000 });

  function remember({ id, name, email }: User): Person {
    const person = { id, name, email };
    known.set(id, person);
    return person;
  }

  return {
    remember,
    async personOf(actor, call) {
      const person = known.get(actor.userId);
      if (person) return person;
      const user = await optional(log, 'users.getMe', users.getMe({}, call));
      return user ? remember(user) : { id: actor.userId, name: actor.name, email: '' };
    },
    forget(userId) {
      known.delete(userId);
    },
  };
}
