import { type DatabaseConfig, poolConfig } from '@aibmc/common/database';
import type { Logger } from '@aibmc/common/logger';
import { Pool } from 'pg';

/**
 * Every statement of this service looks rows up by an index. Left alone, PostgreSQL plans the statements that take
 * arrays anew each time, or, on tables that were small when it planned, reads them from end to end until they are
 * analysed: a minute in which a log can grow by a million rows. Without `jit` since forbidden plans count as dear.
 */
const PLANNER = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'jit=off',
];

/** The service's connections; one that is lost while idle is a line in the log, and replaced when needed. */
export function createPool(config: DatabaseConfig, log: Logger): Pool {
  const options = PLANNER.map((setting) => `-c ${setting}`).join(' ');
  const pool = new Pool({ ...poolConfig('group-service', config), options });
  pool.on('error', (err) => {
    log.warn({ err }, 'an idle database connection was lost');
  });
  return pool;
}
