import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Notification, QueryConfig } from 'pg';
import type { Logger } from './logger.ts';

/** Opens a connection that nobody else uses; `close` ends it, and may be called in any state of it. */
export type Connect = () => Promise<{ client: ClientBase; close: () => unknown }>;

interface Listening {
  connect: Connect;
  channels: readonly string[];
  onNotice: (notice: Notification) => void;
  /** Called after each (re)connect: what was told in between is to be read from the tables. */
  onConnect: () => void;
  /** How often the connection is tried, in milliseconds: one that carries nothing any more tells nothing of it. */
  probeMs: number;
}

const RECONNECT_MS = { least: 100, most: 2_000 };
/** Within which PostgreSQL answers on a connection, or is given up. */
const ANSWER_MS = 3_000;

/**
 * The process's one connection for LISTEN and NOTIFY. It comes back by itself when PostgreSQL was away, stopped or
 * cut off. Notices are hints: who relies on one also looks now and then.
 */
export class Listener {
  readonly #log: Logger;
  readonly #on: Listening;
  readonly #stopping = new AbortController();
  #client: ClientBase | null = null;
  /** The last of the statements that wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();
  #done: Promise<void> = Promise.resolve();

  constructor(log: Logger, on: Listening) {
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

  /** Tells all who listen on a channel. Rejects while there is no connection. */
  async notify(channel: string, payload: string): Promise<void> {
    if (!this.#client) throw new Error('there is no connection for notices');
    await this.#ask(this.#client, {
      name: 'notify',
      text: 'SELECT pg_notify($1, $2)',
      values: [channel, payload],
    });
  }

  /** One statement after the other: pg has no queue for them. */
  #ask(client: ClientBase, query: QueryConfig): Promise<unknown> {
    const answer = this.#turn.then(() => client.query(query));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let pause = RECONNECT_MS.least;
    while (!signal.aborted) {
      try {
        await this.#listen(signal, () => {
          pause = RECONNECT_MS.least;
        });
      } catch (error) {
        this.#log.warn({ err: error }, 'lost the connection for notices');
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, RECONNECT_MS.most);
    }
  }

  async #listen(signal: AbortSignal, onListening: () => void): Promise<void> {
    const { client, close } = await this.#on.connect();
    const over = new AbortController();
    try {
      const ended = endOf(client);
      this.#turn = Promise.resolve();
      client.on('notification', this.#on.onNotice);
      const listen = this.#on.channels.map((channel) => `LISTEN ${channel}`).join('; ');
      await Promise.race([inTime(this.#ask(client, { text: listen })), ended]);
      onListening();
      this.#client = client;
      this.#on.onConnect();
      await Promise.race([this.#probe(client, AbortSignal.any([signal, over.signal])), ended]);
    } finally {
      this.#client = null;
      over.abort();
      // not waited for: a connection that is cut off does not end
      Promise.resolve(close()).catch(() => undefined);
    }
  }

  /** Resolves on the signal, rejects when PostgreSQL does not answer in time. */
  async #probe(client: ClientBase, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.#on.probeMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await inTime(this.#ask(client, { text: 'SELECT 1' }));
    }
  }
}

/** Rejects when the connection breaks. */
function endOf(client: ClientBase): Promise<never> {
  const ended = new Promise<never>((_resolve, reject) => {
    client.once('end', () => {
      reject(new Error('Connection terminated'));
    });
    client.on('error', reject);
  });
  ended.catch(() => undefined);
  return ended;
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error('PostgreSQL does not answer on the connection for notices'));
    }, ANSWER_MS);
  });
  answer.catch(() => undefined);
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
