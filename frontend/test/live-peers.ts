import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { until } from './support.ts';

export const CANVAS_ID = '0190a000-0000-7000-8000-00000000000c';
export const LIVE = `/api/v1/canvases/${CANVAS_ID}/live`;
export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A client that is nothing but a socket. */
export interface RawClient {
  socket: Socket;
  /** What came before the empty line; waits for it. */
  head: () => Promise<string>;
  /** All that came after it. */
  body: () => Buffer;
  isClosed: () => boolean;
}

/** Connects and sends bytes as they are. */
export function openRaw(port: number, bytes: string): RawClient {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  const received = (): Buffer => Buffer.concat(parts);
  const end = (): number => received().indexOf('\r\n\r\n');
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('data', (part) => parts.push(part));
  socket.on('close', () => (closed = true));
  socket.write(bytes, 'latin1');
  return {
    socket,
    head: async () => {
      await until(() => end() >= 0 || closed);
      return received().subarray(0, Math.max(end(), 0)).toString('latin1');
    },
    body: () => received().subarray(end() + 4),
    isClosed: () => closed,
  };
}

/** A request for an upgrade; a header that is null is left out. */
export function upgrade(
  target = LIVE,
  headers: Record<string, string | null> = {},
  start = `GET ${target} HTTP/1.1`,
): string {
  const all: Record<string, string | null> = {
    Host: 'canvas.example.org',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': KEY,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${[start, ...lines].join('\r\n')}\r\n\r\n`;
}

export function statusOf(head: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
}

/** The answer of a group-service that agrees. */
export function agree(req: IncomingMessage, socket: Duplex, more = ''): void {
  const accept = createHash('sha1')
    .update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`,
  );
}
