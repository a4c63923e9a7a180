import { ConfigError, type Env } from '@aibmc/common/env';
import { createLogger } from '@aibmc/common/logger';
import { createModelClient, type ModelClient } from '../src/clients/model.ts';
import { loadConfig } from '../src/config.ts';
import { draftWithModel } from '../src/domain/draft-with-model.ts';
import { emptyCanvas, type Provider, wholeDraft } from './provider.ts';

/**
 * The endpoint that the environment configures, asked by the same code and with the same prompts, readers, checks and
 * repairs as in the service. Throws ConfigError where none is configured.
 */
export function endpointProvider(env: Env, named: string | undefined): Provider {
  const config = loadConfig(env);
  if (!config.model) throw new ConfigError('configuration: OPENAI_BASE_URL or OPENAI_API_KEY is needed');
  const name = named ?? config.model.models[0] ?? '';
  const log = createLogger('eval', 'warn');
  const client = createModelClient(config.model, log);
  let calls = 0;
  const model: ModelClient = {
    ...client,
    stream: (request, signal) => {
      calls += 1;
      return client.stream(request, signal);
    },
  };
  const drafter = {
    ...{ model, log, repairs: config.MODEL_REPAIRS, repairWithinMs: config.model.totalMs },
    beginCall: () => Promise.resolve(),
  };
  return {
    name,
    draft: (idea, signal) => draftWithModel(drafter, wholeDraft(idea, name), emptyCanvas(idea), [], signal),
    calls: () => calls,
  };
}
