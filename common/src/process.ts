import { createServer, type Server } from 'node:http';
import closeWithGrace from 'close-with-grace';
import type { Express } from 'express';
import { ConfigError } from './env.ts';
import type { Logger } from './logger.ts';

/** Milliseconds that open requests and streams get to end after SIGTERM. */
const DRAIN_MS = 10_000;

/** Longer than the gateway's agent keeps an idle connection, so that the gateway is always the one to close it. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts an application on a port; resolves when it listens. `prepare` may add listeners before the first
 * connection; without one for upgrades they are destroyed.
 */
export async function listen(
  app: Express,
  port: number,
  host: string,
  prepare?: (server: Server) => void,
): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 60_000, headersTimeout: 10_000 },
    app,
  );
  prepare?.(server);
  if (server.listenerCount('upgrade') === 0) server.on('upgrade', (_req, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** Stops taking connections, waits for open requests up to `drainMs`, then cuts what is left. */
export async function close(server: Server, drainMs = DRAIN_MS): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, drainMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

/**
 * Runs `stop` once on SIGTERM, SIGINT or an uncaught error, then exits: 0 after a signal, 1 after an error.
 * Two seconds past the drain time it exits whatever hangs.
 */
export function stopGracefully(log: Logger, stop: () => Promise<void>): void {
  // `npm start` holds an IPC channel to each service: its end tells that the supervisor is gone, however it went.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  closeWithGrace({ delay: DRAIN_MS + 2_000, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'stopping after an uncaught error');
    else log.info({ signal }, 'stopping');
    await stop();
    log.info('stopped');
  });
}

/** Runs a service's start; what prevents it is one line, for a bad configuration without a stack. */
export async function runMain(log: Logger | null, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (log) log.fatal({ err: error }, 'could not start');
    else console.error(error);
    process.exit(1);
  }
}
