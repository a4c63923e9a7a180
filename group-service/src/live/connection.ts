import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { AppliedEdits } from '@aibmc/common/contract/canvases';
import { CLOSE_CODES, type LivePerson, type ServerFrame } from '@aibmc/common/contract/live';
import type { Role } from '@aibmc/common/permissions';
import { WebSocket } from 'ws';
import { encodeFrame } from './frames.ts';
import type { LiveLimits } from './limits.ts';
import type { Tick } from './tick.ts';

type CloseReason = keyof typeof CLOSE_CODES;

/** Whose connection it is, and what they may do. */
export interface Visitor {
  userId: string;
  name: string;
  colour: string | null;
  isGuest: boolean;
  /** Of a guest, the revision of the canvas when they came: what was before is not theirs to read. */
  since: number;
  role: Role;
  /** When their token ends, in milliseconds since 1970. */
  expiresAt: number;
}

/**
 * The sending side of one WebSocket. Frames are written to the socket as they are, past `ws`, so that one buffer
 * serves all readers of a room; `ws` only writes its control frames, each at once, and so never amid one of ours.
 */
export class Connection {
  readonly id = randomUUID();
  readonly userId: string;
  readonly name: string;
  readonly colour: string | null;
  readonly isGuest: boolean;
  readonly since: number;
  expiresAt: number;
  role: Role;
  /** When it last sent anything, in milliseconds since 1970. */
  heardAt = Date.now();
  /** The code with which this side ended it. */
  endedWith: number | null = null;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #limits: LiveLimits;
  readonly #tick: Tick;
  #ack: AppliedEdits | null = null;
  #askedAt = Date.now();
  /** When it was last written to without too much waiting already. */
  #freeAt = Date.now();

  constructor(ws: WebSocket, socket: Duplex, visitor: Visitor, limits: LiveLimits, tick: Tick) {
    this.#ws = ws;
    this.#socket = socket;
    this.#limits = limits;
    this.#tick = tick;
    this.userId = visitor.userId;
    this.name = visitor.name;
    this.colour = visitor.colour;
    this.isGuest = visitor.isGuest;
    this.since = visitor.since;
    this.role = visitor.role;
    this.expiresAt = visitor.expiresAt;
  }

  get isOpen(): boolean {
    return this.endedWith === null && this.#ws.readyState === WebSocket.OPEN;
  }

  /** This tab's person, as they are when they come. */
  get person(): LivePerson {
    const { id: connectionId, userId, name, colour, isGuest } = this;
    return { connectionId, userId, name, colour, isGuest, selected: [], typing: null };
  }

  send(frame: ServerFrame): void {
    this.write(encodeFrame(frame));
  }

  /** Writes encoded frames; a reader for whom far too much waits already is closed instead. */
  write(bytes: Buffer): void {
    if (!this.isOpen) return;
    if (this.#socket.writableLength > this.#limits.mostBufferedBytes) {
      this.end('slowReader');
      return;
    }
    if (!this.#isBehind) this.#freeAt = Date.now();
    this.#socket.write(bytes);
  }

  get #isBehind(): boolean {
    return this.#socket.writableLength > this.#limits.bufferedBytes;
  }

  /** Has edits acknowledged at the end of this turn, together with others of the same turn. */
  acknowledge({ revision, edits }: AppliedEdits): void {
    if (this.#ack) {
      this.#ack.revision = Math.max(this.#ack.revision, revision);
      this.#ack.edits.push(...edits);
      return;
    }
    this.#ack = { revision, edits: [...edits] };
    this.#tick.reader(this);
  }

  /** Writes the acknowledgements that wait, and with them what all readers of the room get. */
  flush(shared: Buffer | null): void {
    const ack = this.#ack;
    this.#ack = null;
    if (!ack) {
      if (shared) this.write(shared);
      return;
    }
    const own = encodeFrame({ type: 'ack', ...ack });
    this.write(shared ? Buffer.concat([own, shared]) : own);
  }

  /** Resolves when little waits for the reader, or it is gone. */
  async drained(): Promise<void> {
    if (!this.isOpen || this.#socket.writableLength < this.#limits.bufferedBytes / 4) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }

  /** Ends what has expired, is dead or reads too slowly, and asks who is silent whether they are there. */
  sweep(now: number): void {
    if (now >= this.expiresAt) this.#expire();
    else if (now - this.heardAt >= this.#limits.silenceMs) this.#ws.terminate();
    else if (this.#isBehind && now - this.#freeAt >= this.#limits.slowMs) this.end('slowReader');
    else if (now - Math.max(this.heardAt, this.#askedAt) >= this.#limits.pingMs && this.isOpen) {
      this.#askedAt = now;
      this.#ws.ping();
    }
  }

  /** A person comes back with a fresh token; a guest's pass is over. */
  #expire(): void {
    if (this.isGuest) this.send({ type: 'gone' });
    this.end(this.isGuest ? 'gone' : 'tokenExpired');
  }

  /** Closes with the code; who does not answer in time is cut off. */
  end(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.endedWith = CLOSE_CODES[reason];
    this.#ws.close(this.endedWith, CLOSE_REASONS[reason]);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}

const CLOSE_REASONS: Record<CloseReason, string> = {
  badFrame: 'not a frame of this protocol',
  tokenExpired: 'the access token has expired',
  gone: 'access has ended',
  slowReader: 'reading too slowly',
  tooMany: 'too many frames or edits',
  restart: 'the service restarts',
};
