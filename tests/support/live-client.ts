import type { IncomingMessage } from 'node:http';
import { LIVE_PATH, type ClientFrame, type ServerFrame } from '@aibmc/common/contract/live';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { WebSocket } from 'ws';

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/** One open connection to a canvas, and all that came over it. */
export interface LiveClient {
  socket: WebSocket;
  /** Every frame so far, in order. */
  frames: ServerFrame[];
  /** The same, as the bytes that came. */
  raw: Buffer[];
  /**
   * The first frame of a type (and, if given, of which something holds) that was not handed out before; waits for it
   * up to `withinMs`, 5 s if not told. Rejects with what came instead when time is up or the connection ends.
   */
  next: <T extends ServerFrame['type']>(
    type: T,
    holds?: (frame: FrameOf<T>) => boolean,
    withinMs?: number,
  ) => Promise<FrameOf<T>>;
  /** Sends a frame; anything else than an object as it is, so that garbage can be sent too. */
  send: (frame: ClientFrame | string | Buffer) => void;
  /** Every edit that came so far, once each and sorted by revision, as a client that merges would have it. */
  edits: () => FrameOf<'edits'>['edits'];
  /** Closes it as a browser does, and waits for the end. */
  close: () => Promise<void>;
  /** Resolves when it is closed, by whomever. */
  closed: Promise<{ code: number; reason: string }>;
}

/** The answer to an upgrade that was not accepted. */
export class UpgradeRefused extends Error {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;

  constructor({ statusCode = 0, headers }: IncomingMessage, body: string) {
    super(`the upgrade was refused with ${statusCode}`);
    this.status = statusCode;
    this.headers = headers;
    this.body = body;
  }
}

interface LiveOptions {
  /** Sent as `Authorization: Bearer`, as API clients do. */
  token?: string;
  /** Sent as `Cookie`, as browsers do. */
  cookie?: string;
  /** The page it claims to come from. */
  origin?: string;
  headers?: Record<string, string>;
  /** Is given the 101. */
  onUpgrade?: (answer: IncomingMessage) => void;
}

/**
 * Opens the live connection of a canvas at a base address (`http://…`, a service or the gateway). Rejects with
 * UpgradeRefused where it is answered with anything but 101.
 */
export async function openLive(
  base: string,
  canvasId: string,
  { token, cookie, origin, headers = {}, onUpgrade = () => undefined }: LiveOptions,
): Promise<LiveClient> {
  const url = base.replace(/^http/, 'ws') + API_PREFIX + LIVE_PATH.replace(':canvasId', canvasId);
  const socket = new WebSocket(url, {
    ...(origin === undefined ? {} : { origin }),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    perMessageDeflate: false,
  });
  socket.once('upgrade', onUpgrade);
  const client = follow(socket);
  await opened(socket);
  return client;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_req, res) => {
      let body = '';
      res.setEncoding('utf8');
      res.on('data', (part: string) => {
        body += part;
      });
      res.once('close', () => {
        reject(new UpgradeRefused(res, body));
      });
    });
  });
}

function follow(socket: WebSocket): LiveClient {
  const frames: ServerFrame[] = [];
  const raw: Buffer[] = [];
  const handedOut = new Set<ServerFrame>();
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of waiting) check();
  };
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    raw.push(data);
    frames.push(JSON.parse(data.toString()) as ServerFrame);
    look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      look();
    });
  });

  function next<T extends ServerFrame['type']>(
    type: T,
    holds: (frame: FrameOf<T>) => boolean = () => true,
    withinMs = 5_000,
  ): Promise<FrameOf<T>> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        waiting.delete(check);
        settle();
      };
      const fail = (why: string): void => {
        const got = frames.map((frame) => frame.type).join(', ') || 'nothing';
        end(() => {
          reject(new Error(`no such ${type} frame ${why}; what came: ${got}`));
        });
      };
      const check = (): void => {
        const isWanted = (frame: ServerFrame): frame is FrameOf<T> =>
          frame.type === type && !handedOut.has(frame) && holds(frame as FrameOf<T>);
        const found = frames.find(isWanted);
        if (found) {
          handedOut.add(found);
          end(() => {
            resolve(found);
          });
        } else if (socket.readyState === WebSocket.CLOSED) fail('before the end');
      };
      const timer = setTimeout(() => {
        fail(`within ${withinMs} ms`);
      }, withinMs);
      waiting.add(check);
      check();
    });
  }

  return {
    socket,
    frames,
    raw,
    next,
    send: (frame) => {
      socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    },
    edits: () => {
      const all = frames.flatMap((frame) => (frame.type === 'edits' ? frame.edits : []));
      const byRevision = new Map(all.map((edit) => [edit.revision, edit]));
      return [...byRevision.values()].sort((one, other) => one.revision - other.revision);
    },
    close: async () => {
      socket.close();
      await closed;
    },
    closed,
  };
}
