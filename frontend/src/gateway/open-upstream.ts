import { createHash } from 'node:crypto';
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { errorOfAnswer } from '@aibmc/common/contract/client';
import { AppError } from '@aibmc/common/errors';
import { upstreamError, upstreamTimeout } from './upstream-errors.ts';

/** The connection to a service after its 101, and what it sent right behind that. */
export interface Upstream {
  socket: Socket;
  head: Buffer;
  /** Its `Sec-WebSocket-Accept`. */
  accept: string;
}

interface UpstreamCall {
  url: string;
  /** The client's `Sec-WebSocket-Key`. */
  key: string;
  /** Beside those of the handshake. */
  headers: OutgoingHttpHeaders;
  timeoutMs: number;
  /** Gives the connection up, with an AppError as its reason. */
  signal: AbortSignal;
}

/** RFC 6455, 1.3: what an `Accept` proves its key with. */
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Bytes of a refusal that are read. */
const REFUSAL_BYTES = 16 * 1024;

/** Each connection becomes a tunnel, so none is kept; one agent each, since `agent: false` makes one a request. */
const plainAgent = new http.Agent({ keepAlive: false });
const secureAgent = new https.Agent({ keepAlive: false });

/**
 * Opens a WebSocket at a service, without extensions or subprotocol. Throws the AppError that the service refused
 * with, `unavailable`, `bad-gateway` or `gateway-timeout`.
 */
export function openUpstream(call: UpstreamCall): Promise<Upstream> {
  return new Promise((resolve, reject) => {
    const request = (call.url.startsWith('https:') ? https : http).request(call.url, {
      agent: call.url.startsWith('https:') ? secureAgent : plainAgent,
      headers: {
        ...call.headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': call.key,
      },
    });
    const giveUp = (): void => {
      fail(call.signal.reason);
    };
    const timer = setTimeout(() => {
      fail(upstreamTimeout());
    }, call.timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', giveUp);
    };
    function fail(error: unknown): void {
      settle();
      request.destroy();
      reject(error instanceof AppError ? error : upstreamError(error));
    }
    if (call.signal.aborted) giveUp();
    call.signal.addEventListener('abort', giveUp);
    request.on('error', fail);
    request.once('response', (answer) => {
      void refusalOf(answer).then(fail);
    });
    request.once('upgrade', (answer, socket, head) => {
      socket.on('error', () => socket.destroy());
      const accept = acceptFor(call.key);
      if (isAsAsked(answer, accept)) {
        settle();
        resolve({ socket, head, accept });
      } else {
        socket.destroy();
        fail(new Error('the answer to the upgrade was not the one to this key'));
      }
    });
    request.end();
  });
}

function acceptFor(key: string): string {
  return createHash('sha1')
    .update(key + WEBSOCKET_GUID)
    .digest('base64');
}

function isAsAsked({ headers }: IncomingMessage, accept: string): boolean {
  return (
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-accept'] === accept &&
    headers['sec-websocket-extensions'] === undefined &&
    headers['sec-websocket-protocol'] === undefined
  );
}

/** Why a service did not upgrade, as it says itself. */
async function refusalOf(answer: IncomingMessage): Promise<unknown> {
  const { statusCode = 0, headers } = answer;
  try {
    let text = '';
    answer.setEncoding('utf8');
    for await (const part of answer) {
      text += String(part);
      if (text.length > REFUSAL_BYTES) break;
    }
    const error = errorOfAnswer({ data: JSON.parse(text) as unknown, headers });
    return error.status === statusCode ? error : upstreamError(null);
  } catch (cause) {
    return upstreamError(cause);
  }
}
