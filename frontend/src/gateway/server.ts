import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerRaw } from '@aibmc/common/answer-raw';
import { AppError, type ErrorCode } from '@aibmc/common/errors';
import { requestFault } from './target.ts';

/** A path that answers WebSocket upgrades. What it takes over, it answers for: origin, token, errors of the socket. */
export interface UpgradeRoute {
  matches: (path: string) => boolean;
  accept: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Node 24 has it as an option of `createServer` and as this property; its types know the option only. */
interface UpgradableServer extends Server {
  shouldUpgradeCallback?: (req: IncomingMessage) => boolean;
}

/**
 * What a bare HTTP server needs before it faces the world: upgrades only on the routes named, and an answer that can
 * be read where a request cannot.
 */
export function guardServer(server: Server, upgrades: readonly UpgradeRoute[] = []): void {
  // other protocols (curl offers h2c) are answered as the plain requests they also are
  (server as UpgradableServer).shouldUpgradeCallback = ({ headers }) =>
    headers.upgrade?.toLowerCase() === 'websocket';
  server.on('upgrade', (req, socket, head) => {
    // an upgrade passes express by: nothing there has looked at it
    socket.on('error', () => socket.destroy());
    const [path = ''] = (req.url ?? '').split('?', 1);
    const route = requestFault(req) === null && upgrades.find(({ matches }) => matches(path));
    if (route) route.accept(req, socket, head);
    else answerRaw(socket, new AppError('not-found', 'There is nothing here'));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else answerRaw(socket, new AppError(PARSER_CODES[error.code ?? ''] ?? 'bad-request', ''));
  });
}

const PARSER_CODES: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too-large',
};
