import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { testMetrics } from '../../tests/support/context.ts';
import { Connection } from '../src/live/connection.ts';
import { LIVE_LIMITS } from '../src/live/limits.ts';
import { createLiveMetrics } from '../src/live/live-metrics.ts';
import { Tick } from '../src/live/tick.ts';

const MIB = 1024 * 1024;
const VISITOR = {
  userId: 'u',
  name: 'Ada',
  colour: null,
  isGuest: false,
  since: 0,
  role: 'editor',
  expiresAt: Infinity,
} as const;

/** A connection whose reader takes nothing until the socket is read. */
function connect(): { connection: Connection; socket: PassThrough; closes: number[] } {
  const closes: number[] = [];
  const ws = {
    readyState: WebSocket.OPEN,
    ping: () => undefined,
    close: (code: number) => closes.push(code),
    terminate: () => closes.push(1006),
  } as unknown as WebSocket;
  const socket = new PassThrough();
  const tick = new Tick(createLiveMetrics(testMetrics(), () => ({ connections: 0, rooms: 0 })));
  return { connection: new Connection(ws, socket, VISITOR, LIVE_LIMITS, tick), socket, closes };
}

const { slowMs } = LIVE_LIMITS;

describe('a reader for whom much waits', () => {
  test('is given some seconds for one large batch and what comes after it', async () => {
    const { connection, socket, closes } = connect();
    connection.write(Buffer.alloc(6 * MIB));
    connection.write(Buffer.alloc(100));
    connection.sweep(Date.now() + slowMs - 1_000);
    expect(closes).toEqual([]);
    let received = 0;
    socket.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    connection.write(Buffer.alloc(100));
    socket.end();
    await once(socket, 'end');
    expect(received).toBe(6 * MIB + 200);
  });

  test('is closed when it has not read by then', () => {
    const { connection, closes } = connect();
    connection.write(Buffer.alloc(2 * MIB));
    connection.write(Buffer.alloc(2 * MIB));
    connection.sweep(Date.now() + slowMs);
    expect(closes).toEqual([4408]);
  });

  test('begins anew once it has caught up', async () => {
    const { connection, socket, closes } = connect();
    connection.write(Buffer.alloc(2 * MIB));
    connection.write(Buffer.alloc(2 * MIB));
    const drained = new Promise((resolve) => socket.once('drain', resolve));
    socket.resume();
    await drained;
    socket.pause();
    const later = Date.now() + slowMs;
    connection.sweep(later);
    connection.write(Buffer.alloc(100));
    expect(closes).toEqual([]);
  });

  test('is closed at once where far too much waits', () => {
    const { connection, socket, closes } = connect();
    for (let written = 0; written < 20; written += 1) connection.write(Buffer.alloc(2 * MIB));
    expect(closes).toEqual([4408]);
    expect(socket.writableLength).toBeLessThanOrEqual(LIVE_LIMITS.mostBufferedBytes + 2 * MIB);
  });
});
