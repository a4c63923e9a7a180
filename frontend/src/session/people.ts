import type { Actor } from '@aibmc/common/auth';
import type { Language } from '@aibmc/common/canvas/blocks';
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
  /** Of the avatar; null: by the id. */
  colour: string | null;
  /** Null: the language of the browser. */
  language: Language | null;
  /** IANA name; null: UTC, since a browser does not tell its own. */
  timeZone: string | null;
  /** Administers the instance. */
  isAdmin: boolean;
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

  function remember({ id, name, email, colour, language, timeZone, isAdmin }: User): Person {
    const person = { id, name, email, colour, language, timeZone, isAdmin };
    known.set(id, person);
    return person;
  }

  return {
    remember,
    async personOf(actor, call) {
      const person = known.get(actor.userId);
      if (person) return person;
      const user = await optional(log, 'users.getMe', users.getMe({}, call));
      return user ? remember(user) : asTokenTells(actor);
    },
    forget(userId) {
      known.delete(userId);
    },
  };
}

function asTokenTells({ userId, name, colour, isAdmin }: Actor): Person {
  return { id: userId, name, email: '', colour, language: null, timeZone: null, isAdmin };
}
