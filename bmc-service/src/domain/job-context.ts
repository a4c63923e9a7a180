import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';
import type { GroupService } from '../clients/group-service.ts';
import type { ModelClient } from '../clients/model.ts';
import type { GenerationFigures } from '../metrics.ts';
import type { Teller } from './teller.ts';

/** What working off a job takes; a part of the context, apart from the runner that is in there too. */
export interface JobContext {
  log: Logger;
  pool: Pool;
  group: GroupService;
  /** Null without an endpoint: then only the pattern library drafts. */
  model: ModelClient | null;
  /** Calls that may repair a draft, at most, begun within so many milliseconds. */
  modelRepairs: number;
  modelRepairWithinMs: number;
  teller: Teller;
  figures: GenerationFigures;
}
