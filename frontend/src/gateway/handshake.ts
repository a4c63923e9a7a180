import type { IncomingMessage } from 'node:http';
import { Id } from '@aibmc/common/canvas/note';
import { LIVE_PATH } from '@aibmc/common/contract/live';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { AppError } from '@aibmc/common/errors';
import { guestCall } from './guest-calls.ts';

const [BEFORE = '', AFTER = ''] = (API_PREFIX + LIVE_PATH).split(':canvasId');

/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** The canvas whose live path this is, exactly, or null; the path of a guest counts as the one it stands for. */
export function liveCanvasId(address: string): string | null {
  const path = guestCall(address)?.path ?? address;
  if (!path.startsWith(BEFORE) || !path.endsWith(AFTER)) return null;
  const { data: canvasId } = Id.safeParse(path.slice(BEFORE.length, -AFTER.length));
  return canvasId ?? null;
}

/** The `Sec-WebSocket-Key` of an upgrade; throws `method-not-allowed` or `bad-request` where RFC 6455 is not kept. */
export function handshakeKey({ method, url = '', httpVersion, headers }: IncomingMessage): string {
  if (method !== 'GET') throw new AppError('method-not-allowed', 'A WebSocket begins with GET');
  if (httpVersion !== '1.1') throw new AppError('bad-request', 'A WebSocket begins with HTTP/1.1');
  if (headers['sec-websocket-version'] !== '13')
    throw new AppError('bad-request', 'Sec-WebSocket-Version must be 13');
  const key = headers['sec-websocket-key'];
  if (key === undefined || !KEY.test(key))
    throw new AppError('bad-request', 'Sec-WebSocket-Key must be 16 bytes in base64');
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0)
    throw new AppError('bad-request', 'An upgrade has no body');
  // a token in an address would end in logs
  if (url.includes('?')) throw new AppError('bad-request', 'This path takes no query');
  return key;
}
