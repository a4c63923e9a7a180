import { createVerifier, fetchKeySet } from '@aibmc/common/auth';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { usersRoutes } from '@aibmc/common/contract/users';
import { migrate, poolConfig } from '@aibmc/common/database';
import { createLogger, type Logger } from '@aibmc/common/logger';
import { collectProcessMetrics, createMetrics } from '@aibmc/common/metrics';
import { close, listen, runMain, stopGracefully } from '@aibmc/common/process';
import pg from 'pg';
import { createApp, createSecondApp } from './app.ts';
import { startBackground } from './background.ts';
import { type Config, loadConfig } from './config.ts';
import { createContext } from './context.ts';

const SERVICE = 'bmc-service';
/** Shorter than the time that open requests get, so that a job's end is still written. */
const JOB_DRAIN_MS = 7_000;

await runMain(null, async () => {
  const config = loadConfig(process.env);
  const log = createLogger(SERVICE, config.LOG_LEVEL);
  await runMain(log, () => start(config, log));
});

async function start(config: Config, log: Logger): Promise<void> {
  const metrics = createMetrics(SERVICE);
  collectProcessMetrics(metrics);
  await migrate(SERVICE, config, log);
  const pool = new pg.Pool(poolConfig(SERVICE, config));
  pool.on('error', (err) => {
    log.warn({ err }, 'an idle database connection was lost');
  });
  const keySetUrl = config.USER_SERVICE_URL + API_PREFIX + usersRoutes.getKeySet.path;
  const verify = createVerifier(() => fetchKeySet(keySetUrl));
  const ctx = createContext(config, { log, metrics, verify, pool });
  const second = await listen(
    createSecondApp(ctx),
    config.INTERNAL_PORT,
    config.INTERNAL_HOST ?? config.HOST,
  );
  const main = await listen(createApp(ctx), config.PORT, config.HOST);
  const background = startBackground(ctx);
  log.info({ port: config.PORT, internalPort: config.INTERNAL_PORT, models: ctx.models }, 'listening');
  stopGracefully(log, async () => {
    await Promise.all([background.stop(JOB_DRAIN_MS), close(main)]);
    await close(second);
    await pool.end();
  });
}
