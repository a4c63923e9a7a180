import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';

/**
 * A WebSocket client that costs next to nothing, so that what is measured is the server: whole frames only, masked by
 * zeros (which RFC 6455 allows and which leaves the bytes as they are), no extensions.
 */
export interface Wire {
  socket: Socket;
  /** A string as a text message, bytes as a binary one. */
  send: (message: string | Uint8Array) => void;
  close: () => void;
}

interface WireOptions {
  host: string;
  port: number;
  path: string;
  token?: string;
  /** Called with the bytes of each message; they are only good during the call. */
  onMessage: (payload: Buffer) => void;
  onClose?: (code: number | null) => void;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Opens a connection; resolves once the server has agreed. */
export function openWire({ host, port, path, token, onMessage, onClose }: WireOptions): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true });
    const wire: Wire = {
      socket,
      send: (message) =>
        socket.write(
          typeof message === 'string'
            ? frame(TEXT, Buffer.from(message))
            : frame(BINARY, Buffer.from(message)),
        ),
      close: () => socket.destroy(),
    };
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    let code: number | null = null;
    socket.on('error', reject);
    socket.on('close', () => onClose?.(code));
    socket.on('connect', () => {
      const lines = [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        ...(token ? [`Authorization: Bearer ${token}`] : []),
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = rest.toString('latin1', 0, end);
        if (!head.startsWith('HTTP/1.1 101')) {
          reject(new Error(head.split('\r\n', 1)[0]));
          socket.destroy();
          return;
        }
        isOpen = true;
        rest = rest.subarray(end + 4);
        resolve(wire);
      }
      let at = 0;
      for (let next = frameAt(rest, at); next; next = frameAt(rest, at)) {
        at = next.end;
        const payload = rest.subarray(next.start, next.end);
        if (next.opcode === TEXT || next.opcode === BINARY) onMessage(payload);
        else if (next.opcode === PING) socket.write(frame(PONG, payload));
        else if (next.opcode === CLOSE) code = payload.length >= 2 ? payload.readUInt16BE(0) : null;
      }
      rest = rest.subarray(at);
    });
  });
}

/** Where a whole frame lies; null while some of it is missing. Servers neither mask nor, here, fragment. */
function frameAt(bytes: Buffer, at: number): { opcode: number; start: number; end: number } | null {
  if (bytes.length < at + 2) return null;
  const opcode = (bytes[at] ?? 0) & 0x0f;
  let length = (bytes[at + 1] ?? 0) & 0x7f;
  let start = at + 2;
  if (length === 126) {
    if (bytes.length < at + 4) return null;
    length = bytes.readUInt16BE(at + 2);
    start = at + 4;
  } else if (length === 127) {
    if (bytes.length < at + 10) return null;
    length = Number(bytes.readBigUInt64BE(at + 2));
    start = at + 10;
  }
  return bytes.length < start + length ? null : { opcode, start, end: start + length };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length, 0, 0, 0, 0])
      : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff, 0, 0, 0, 0]);
  if (length > 65_535) throw new Error('A message of a load test is shorter than 64 KiB');
  return Buffer.concat([head, payload]);
}
