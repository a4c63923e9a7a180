import type { VerifyToken } from '@aibmc/common/auth';
import { EndedSessions } from '@aibmc/common/ended-sessions';
import type { Metrics } from '@aibmc/common/metrics';
import { createGroupService } from './clients/group-service.ts';
import { createModelClient } from './clients/model.ts';
import type { Config } from './config.ts';
import { Feed } from './domain/feed.ts';
import type { JobContext } from './domain/job-context.ts';
import { DEFAULT_LIMITS, Runner, type RunnerLimits } from './domain/runner.ts';
import { OpenStreams } from '@aibmc/common/open-streams';
import { Places } from './domain/places.ts';
import { RightChecks } from './domain/right-checks.ts';
import { Teller } from './domain/teller.ts';
import { createGenerationFigures } from './metrics.ts';
import { countOpenJobs } from './sql/queue.ts';
import type { Quota } from './sql/usage.ts';

/** Event streams of one person in one process: a few tabs, each with what runs on its canvas. */
const STREAMS_PER_PERSON = 20;

/** What the parts of this service work with; made once, at the start. */
export interface Context extends JobContext {
  metrics: Metrics;
  verify: VerifyToken;
  models: readonly string[];
  /** Calls of the endpoint at once, in all replicas together. */
  atOnce: number;
  feed: Feed;
  places: Places;
  rights: RightChecks;
  streams: OpenStreams;
  endedSessions: EndedSessions;
  runner: Runner;
  quota: Quota;
  /** Days for which the events of a generation that has ended are kept. */
  eventsDays: number;
  internalToken: string;
  /** Aborted when the process stops: open streams end, so that their clients go on at another replica. */
  stopping: AbortController;
}

type Given = Pick<Context, 'log' | 'metrics' | 'verify' | 'pool'>;
type Settings = Pick<
  Config,
  | 'GROUP_INTERNAL_URL'
  | 'INTERNAL_TOKEN'
  | 'GENERATIONS_PER_DAY'
  | 'GENERATIONS_PER_DAY_TOTAL'
  | 'GENERATIONS_AT_ONCE'
  | 'GENERATION_EVENTS_DAYS'
  | 'STREAMS'
  | 'MODEL_REPAIRS'
  | 'model'
>;

/** Builds the context from what main opened and what the configuration says. */
export function createContext(config: Settings, given: Given, limits: Partial<RunnerLimits> = {}): Context {
  const group = createGroupService(config.GROUP_INTERNAL_URL, config.INTERNAL_TOKEN);
  const endedSessions = new EndedSessions();
  const parts = {
    ...given,
    endedSessions,
    verify: endedSessions.refusing(given.verify),
    group,
    model: config.model && createModelClient(config.model, given.log, given.pool),
    models: config.model?.models ?? [],
    atOnce: config.GENERATIONS_AT_ONCE,
    modelRepairs: config.MODEL_REPAIRS,
    modelRepairWithinMs: config.model?.totalMs ?? 0,
    feed: new Feed(),
    places: new Places(given.pool),
    rights: new RightChecks(group),
    streams: new OpenStreams({ perPerson: STREAMS_PER_PERSON, total: config.STREAMS }),
    teller: new Teller(group),
    figures: createGenerationFigures(given.metrics, () => countOpenJobs(given.pool)),
    quota: { perPerson: config.GENERATIONS_PER_DAY, total: config.GENERATIONS_PER_DAY_TOTAL ?? null },
    eventsDays: config.GENERATION_EVENTS_DAYS,
    internalToken: config.INTERNAL_TOKEN,
    stopping: new AbortController(),
  };
  const atOnce = config.GENERATIONS_AT_ONCE;
  return { ...parts, runner: new Runner(parts, { ...DEFAULT_LIMITS, atOnce, ...limits }) };
}
