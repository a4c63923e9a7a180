import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@aibmc/common/logger';
import type { Pool, PoolClient } from 'pg';

const CHANNELS = ['generation_queued', 'generation_events', 'generation_cancelled'] as const;
type Channel = (typeof CHANNELS)[number];

interface Listening {
  onNotice: (channel: Channel, payload: string) => void;
  /** Called after each (re)connect: what was told in between is to be read from the tables. */
  onConnect: () => void;
}

const RECONNECT_MS = 500;

/**
 * The process's one connection for LISTEN, taken from the pool. It comes back by itself when PostgreSQL was away.
 * Notices are hints: who relies on one also looks now and then.
 */
export class Listener {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #on: Listening;
  readonly #stopping = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(pool: Pool, log: Logger, on: Listening) {
    this.#pool = pool;
    this.#log = log;
    this.#on = on;
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#listen(signal);
      } catch (error) {
        this.#log.warn({ err: error }, 'lost the connection for notices');
      }
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const client = await this.#pool.connect();
    let broken: Error | boolean = true;
    try {
      const ended = endOf(client, signal);
      client.on('notification', ({ channel, payload }) => {
        this.#on.onNotice(channel as Channel, payload ?? '');
      });
      await client.query(CHANNELS.map((channel) => `LISTEN ${channel}`).join('; '));
      this.#on.onConnect();
      await ended;
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      // closed and not reused: a pooled connection must not stay subscribed
      client.release(broken);
    }
  }
}

/** Resolves on the signal, rejects when the connection breaks. */
function endOf(client: PoolClient, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    client.once('end', () => {
      reject(new Error('Connection terminated'));
    });
    client.on('error', reject);
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
  ended.catch(() => undefined);
  return ended;
}
