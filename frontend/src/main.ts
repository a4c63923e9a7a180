import { createInternalApp } from '@aibmc/common/internal';
import { createLogger, type Logger } from '@aibmc/common/logger';
import { collectProcessMetrics, createMetrics } from '@aibmc/common/metrics';
import { close, listen, runMain, stopGracefully } from '@aibmc/common/process';
import { createApp } from './app.ts';
import { type FrontendConfig, loadConfig } from './config.ts';
import { createContext } from './context.ts';
import { createLive } from './gateway/live.ts';
import { guardServer } from './gateway/server.ts';

const SERVICE = 'frontend';

await runMain(null, async () => {
  const config = loadConfig(process.env);
  const log = createLogger(SERVICE, config.LOG_LEVEL);
  await runMain(log, () => start(config, log));
});

async function start(config: FrontendConfig, log: Logger): Promise<void> {
  const metrics = createMetrics(SERVICE);
  collectProcessMetrics(metrics);
  const ctx = createContext({ config, log, metrics });
  // ready as soon as it listens: a service that is away degrades pages and is no reason to hide all of them
  const internal = createInternalApp({ log, metrics, checkReady: () => Promise.resolve() });
  const internalServer = await listen(internal, config.INTERNAL_PORT, config.INTERNAL_HOST ?? config.HOST);
  const live = createLive(ctx);
  const server = await listen(createApp(ctx), config.PORT, config.HOST, (bare) => {
    guardServer(bare, [live]);
  });
  log.info({ port: config.PORT, internalPort: config.INTERNAL_PORT }, 'listening');
  stopGracefully(log, async () => {
    live.close();
    await close(server);
    await close(internalServer);
  });
}
