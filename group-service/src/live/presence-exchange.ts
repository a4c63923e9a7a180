import { randomUUID } from 'node:crypto';
import type { Logger } from '@aibmc/common/logger';
import type { LiveLimits } from './limits.ts';
import { packPresence, readPresenceNotice } from './notices.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

interface ExchangeOptions {
  rooms: Rooms;
  limits: LiveLimits;
  log: Logger;
  /** Tells all replicas, this one too. Rejects while that is not possible. */
  notify: (payload: string) => Promise<void>;
}

/** After being cut off, what replicas have to tell of their people before those are dropped. */
const CONFIRM_MS = 3_000;

/** Tells other replicas who is here, and takes what they tell. */
export class PresenceExchange {
  readonly #options: ExchangeOptions;
  readonly #id = randomUUID();
  /** When other replicas were last heard, in milliseconds since 1970. */
  readonly #heardAt = new Map<string, number>();
  readonly #changed = new Set<Room>();
  /** Rooms of which the others are to tell all of their people. */
  readonly #asking = new Set<string>();
  readonly #heartbeat: NodeJS.Timeout;
  #timer: NodeJS.Timeout | null = null;
  #confirmTimer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => {
      this.#beat();
    }, options.limits.heartbeatMs);
  }

  /** Has the others told what changed in a room. */
  changed(room: Room): void {
    this.#changed.add(room);
    this.#schedule();
  }

  /** Asks the others who is in a room that was opened. */
  opened(room: Room): void {
    this.#asking.add(room.canvasId);
    this.#schedule();
  }

  /** After a time without notices: tells all, asks all, and drops whoever is not confirmed. */
  reconnected(): void {
    for (const room of this.#options.rooms.all()) {
      room.people.tellAll();
      room.people.doubtAll();
      this.changed(room);
      this.opened(room);
    }
    if (this.#confirmTimer) clearTimeout(this.#confirmTimer);
    this.#confirmTimer = setTimeout(() => {
      for (const room of this.#options.rooms.all()) {
        if (room.people.forgetDoubted()) room.peopleChanged();
      }
    }, CONFIRM_MS);
  }

  /** Takes what a replica tells. */
  hear(payload: string): void {
    const notice = readPresenceNotice(payload);
    if (!notice || notice.from === this.#id) return;
    const { from, hello, news, bye } = notice;
    this.#heardAt.set(from, Date.now());
    for (const canvasId of hello) this.#answer(canvasId);
    for (const { canvasId, ...told } of news) {
      const room = this.#options.rooms.get(canvasId);
      if (room?.people.hear(from, told)) room.peopleChanged();
    }
    if (bye) this.#forget(from);
  }

  /** Tells the others that nobody is here any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#heartbeat);
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#confirmTimer) clearTimeout(this.#confirmTimer);
    await this.#send([JSON.stringify({ from: this.#id, bye: true })]);
  }

  #answer(canvasId: string): void {
    const room = this.#options.rooms.get(canvasId);
    if (!room) return;
    room.people.tellAll();
    this.changed(room);
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#tell();
    }, this.#options.limits.exchangeMs);
  }

  async #tell(): Promise<void> {
    const news = [...this.#changed]
      .map((room) => room.people.takeNews(room.canvasId))
      .filter((told) => told !== null);
    const hello = [...this.#asking];
    this.#changed.clear();
    this.#asking.clear();
    await this.#send(packPresence(this.#id, hello, news));
  }

  #beat(): void {
    const silentSince = Date.now() - this.#options.limits.replicaSilenceMs;
    for (const [replicaId, heardAt] of this.#heardAt) if (heardAt < silentSince) this.#forget(replicaId);
    if (this.#options.rooms.size > 0) void this.#send([JSON.stringify({ from: this.#id })]);
  }

  #forget(replicaId: string): void {
    this.#heardAt.delete(replicaId);
    for (const room of this.#options.rooms.all()) {
      if (room.people.forget(replicaId)) room.peopleChanged();
    }
  }

  /** What cannot be told now is told after the reconnect, which tells all. */
  async #send(payloads: readonly string[]): Promise<void> {
    try {
      for (const payload of payloads) await this.#options.notify(payload);
    } catch (err) {
      this.#options.log.debug({ err }, 'presence could not be told to other replicas');
    }
  }
}
