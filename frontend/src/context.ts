import { createVerifier, fetchKeySet, type VerifyToken } from '@aibmc/common/auth';
import { API_PREFIX } from '@aibmc/common/contract/route';
import type { Logger } from '@aibmc/common/logger';
import type { Metrics } from '@aibmc/common/metrics';
import { type Assets, loadAssets } from './assets.ts';
import { createServiceClients, type ServiceClients } from './clients/services.ts';
import type { FrontendConfig } from './config.ts';
import { createDraftStarts, type DraftStarts } from './pages/draft-starts.ts';
import { createPeople, type People } from './session/people.ts';
import { createRefresher, type Refresh } from './session/refresher.ts';

/** All that the gateway works with; built once. */
export interface Context {
  config: FrontendConfig;
  log: Logger;
  metrics: Metrics;
  verify: VerifyToken;
  services: ServiceClients;
  refresh: Refresh;
  people: People;
  draftStarts: DraftStarts;
  assets: Assets;
}

interface ContextParts {
  config: FrontendConfig;
  log: Logger;
  metrics: Metrics;
  /** Made from user-service's key set where it is missing. */
  verify?: VerifyToken;
}

/** Wires the gateway's parts together. */
export function createContext({ config, log, metrics, verify }: ContextParts): Context {
  const services = createServiceClients(config);
  const keySetUrl = `${config.USER_SERVICE_URL}${API_PREFIX}/.well-known/jwks.json`;
  return {
    config,
    log,
    metrics,
    verify: verify ?? createVerifier(() => fetchKeySet(keySetUrl)),
    services,
    refresh: createRefresher(services.users),
    people: createPeople(services.users, log),
    draftStarts: createDraftStarts(),
    assets: loadAssets(config, log),
  };
}
