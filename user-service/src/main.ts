import { migrate, poolConfig } from '@aibmc/common/database';
import { createLogger, type Logger } from '@aibmc/common/logger';
import { collectProcessMetrics, createMetrics } from '@aibmc/common/metrics';
import { close, listen, runMain, stopGracefully } from '@aibmc/common/process';
import pg from 'pg';
import { createApp, createSecondApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { createContext } from './context.ts';
import { startBackground } from './domain/background.ts';

const SERVICE = 'user-service';

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
    log.warn({ err }, 'a database connection was lost');
  });
  const ctx = await createContext({ config, log, metrics, pool });
  const internal = await listen(
    createSecondApp(ctx),
    config.INTERNAL_PORT,
    config.INTERNAL_HOST ?? config.HOST,
  );
  const server = await listen(createApp(ctx), config.PORT, config.HOST);
  const stopBackground = startBackground(ctx);
  log.info({ port: config.PORT, internalPort: config.INTERNAL_PORT }, 'listening');
  stopGracefully(log, async () => {
    await Promise.all([close(server), stopBackground()]);
    await close(internal);
    await pool.end();
  });
}
