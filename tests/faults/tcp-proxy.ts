import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a link does to what passes it, until the next `set`. */
export interface Conditions {
  delayMs: number;
  /** In each direction of each connection. */
  bytesPerSecond: number;
  /** Nothing passes; what was sent meanwhile arrives afterwards, as after lost packets. */
  isHolding: boolean;
  /** New connections are reset. */
  isRefusing: boolean;
}

const FREE: Conditions = { delayMs: 0, bytesPerSecond: Infinity, isHolding: false, isRefusing: false };

/** Bytes that one direction of a connection takes in before it stops reading, as a network's buffers do. */
const BUFFERED_BYTES = 256 * 1024;
const PIECE_BYTES = 16 * 1024;

export interface TcpProxy {
  port: number;
  /** Where new connections go from now on, by turns. */
  aim: (...ports: number[]) => void;
  set: (conditions: Partial<Conditions>) => void;
  /** Resets the connections that `which` picks; all where it is missing. Answers how many. */
  cut: (which?: () => boolean) => number;
  /** From now on nothing passes the connections that are open, and neither end is told: a router forgot them. */
  forget: () => number;
  close: () => Promise<void>;
}

/** Stands between a client and a server on loopback, and is as bad a network as it is told to be. */
export async function startTcpProxy(): Promise<TcpProxy> {
  let targets: readonly number[] = [];
  let turn = 0;
  const weather = new Weather();
  const links = new Set<Link>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    near.on('error', () => near.destroy());
    const target = targets[turn++ % targets.length];
    if (weather.now.isRefusing || target === undefined) {
      near.resetAndDestroy();
      return;
    }
    const link = new Link(near, connect({ port: target, host: '127.0.0.1', allowHalfOpen: true }), weather);
    links.add(link);
    link.onEnd = () => links.delete(link);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    aim: (...ports) => {
      targets = ports;
    },
    set: (conditions) => {
      weather.set(conditions);
    },
    cut: (which = () => true) => {
      const cut = [...links].filter(which);
      for (const link of cut) link.reset();
      return cut.length;
    },
    forget: () => {
      for (const link of links) link.isForgotten = true;
      return links.size;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const link of links) link.reset();
      await closed;
    },
  };
}

/** The conditions that all connections of a proxy share. */
class Weather {
  now: Conditions = FREE;
  #changed = Promise.withResolvers<void>();

  set(conditions: Partial<Conditions>): void {
    this.now = { ...this.now, ...conditions };
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves when it changes. */
  change(): Promise<void> {
    return this.#changed.promise;
  }
}

/** One connection through the proxy. */
class Link {
  isForgotten = false;
  onEnd: () => void = () => undefined;
  readonly #near: Socket;
  readonly #far: Socket;

  constructor(near: Socket, far: Socket, weather: Weather) {
    this.#near = near;
    this.#far = far;
    this.#carry(near, far, weather);
    this.#carry(far, near, weather);
  }

  reset(): void {
    this.#near.resetAndDestroy();
    this.#far.resetAndDestroy();
    this.onEnd();
  }

  /** Takes what one end sends to the other, in order, at the pace of the weather. */
  #carry(from: Socket, to: Socket, weather: Weather): void {
    const queue: { piece: Buffer | null; due: number }[] = [];
    let queued = 0;
    let isRunning = false;
    const put = (piece: Buffer | null): void => {
      queue.push({ piece, due: Date.now() + weather.now.delayMs });
      queued += piece?.length ?? 0;
      if (queued > BUFFERED_BYTES) from.pause();
      if (!isRunning) void run();
    };
    const run = async (): Promise<void> => {
      isRunning = true;
      for (let next = queue.shift(); next; next = queue.shift()) {
        while (weather.now.isHolding && !to.destroyed) await weather.change();
        const { piece, due } = next;
        if (due > Date.now()) await delay(due - Date.now());
        if (this.isForgotten || to.destroyed) continue;
        if (piece === null) to.end();
        else if (!to.write(piece)) await drained(to);
        if (piece === null) continue;
        queued -= piece.length;
        if (queued <= BUFFERED_BYTES) from.resume();
        const ms = (piece.length / weather.now.bytesPerSecond) * 1_000;
        if (ms >= 1) await delay(ms);
      }
      isRunning = false;
    };
    from.on('data', (data: Buffer) => {
      for (let start = 0; start < data.length; start += PIECE_BYTES) {
        put(data.subarray(start, start + PIECE_BYTES));
      }
    });
    from.on('end', () => {
      if (this.isForgotten) from.destroy();
      else put(null);
    });
    from.on('error', () => {
      if (!this.isForgotten) this.reset();
    });
    from.on('close', () => {
      if (this.#near.destroyed && this.#far.destroyed) this.onEnd();
    });
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.once('drain', done);
    socket.once('close', done);
  });
}
