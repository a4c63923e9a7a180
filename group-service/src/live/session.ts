import type { Edit } from '@aibmc/common/canvas/edits';
import type { ClientFrame } from '@aibmc/common/contract/live';
import { asAppError, AppError, toProblem } from '@aibmc/common/errors';
import type { Logger } from '@aibmc/common/logger';
import type { Pool } from 'pg';
import { Bucket } from '../domain/bucket.ts';
import type { EditLane } from '../domain/edit-lane.ts';
import type { EditRates } from '../domain/edit-rates.ts';
import type { Turns } from '../domain/turns.ts';
import type { Connection } from './connection.ts';
import { type BadEdits, readFrame } from './frames.ts';
import type { LiveLimits } from './limits.ts';
import type { LiveMetrics } from './live-metrics.ts';
import { sendTail } from './resume.ts';
import type { Room } from './room.ts';

interface SessionOptions {
  pool: Pool;
  log: Logger;
  edits: EditLane;
  limits: LiveLimits;
  metrics: LiveMetrics;
  /** For reading what a client missed. */
  inTurn: Turns;
  editRates: EditRates;
}

/** Bytes that one edit or other frame may have; larger ones count for several. */
const BYTES_OF_ONE = 4_096;

/** The receiving side of one connection: what each frame of a client does. */
export class Session {
  readonly #options: SessionOptions;
  readonly #room: Room;
  readonly #connection: Connection;
  readonly #frameRate: Bucket;
  #unanswered = 0;
  #isResuming = false;
  /** Asked for while another resume was running. */
  #resumeNext: number | null = null;

  constructor(options: SessionOptions, room: Room, connection: Connection) {
    this.#options = options;
    this.#room = room;
    this.#connection = connection;
    this.#frameRate = new Bucket(options.limits.frames, Date.now());
  }

  /** Takes one message. */
  receive(data: Buffer, isBinary: boolean): void {
    const connection = this.#connection;
    if (!connection.isOpen) return;
    connection.heardAt = Date.now();
    const frame = isBinary ? null : readFrame(data.toString());
    this.#options.metrics.received(frame?.type ?? 'bad');
    if (!frame) connection.end('badFrame');
    else if (!this.#isAllowed(frame, Math.ceil(data.length / BYTES_OF_ONE))) connection.end('tooMany');
    else this.#handle(frame);
  }

  /** Takes a ping or pong of the protocol below, which count as frames. */
  receiveControl(): void {
    const now = Date.now();
    this.#connection.heardAt = now;
    if (!this.#frameRate.take(1, now)) this.#connection.end('tooMany');
  }

  /** `weight` is the least that a frame counts for, by its size. */
  #isAllowed(frame: ClientFrame | BadEdits, weight: number): boolean {
    const now = this.#connection.heardAt;
    if (frame.type !== 'edits' && frame.type !== 'bad-edits') return this.#frameRate.take(weight, now);
    const { editRates, limits } = this.#options;
    const count = frame.type === 'edits' ? frame.edits.length : frame.ids.length;
    if (frame.type === 'edits' && this.#unanswered + count > limits.unansweredEdits) return false;
    return editRates.take(this.#connection.userId, Math.max(count, weight), now);
  }

  #handle(frame: ClientFrame | BadEdits): void {
    switch (frame.type) {
      case 'edits':
        void this.#apply(frame.edits);
        break;
      case 'bad-edits': {
        const { ids, errors } = frame;
        this.#reject(ids, new AppError('invalid', 'Check the fields that are named', { errors }));
        break;
      }
      case 'presence':
        if (this.#room.people.move(this.#connection.id, frame)) this.#room.ownPeopleChanged();
        break;
      case 'resume':
        this.#resumeNext = frame.after;
        if (!this.#isResuming) void this.#resume();
        break;
      case 'ping':
        this.#connection.send({ type: 'pong' });
    }
  }

  /** Never rejects. */
  async #apply(edits: Edit[]): Promise<void> {
    this.#unanswered += edits.length;
    const { canvasId } = this.#room;
    const { userId } = this.#connection;
    try {
      const applied = await this.#options.edits.applyEdits({ canvasId, userId, origin: 'human', edits });
      this.#connection.acknowledge(applied);
    } catch (error) {
      this.#reject(
        edits.map(({ id }) => id),
        error,
      );
    } finally {
      this.#unanswered -= edits.length;
    }
  }

  #reject(ids: string[], thrown: unknown): void {
    const error = asAppError(thrown);
    if (error.status >= 500 && error.code !== 'unavailable') {
      this.#options.log.error({ err: thrown }, 'edits failed');
    }
    const { code, errors, retryAfter } = error;
    const { detail, title } = toProblem(error, '');
    this.#connection.send({
      type: 'reject',
      ids,
      code,
      detail: detail ?? title,
      ...(errors ? { errors } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  /** Sends tails until none is asked for any more. Never rejects. */
  async #resume(): Promise<void> {
    this.#isResuming = true;
    const { metrics, log } = this.#options;
    try {
      for (let after = this.#takeResume(); after !== null; after = this.#takeResume()) {
        metrics.delivered(await sendTail(this.#options, this.#room, this.#connection, after));
      }
    } catch (err) {
      log.warn({ err }, 'a client could not be caught up');
      this.#connection.end('restart');
    } finally {
      this.#isResuming = false;
    }
  }

  #takeResume(): number | null {
    const after = this.#resumeNext;
    this.#resumeNext = null;
    return after;
  }
}
