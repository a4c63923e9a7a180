import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { ServerFrame } from '@aibmc/common/contract/live';
import type { Logger } from '@aibmc/common/logger';
import type { Connection } from './connection.ts';
import { EditQueue } from './edit-queue.ts';
import { encodeFrame } from './frames.ts';
import type { LiveLimits } from './limits.ts';
import { Pace } from './pace.ts';
import { People } from './people.ts';
import type { Tick } from './tick.ts';

/** How long a notice of an own commit may be ahead of the commit's answer before the log is read. */
const OWN_COMMIT_MS = 100;
const RETRY_MS = { least: 50, most: 1_000 };

interface RoomOptions {
  log: Logger;
  limits: LiveLimits;
  tick: Tick;
  readTail: (canvasId: string, after: number, upTo: number) => Promise<LoggedEdit[]>;
  /** Called when other replicas have to be told of the people here. */
  onPeopleChanged: (room: Room) => void;
}

/** One canvas with the people who have it open at this process. */
export class Room {
  readonly canvasId: string;
  /** Null: of no group. Undefined: it may have been moved, whatever concerns a group may concern it. */
  groupId: string | null | undefined = null;
  readonly readers = new Set<Connection>();
  readonly people = new People();
  readonly pace = new Pace(performance.now());
  /** How many connections are here or on their way. */
  holders = 0;
  readonly #options: RoomOptions;
  readonly #queue = new EditQueue();
  #isCatchingUp = false;
  #peopleTimer: NodeJS.Timeout | null = null;
  #checkTimer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(canvasId: string, options: RoomOptions) {
    this.canvasId = canvasId;
    this.#options = options;
  }

  /** Begins at a revision that was read after the room was made: what came since was kept. */
  open(revision: number, groupId: string | null): void {
    this.groupId = groupId;
    this.#queue.open(revision);
    this.#moveOn();
  }

  /** The canvas may have been moved, and its group is read again. */
  forgetGroup(): void {
    this.groupId = undefined;
  }

  /** Takes edits that were committed here. */
  take(edits: readonly LoggedEdit[]): void {
    this.#queue.add(edits);
    this.#moveOn();
  }

  /** Hears that the log has come to a revision; `isOwn` when the commit was of this process, which tells by itself. */
  learn(revision: number, isOwn: boolean): void {
    this.#queue.learn(revision);
    if (!isOwn) this.#moveOn();
    else if (this.#queue.missing) {
      this.#checkTimer ??= setTimeout(() => {
        this.#checkTimer = null;
        this.#moveOn();
      }, OWN_COMMIT_MS);
    }
  }

  takeReady(): LoggedEdit[] {
    return this.#queue.takeReady();
  }

  /** The revision up to which all edits were written to all who are here. */
  get taken(): number {
    return this.#queue.taken;
  }

  join(connection: Connection): void {
    this.readers.add(connection);
    this.people.join(connection.person);
    const { canvasId, taken: revision, people } = this;
    const { role, id: connectionId } = connection;
    connection.send({ type: 'welcome', canvasId, revision, role, connectionId, people: people.list() });
    this.ownPeopleChanged();
  }

  leave(connection: Connection): void {
    this.readers.delete(connection);
    this.people.leave(connection.id);
    this.ownPeopleChanged();
  }

  /** Whether somebody has the canvas open here. */
  hasPerson(userId: string): boolean {
    return [...this.readers].some((reader) => reader.userId === userId);
  }

  ownPeopleChanged(): void {
    this.#options.onPeopleChanged(this);
    this.peopleChanged();
  }

  /** Has those who are here told of the people, with all that changes in the next moments. */
  peopleChanged(): void {
    if (this.#isClosed) return;
    this.#peopleTimer ??= setTimeout(() => {
      this.#peopleTimer = null;
      const frame = this.people.takeFrame();
      if (frame) this.sendAll(frame);
    }, this.#peopleDelay());
  }

  /** Everybody telling everybody grows with the square of their number: so does the time between. */
  #peopleDelay(): number {
    return Math.max(this.#options.limits.peopleMs, this.readers.size ** 2 / 200);
  }

  sendAll(frame: ServerFrame): void {
    this.sendWhere(() => true, frame);
  }

  sendWhere(isMeant: (reader: Connection) => boolean, frame: ServerFrame): void {
    const bytes = encodeFrame(frame);
    for (const reader of this.readers) if (isMeant(reader)) reader.write(bytes);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#peopleTimer) clearTimeout(this.#peopleTimer);
    if (this.#checkTimer) clearTimeout(this.#checkTimer);
  }

  #moveOn(): void {
    if (this.#queue.hasReady) this.#options.tick.room(this);
    if (this.#queue.missing && !this.#isCatchingUp) void this.#catchUp();
  }

  /** Reads what is missing from the log, until nothing is. Never rejects. */
  async #catchUp(): Promise<void> {
    const { log, readTail, tick } = this.#options;
    let pause = RETRY_MS.least;
    this.#isCatchingUp = true;
    for (let gap = this.#queue.missing; gap && !this.#isClosed; gap = this.#queue.missing) {
      try {
        const edits = await readTail(this.canvasId, gap.after, gap.upTo);
        if (edits.length === 0) this.#queue.giveUpMissing();
        this.#queue.add(edits);
        if (this.#queue.hasReady) tick.room(this);
        pause = RETRY_MS.least;
      } catch (err) {
        log.warn({ err }, 'the log of a canvas could not be read, trying again');
        await delay(pause);
        pause = Math.min(pause * 2, RETRY_MS.most);
      }
    }
    this.#isCatchingUp = false;
  }
}
