import { createVerifier, fetchKeySet } from '@aibmc/common/auth';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { usersRoutes } from '@aibmc/common/contract/users';
import { migrate } from '@aibmc/common/database';
import { createLogger, type Logger } from '@aibmc/common/logger';
import { collectProcessMetrics, createMetrics } from '@aibmc/common/metrics';
import { close, listen, runMain, stopGracefully } from '@aibmc/common/process';
import { createApp, createSecondApp } from './app.ts';
import { createUserService } from './clients/user-service.ts';
import { type Config, loadConfig } from './config.ts';
import { createContext } from './context.ts';
import { editRateOf, talkRateOf } from './domain/edit-rates.ts';
import { startMailing } from './domain/notification-mails.ts';
import { startPurge } from './domain/purge.ts';
import { startQuietVersions } from './domain/quiet-versions.ts';
import { liveLimits } from './live/limits.ts';
import { startLive } from './live/live.ts';
import { createPool } from './sql/pool.ts';

const SERVICE = 'group-service';

await runMain(null, async () => {
  const config = loadConfig(process.env);
  const log = createLogger(SERVICE, config.LOG_LEVEL);
  await runMain(log, () => start(config, log));
});

async function start(config: Config, log: Logger): Promise<void> {
  await migrate(SERVICE, config, log);
  const pool = createPool(config, log);
  const metrics = createMetrics(SERVICE);
  collectProcessMetrics(metrics);
  const keySetUrl = config.USER_SERVICE_URL + API_PREFIX + usersRoutes.getKeySet.path;
  const verify = createVerifier(() => fetchKeySet(keySetUrl));
  const users = createUserService(config.USER_INTERNAL_URL, config.INTERNAL_TOKEN);
  const ctx = createContext(
    { log, metrics, pool, verify, internalToken: config.INTERNAL_TOKEN, users },
    editRateOf(config.EDITS_PER_SECOND),
    talkRateOf(config.COMMENTS_PER_MINUTE),
  );
  const second = await listen(
    createSecondApp(ctx),
    config.INTERNAL_PORT,
    config.INTERNAL_HOST ?? config.HOST,
  );
  const live = startLive(ctx, liveLimits(config));
  const main = await listen(createApp(ctx), config.PORT, config.HOST, live.attach);
  const stopQuietVersions = startQuietVersions(ctx);
  const stopPurge = startPurge(ctx);
  const stopMailing = startMailing(ctx);
  log.info({ port: config.PORT, internalPort: config.INTERNAL_PORT }, 'listening');
  stopGracefully(log, async () => {
    const jobs = [stopQuietVersions(), stopPurge(), stopMailing()];
    await Promise.all([live.stop(), close(main), close(second), ...jobs]);
    await ctx.edits.idle();
    await pool.end();
  });
}
