import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The bad network by itself, before a server that says everything back. */

let server: Server;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

let proxy: TcpProxy;
beforeEach(async () => {
  proxy = await startTcpProxy();
  proxy.aim((server.address() as AddressInfo).port);
});
afterEach(() => proxy.close());

interface Client {
  socket: Socket;
  heard: () => string;
  /** Resolves when all of it was said back. */
  hears: (text: string) => Promise<void>;
  closed: Promise<void>;
}

async function connected(): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => {
    heard += data.toString();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  const hears = async (text: string): Promise<void> => {
    while (heard !== text) await once(socket, 'data');
  };
  await once(socket, 'connect');
  return { socket, heard: () => heard, hears, closed };
}

/** Long enough for a word to come back on loopback many times. */
const A_WHILE_MS = 150;

test('passes on what is sent, and the end of it', async () => {
  const { socket, hears, closed } = await connected();
  const long = 'bread '.repeat(50_000);
  socket.end(long);
  await hears(long);
  await closed;
});

test('delays', async () => {
  const { socket, hears } = await connected();
  proxy.set({ delayMs: 80 });
  const begin = Date.now();
  socket.write('bread');
  await hears('bread');
  expect(Date.now() - begin).toBeGreaterThanOrEqual(158);
});

test('throttles', async () => {
  const { socket, hears } = await connected();
  proxy.set({ bytesPerSecond: 100_000 });
  const begin = Date.now();
  socket.write('b'.repeat(50_000));
  await hears('b'.repeat(50_000));
  expect(Date.now() - begin).toBeGreaterThanOrEqual(400);
});

test('holds back, and delivers later', async () => {
  const { socket, hears, heard } = await connected();
  proxy.set({ isHolding: true });
  socket.write('bread');
  await delay(A_WHILE_MS);
  expect(heard()).toBe('');
  proxy.set({ isHolding: false });
  await hears('bread');
});

test('cuts, with what is under way', async () => {
  const { socket, heard, closed } = await connected();
  proxy.set({ isHolding: true });
  socket.write('bread');
  await delay(A_WHILE_MS);
  expect(proxy.cut()).toBe(1);
  await closed;
  proxy.set({ isHolding: false });
  expect(heard()).toBe('');
});

test('forgets a connection: nothing passes, nobody is told, new ones work', async () => {
  const { socket, heard } = await connected();
  socket.write('bread');
  await once(socket, 'data');
  expect(proxy.forget()).toBe(1);
  socket.write(' and butter');
  await delay(A_WHILE_MS);
  expect(heard()).toBe('bread');
  expect(socket.destroyed).toBe(false);
  const other = await connected();
  other.socket.write('jam');
  await other.hears('jam');
  socket.destroy();
  other.socket.destroy();
});

test('refuses', async () => {
  proxy.set({ isRefusing: true });
  const socket = connect(proxy.port, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
});

test('takes its targets by turns', async () => {
  const other = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('other');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  proxy.aim((server.address() as AddressInfo).port, (other.address() as AddressInfo).port);
  const first = await connected();
  const second = await connected();
  await second.hears('other');
  expect(first.heard()).toBe('');
  first.socket.destroy();
  second.socket.destroy();
  other.close();
});
