import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerRaw } from '@aibmc/common/answer-raw';
import { bearerToken } from '@aibmc/common/auth';
import { Id } from '@aibmc/common/canvas/note';
import { LIVE_MAX_FRAME_BYTES, LIVE_PATH } from '@aibmc/common/contract/live';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { AppError, asAppError } from '@aibmc/common/errors';
import type { Logger } from '@aibmc/common/logger';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveLimits } from './limits.ts';

/** Takes over a request to open a canvas, once it is known which canvas and by whose token. */
export type Accept = (wish: Wish, complete: Complete) => Promise<void>;

interface Wish {
  canvasId: string;
  token: string;
  /** Closed when the request has ended, in whichever way. */
  socket: Duplex;
}

/** Makes the handshake and then calls back, at once; or answers what is wrong with it and does not. */
type Complete = (opened: (ws: WebSocket) => void) => void;

/**
 * Fragments of one message, and pieces in which one frame comes. Browsers do not cut messages, and 512 KiB come in
 * some hundred packets; a byte at a time each would cost a hundred times its size.
 */
const MOST_PIECES = 4_096;

const PATH = new RegExp(`^${(API_PREFIX + LIVE_PATH).replace(':canvasId', '([^/]+)')}$`);

/**
 * Answers a server's upgrades: those on the live path are handed on, everything else, and what `accept` throws, is
 * answered as problem+json. Nothing of Express has looked at these requests.
 */
export function answerUpgrades(server: Server, limits: LiveLimits, log: Logger, accept: Accept): void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIVE_MAX_FRAME_BYTES,
    // the types do not have them yet
    ...{ closeTimeout: limits.closeMs, maxFragments: MOST_PIECES, maxBufferedChunks: MOST_PIECES },
  });
  sockets.on('wsClientError', (_error, socket) => {
    answerRaw(socket, new AppError('bad-request', 'This is not a WebSocket handshake'));
  });
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy());
    const complete: Complete = (opened) => {
      sockets.handleUpgrade(req, socket, head, opened);
    };
    answerOne(req, socket, accept, complete).catch((thrown: unknown) => {
      const error = asAppError(thrown);
      if (error.status >= 500) log.error({ err: thrown }, 'a live connection could not be opened');
      if (socket.writable) answerRaw(socket, error);
      else socket.destroy();
    });
  });
}

async function answerOne(
  req: IncomingMessage,
  socket: Duplex,
  accept: Accept,
  complete: Complete,
): Promise<void> {
  const [path = ''] = (req.url ?? '').split('?', 1);
  const { success, data: canvasId } = Id.safeParse(PATH.exec(path)?.[1]);
  if (!success) throw new AppError('not-found', 'There is nothing here');
  const token = bearerToken(req.headers.authorization);
  if (!token) throw new AppError('unauthenticated', 'Sign in first');
  await accept({ canvasId, token, socket }, complete);
}
