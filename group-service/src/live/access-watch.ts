import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';
import { type Access, listAccess } from '../sql/live-access.ts';
import type { Connection } from './connection.ts';
import { type AccessNotice, readAccessNotice } from './notices.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

interface WatchOptions {
  pool: Pool;
  log: Logger;
  rooms: Rooms;
}

const RETRY_MS = { least: 50, most: 1_000 };

/** Read together in one statement at most. */
const BATCH = 1_000;

/** Keeps what connected people may do the same as what the tables say. */
export class AccessWatch {
  readonly #options: WatchOptions;
  readonly #due = new Map<Connection, Room>();
  #running: Promise<void> | null = null;
  #isStopped = false;
  /** Grows with every notice: who reads a role and finds it changed afterwards reads again. */
  version = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Takes a notice that access has changed; one that is not understood may concern anybody. */
  hear(payload: string): void {
    this.version += 1;
    const notice = readAccessNotice(payload) ?? {};
    if (notice.canvasId !== undefined) this.#options.rooms.get(notice.canvasId)?.forgetGroup();
    this.#recheckWhere((room, connection) => isConcerned(notice, room, connection));
  }

  recheckAll(): void {
    this.version += 1;
    this.#recheckWhere(() => true);
  }

  recheck(room: Room, connection: Connection): void {
    this.#due.set(connection, room);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  #recheckWhere(isMeant: (room: Room, connection: Connection) => boolean): void {
    for (const { room, connection } of this.#options.rooms.connections()) {
      if (isMeant(room, connection)) this.recheck(room, connection);
    }
  }

  async #run(): Promise<void> {
    const { pool, log } = this.#options;
    let pause = RETRY_MS.least;
    while (this.#due.size > 0 && !this.#isStopped) {
      const batch = [...this.#due].slice(0, BATCH);
      for (const [connection] of batch) this.#due.delete(connection);
      try {
        const wanted = batch.map(([{ userId }, { canvasId }]) => ({ canvasId, userId }));
        this.#settle(batch, await listAccess(pool, wanted));
        pause = RETRY_MS.least;
      } catch (err) {
        log.warn({ err }, 'roles of connected people could not be read, trying again');
        for (const [connection, room] of batch) this.#due.set(connection, room);
        await delay(pause);
        pause = Math.min(pause * 2, RETRY_MS.most);
      }
    }
  }

  /** Tells each connection what changed for it, and each room how far its log is and whose it is. */
  #settle(batch: readonly [Connection, Room][], found: readonly Access[]): void {
    const accessOf = new Map(found.map((access) => [`${access.canvasId} ${access.userId}`, access]));
    for (const [connection, room] of batch) {
      const access = accessOf.get(`${room.canvasId} ${connection.userId}`);
      if (!access) {
        connection.send({ type: 'gone' });
        connection.end('gone');
        continue;
      }
      // one that is to be read again may have been moved since
      if (!this.#due.has(connection)) room.groupId = access.groupId;
      room.learn(access.revision, false);
      if (connection.isGuest) connection.expiresAt = access.endsAt?.getTime() ?? Infinity;
      if (access.role === connection.role) continue;
      connection.role = access.role;
      connection.send({ type: 'role', role: access.role });
    }
  }
}

function isConcerned(notice: AccessNotice, room: Room, connection: Connection): boolean {
  const { canvasId = room.canvasId, groupId = room.groupId, userId = connection.userId } = notice;
  const isOfGroup = room.groupId === undefined || groupId === room.groupId;
  return canvasId === room.canvasId && isOfGroup && userId === connection.userId;
}
