import type { VerifyToken } from '@aibmc/common/auth';
import { EndedSessions } from '@aibmc/common/ended-sessions';
import type { Logger } from '@aibmc/common/logger';
import type { Metrics } from '@aibmc/common/metrics';
import type { Pool } from 'pg';
import type { UserService } from './clients/user-service.ts';
import { createEditLane, type EditLane } from './domain/edit-lane.ts';
import { editRateOf, EditRates, talkRateOf } from './domain/edit-rates.ts';
import { createLimits, type Limits } from './domain/limits.ts';
import { guestActor, isPass } from './domain/passes.ts';
import { createPeople, type People } from './domain/people.ts';
import { createReplay, type Replay } from './domain/replay.ts';
import { Watchers } from './live/watchers.ts';

/** What every part of the service works with. */
export interface Context {
  service: 'group-service';
  log: Logger;
  metrics: Metrics;
  pool: Pool;
  verify: VerifyToken;
  internalToken: string;
  people: People;
  edits: EditLane;
  editRates: EditRates;
  /** Of comments and votes. */
  talkRates: EditRates;
  replay: Replay;
  limits: Limits;
  users: UserService;
  watchers: Watchers;
  endedSessions: EndedSessions;
}

const EDITS_PER_SECOND = 1_000;
const COMMENTS_PER_MINUTE = 120;

/**
 * Builds the context; a token is good once it is verified and its person is known and not forgotten, or where it is
 * the pass of a guest.
 */
export function createContext(
  given: Pick<Context, 'log' | 'metrics' | 'pool' | 'verify' | 'internalToken' | 'users'>,
  editRate = editRateOf(EDITS_PER_SECOND),
  talkRate = talkRateOf(COMMENTS_PER_MINUTE),
): Context {
  const people = createPeople(given.pool);
  const endedSessions = new EndedSessions();
  const verify = endedSessions.refusing(given.verify);
  return {
    ...given,
    service: 'group-service',
    people,
    edits: createEditLane(given),
    editRates: new EditRates(editRate),
    talkRates: new EditRates(talkRate, 'comments and votes'),
    replay: createReplay(given.pool),
    limits: createLimits(given.pool),
    watchers: new Watchers(given),
    endedSessions,
    verify: async (token) => {
      if (isPass(token)) return guestActor(given.pool, token);
      const actor = await verify(token);
      await people.remember(actor);
      return actor;
    },
  };
}
