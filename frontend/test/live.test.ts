import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError, toProblem } from '@aibmc/common/errors';
import { createTestSigner } from '../../tests/support/tokens.ts';
import { agree, CANVAS_ID, KEY, LIVE, openRaw, type RawClient, statusOf, upgrade } from './live-peers.ts';
import { anyUser, type Gateway, sendRaw, sessionTokens, startGateway, until } from './support.ts';

const TIME_LIMIT_MS = 300;
const HOST = 'canvas.example.org';
const OWN = `https://${HOST}`;

/** An upgrade as it reached group-service. */
interface Arrival {
  req: IncomingMessage;
  socket: Duplex;
  received: Buffer[];
  isClosed: boolean;
}

const signer = createTestSigner();
const services = {
  users: {
    refreshSession: () => {
      refreshes += 1;
      if (!renewed) throw new AppError('unauthenticated', 'The session has ended');
      return renewed;
    },
  },
  live: (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const arrival: Arrival = { req, socket, received: [head], isClosed: false };
    arrivals.push(arrival);
    socket.on('error', () => undefined);
    socket.on('close', () => (arrival.isClosed = true));
    socket.on('data', (part: Buffer) => arrival.received.push(part));
    socket.on('end', () => socket.end());
    answer(req, socket);
  },
};

let local: Gateway;
let published: Gateway;
let arrivals: Arrival[];
let clients: RawClient[];
let refreshes: number;
let renewed: ReturnType<typeof sessionTokens> | null;
let answer: (req: IncomingMessage, socket: Duplex) => void;

beforeAll(async () => {
  const env = { UPSTREAM_TIMEOUT_MS: String(TIME_LIMIT_MS) };
  local = await startGateway(services, env, signer);
  published = await startGateway(services, { ...env, PUBLIC_URL: OWN }, signer);
});
beforeEach(() => {
  arrivals = [];
  clients = [];
  refreshes = 0;
  renewed = null;
  answer = agree;
});
afterEach(() => {
  for (const { socket } of [...clients, ...arrivals]) socket.destroy();
});
afterAll(() => Promise.all([local.close(), published.close()]));

const token = signer.tokenFor({ id: anyUser().id });
const bearer = { Authorization: `Bearer ${token}` };

function open(bytes: string, gateway = local): RawClient {
  const client = openRaw(gateway.port, bytes);
  clients.push(client);
  return client;
}

async function answerTo(bytes: string, gateway = local): Promise<{ head: string; status: number }> {
  const head = await open(bytes, gateway).head();
  return { head, status: statusOf(head) };
}

/** An open tunnel. */
async function connected(gateway = local): Promise<{ client: RawClient; arrival: Arrival }> {
  const client = open(upgrade(LIVE, bearer), gateway);
  expect(statusOf(await client.head())).toBe(101);
  return { client, arrival: arrivals.at(-1)! };
}

const arrived = ({ received }: Arrival): string => Buffer.concat(received).toString('latin1');

/** How long something takes to become true. */
async function msUntil(condition: () => boolean): Promise<number> {
  const begun = performance.now();
  await until(condition);
  return performance.now() - begun;
}

describe('an upgrade on a canvas’s live path', () => {
  test('reaches group-service as a handshake of the gateway’s own, with the client’s key and token', async () => {
    const spoofed = {
      Cookie: 'theme=dark',
      'X-Forwarded-For': '6.6.6.6',
      'X-Real-Ip': '6.6.6.6',
      Forwarded: 'for=6.6.6.6',
      'X-Request-Id': 'chosen-by-client',
      'X-User-Id': 'root',
      'Sec-WebSocket-Extensions': 'permessage-deflate',
      'Sec-WebSocket-Protocol': 'chat',
      Origin: 'https://evil.example',
      'User-Agent': 'x',
    };
    const { head, status } = await answerTo(upgrade(LIVE, { ...bearer, ...spoofed }));
    expect(status).toBe(101);
    const { url, headers } = arrivals[0]!.req;
    expect(url).toBe(LIVE);
    expect(headers).toEqual({
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': KEY,
      authorization: bearer.Authorization,
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-forwarded-for': '127.0.0.1',
    });
    expect(head.split('\r\n').sort()).toEqual([
      'Connection: Upgrade',
      'HTTP/1.1 101 Switching Protocols',
      // RFC 6455, 1.3
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      'Upgrade: websocket',
      `X-Request-Id: ${String(headers['x-request-id'])}`,
    ]);
  });

  test.each([
    [`/api/v1/canvases/${CANVAS_ID}%2flive`],
    [`/api/v1/canvases%2f${CANVAS_ID}/live`],
    [`/api/v1/groups/../canvases/${CANVAS_ID}/live`],
    [`/api/v1/canvases/%2e%2e/canvases/${CANVAS_ID}/live`],
    [`//api/v1/canvases/${CANVAS_ID}/live`],
    [`/api/v1/canvases//${CANVAS_ID}/live`],
    [`${LIVE}/`],
    [`${LIVE}/more`],
    [`${LIVE}%00`],
    [`${LIVE}#a`],
    [LIVE.replace('live', 'Live')],
    [LIVE.replace('/api/v1', '/API/v1')],
    [LIVE.replace('/api/v1', '/api/v2')],
    [LIVE.replace('/api/v1', '')],
    [`http://127.0.0.1:5003${LIVE}`],
    [`/api/v1/canvases/${CANVAS_ID.slice(0, -1)}/live`],
    [`/api/v1/canvases/${CANVAS_ID}a/live`],
    ['/api/v1/canvases/live'],
    ['/api/v1/canvases//live'],
    [`/api/v1/canvases/${CANVAS_ID}`],
    [`/api/v1/canvases/${CANVAS_ID}/edits`],
    ['/'],
  ])('and on no other: %s is 404', async (target) => {
    const { head, status } = await answerTo(upgrade(target, bearer));
    expect(status).toBe(404);
    expect(head).toMatch(/^connection: close$/im);
    expect(arrivals).toEqual([]);
  });

  test.each<[string, number, string]>([
    ['by POST', 405, upgrade(LIVE, bearer, `POST ${LIVE} HTTP/1.1`)],
    ['by HTTP/1.0', 400, upgrade(LIVE, bearer, `GET ${LIVE} HTTP/1.0`)],
    ['with a query', 400, upgrade(`${LIVE}?access_token=${token}`)],
    ['of another version', 400, upgrade(LIVE, { ...bearer, 'Sec-WebSocket-Version': '8' })],
    ['without a version', 400, upgrade(LIVE, { ...bearer, 'Sec-WebSocket-Version': null })],
    ['without a key', 400, upgrade(LIVE, { ...bearer, 'Sec-WebSocket-Key': null })],
    ['with a key of another length', 400, upgrade(LIVE, { ...bearer, 'Sec-WebSocket-Key': 'c2hvcnQ=' })],
    ['with a key that carries more', 400, upgrade(LIVE, { ...bearer, 'Sec-WebSocket-Key': `${KEY}, x` })],
    ['with a body', 400, `${upgrade(LIVE, { ...bearer, 'Content-Length': '4' })}body`],
    ['with a chunked body', 400, upgrade(LIVE, { ...bearer, 'Transfer-Encoding': 'chunked' })],
    ['for two Hosts', 404, upgrade(LIVE, { ...bearer, host: 'b.example' })],
  ])('%s is %i and reaches no service', async (_what, expected, bytes) => {
    expect((await answerTo(bytes)).status).toBe(expected);
    expect(arrivals).toEqual([]);
  });

  test('as a plain request is 426', async () => {
    const { head, status } = await answerTo(upgrade(LIVE, { ...bearer, Connection: 'close', Upgrade: null }));
    expect(status).toBe(426);
    expect(head).toMatch(/^upgrade: websocket$/im);
  });
});

describe('who it is', () => {
  const EXPIRED = `${['{}', '{"exp":1}', ''].map((part) => Buffer.from(part).toString('base64url')).join('.')}x`;

  test('must be somebody', async () => {
    const client = open(upgrade(LIVE, { Origin: OWN }));
    const head = await client.head();
    expect(statusOf(head)).toBe(401);
    expect(head).toMatch(/^content-type: application\/problem\+json$/im);
    expect(head).toMatch(/^www-authenticate: Bearer$/im);
    await until(client.isClosed);
    expect(JSON.parse(client.body().toString())).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(arrivals).toEqual([]);
  });

  test.each<[string | null, boolean]>([
    [OWN, true],
    [null, false],
    ['', false],
    ['null', false],
    ['https://evil.example', false],
    [`https://evil.example.${HOST}`, false],
    [`https://${HOST}.evil.example`, false],
    [`https://${HOST}:8443`, false],
    [`${OWN} https://evil.example`, false],
    ['file://', false],
  ])('by cookie from the origin %j', async (origin, isAllowed) => {
    for (const [gateway, prefix] of [
      [local, ''],
      [published, '__Host-'],
    ] as const) {
      arrivals = [];
      renewed = sessionTokens(signer);
      const good = upgrade(LIVE, { Cookie: `${prefix}aibmc_access=${token}`, Origin: origin });
      expect((await answerTo(good, gateway)).status).toBe(isAllowed ? 101 : 403);
      expect(arrivals.map(({ req }) => req.headers.authorization)).toEqual(
        isAllowed ? [bearer.Authorization] : [],
      );
      const spent = upgrade(LIVE, { Cookie: `${prefix}aibmc_refresh=${'r'.repeat(43)}`, Origin: origin });
      refreshes = 0;
      expect((await answerTo(spent, gateway)).status).toBe(isAllowed ? 101 : 403);
      // another site cannot make the gateway spend a session's refresh token
      if (!isAllowed) expect(refreshes).toBe(0);
    }
  });

  test('by PUBLIC_URL’s origin is ours whatever Host a proxy sends; the cookies of plain http are not read', async () => {
    const cookie = { Cookie: `__Host-aibmc_access=${token}`, Host: 'frontend:8888', Origin: OWN };
    expect((await answerTo(upgrade(LIVE, cookie), published)).status).toBe(101);
    const plain = { Cookie: `aibmc_access=${token}`, Origin: OWN };
    expect((await answerTo(upgrade(LIVE, plain), published)).status).toBe(401);
  });

  test('by Bearer needs no origin, and wins over a cookie', async () => {
    const other = signer.tokenFor({ id: anyUser().id });
    const both = { ...bearer, Cookie: `aibmc_access=${other}`, Origin: OWN };
    expect((await answerTo(upgrade(LIVE, both))).status).toBe(101);
    expect(arrivals[0]?.req.headers.authorization).toBe(bearer.Authorization);
  });

  test('by a cookie with a spent token is renewed, with the new cookies on the 101', async () => {
    renewed = sessionTokens(signer);
    const cookie = `aibmc_access=${EXPIRED}; aibmc_refresh=${'a'.repeat(43)}`;
    const { head, status } = await answerTo(upgrade(LIVE, { Cookie: cookie, Origin: OWN }));
    expect(status).toBe(101);
    expect(arrivals[0]?.req.headers.authorization).toBe(`Bearer ${renewed.accessToken}`);
    expect(head.split('\r\n').filter((line) => line.startsWith('Set-Cookie'))).toEqual([
      `Set-Cookie: aibmc_access=${renewed.accessToken}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax`,
      `Set-Cookie: aibmc_refresh=${renewed.refreshToken}; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax`,
    ]);
  });

  test('with new cookies on a refusal of group-service too: the old ones are spent', async () => {
    renewed = sessionTokens(signer);
    answer = (_req, socket) => socket.end(refusal(new AppError('not-found', 'No such canvas')));
    const cookie = `__Host-aibmc_refresh=${'b'.repeat(43)}`;
    const { head, status } = await answerTo(upgrade(LIVE, { Cookie: cookie, Origin: OWN }), published);
    expect(status).toBe(404);
    expect(head).toMatch(
      /Set-Cookie: __Host-aibmc_refresh=\S{43,}; Max-Age=86400; Path=\/; HttpOnly; Secure;/,
    );
  });

  test('of a session that has ended is 401, with the cookies cleared', async () => {
    const cookie = `aibmc_access=${EXPIRED}; aibmc_refresh=${'c'.repeat(43)}`;
    const { head, status } = await answerTo(upgrade(LIVE, { Cookie: cookie, Origin: OWN }));
    expect(status).toBe(401);
    expect(head).toMatch(/^Set-Cookie: aibmc_access=; Max-Age=0; Path=\/;/m);
    expect(head).toMatch(/^Set-Cookie: aibmc_refresh=; Max-Age=0; Path=\/;/m);
    expect(arrivals).toEqual([]);
  });
});

/** A refusal as services answer it. */
function refusal(error: AppError, more = ''): string {
  const body = JSON.stringify(toProblem(error, 'r'));
  return `HTTP/1.1 ${error.status} x\r\nContent-Type: application/problem+json\r\nSet-Cookie: a=b\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
}

describe('a group-service that', () => {
  test.each(['unauthenticated', 'not-found', 'too-many-requests', 'internal', 'unavailable'] as const)(
    'refuses with %s is passed on as that',
    async (code) => {
      answer = (_req, socket) => socket.end(refusal(new AppError(code, 'Why'), 'Retry-After: 7\r\n'));
      const client = open(upgrade(LIVE, bearer));
      const head = await client.head();
      const { status } = new AppError(code, '');
      expect(statusOf(head)).toBe(status);
      expect(head).toMatch(/^retry-after: 7$/im);
      expect(head).not.toMatch(/set-cookie/i);
      await until(client.isClosed);
      expect(JSON.parse(client.body().toString())).toMatchObject({ code, status, detail: 'Why' });
    },
  );

  test.each<[string, number, string]>([
    ['answers 200', 502, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
    ['answers 500 as text', 502, 'HTTP/1.1 500 x\r\nContent-Length: 5\r\n\r\noops!'],
    ['sends elsewhere', 502, 'HTTP/1.1 302 x\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n'],
    ['talks nonsense', 502, 'hello\r\n\r\n'],
    ['hangs up', 502, ''],
    [
      'agrees to another key',
      502,
      `${SWITCHING()}Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n`,
    ],
    ['agrees to no key', 502, `${SWITCHING()}\r\n`],
    ['sends 20 kB of refusal', 502, `HTTP/1.1 404 x\r\nContent-Length: 20000\r\n\r\n${'x'.repeat(20_000)}`],
  ])('%s is %i', async (_what, expected, bytes) => {
    answer = (_req, socket) => socket.end(bytes);
    const { head, status } = await answerTo(upgrade(LIVE, bearer));
    expect(status).toBe(expected);
    expect(head).not.toMatch(/evil/);
  });

  test('agrees to what nobody asked for is 502', async () => {
    answer = (req, socket) => {
      agree(req, socket, 'Sec-WebSocket-Extensions: permessage-deflate\r\n');
    };
    expect((await answerTo(upgrade(LIVE, bearer))).status).toBe(502);
    await until(() => arrivals[0]!.isClosed);
  });

  test.each([
    ['is silent', ''],
    ['stops in the middle of its head', 'HTTP/1.1 101 Swit'],
    ['stops in the middle of its refusal', 'HTTP/1.1 404 x\r\nContent-Length: 100\r\n\r\n{'],
  ])('%s is 504, and is left', async (_what, bytes) => {
    answer = (_req, socket) => socket.write(bytes);
    expect((await answerTo(upgrade(LIVE, bearer))).status).toBe(504);
    await until(() => arrivals[0]!.isClosed);
  });

  test('is away is 503', async () => {
    const alone = await startGateway({}, { GROUP_SERVICE_URL: 'http://127.0.0.1:1' }, signer);
    try {
      const { head, status } = await answerTo(upgrade(LIVE, bearer), alone);
      expect(status).toBe(503);
      expect(head).toMatch(/^retry-after: 2$/im);
    } finally {
      await alone.close();
    }
  });
});

function SWITCHING(): string {
  return 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
}

describe('an open connection', () => {
  test('carries bytes both ways as they are, a megabyte too', async () => {
    const { client, arrival } = await connected();
    const [up, down] = [randomBytes(1024 * 1024), randomBytes(1024 * 1024)];
    client.socket.write(up);
    arrival.socket.write(down);
    await until(
      () => client.body().length >= down.length && Buffer.concat(arrival.received).length >= up.length,
    );
    expect(Buffer.compare(client.body(), down)).toBe(0);
    expect(Buffer.compare(Buffer.concat(arrival.received), up)).toBe(0);
  });

  test('loses nothing of what is sent right behind either head', async () => {
    answer = (req, socket) => {
      agree(req, socket, '\r\nwelcome');
    };
    const client = open(`${upgrade(LIVE, bearer)}GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n`);
    await client.head();
    await until(() => client.body().toString().startsWith('welcome'));
    // what follows is the connection's, never a request of its own
    await until(() => arrived(arrivals[0]!).endsWith('\r\n\r\n'));
    expect(arrived(arrivals[0]!)).toBe('GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(client.body().toString()).not.toMatch(/HTTP/);
  });

  test('may begin on a connection that carried requests before', async () => {
    const first = `GET /api/v1/health HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
    const client = open(first + upgrade(LIVE, bearer));
    await until(() => client.body().includes('101 Switching Protocols'));
    client.socket.write('frame');
    await until(() => arrived(arrivals[0]!) === 'frame');
  });

  test('stays open in silence for longer than every time limit', async () => {
    const { client, arrival } = await connected();
    await new Promise((resolve) => setTimeout(resolve, TIME_LIMIT_MS * 3));
    arrival.socket.write('still here');
    await until(() => client.body().toString() === 'still here');
  });

  test('holds a writer back whose reader does not read', async () => {
    const { client, arrival } = await connected();
    const part = Buffer.alloc(1024 * 1024);
    client.socket.pause();
    for (let n = 0; n < 64; n += 1) arrival.socket.write(part);
    // what the systems between take at once is some megabytes; then it stands still
    const waiting = (): number => arrival.socket.writableLength;
    for (let before = -1; before !== waiting();) {
      before = waiting();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(waiting()).toBeGreaterThan(32 * part.length);
    client.socket.resume();
    await until(() => waiting() === 0);
  });

  test.each<[string, (client: RawClient) => void]>([
    ['ends', ({ socket }) => socket.end()],
    ['is gone', ({ socket }) => socket.destroy()],
    ['is reset', ({ socket }) => socket.resetAndDestroy()],
  ])('ends at the service within a second when the client %s', async (_how, leave) => {
    const { client, arrival } = await connected();
    leave(client);
    expect(await msUntil(() => arrival.isClosed)).toBeLessThan(1_000);
  });

  test.each<[string, (arrival: Arrival) => void]>([
    ['ends', ({ socket }) => socket.end()],
    ['is gone', ({ socket }) => socket.destroy()],
    ['is reset', ({ req }) => req.socket.resetAndDestroy()],
  ])('ends at the client within a second when the service %s', async (_how, leave) => {
    const { client, arrival } = await connected();
    leave(arrival);
    expect(await msUntil(client.isClosed)).toBeLessThan(1_000);
  });

  test('ends on both sides when one has ended and the other does not', async () => {
    const { client, arrival } = await connected();
    client.socket.allowHalfOpen = true;
    arrival.socket.end();
    const isCut = (): boolean => !client.socket.writable || !client.socket.write('x');
    expect(await msUntil(() => isCut() || client.isClosed())).toBeLessThan(1_000);
  });

  test('brings a slow client the last words of a service that leaves', async () => {
    const { client, arrival } = await connected();
    const last = randomBytes(48 * 1024 * 1024);
    client.socket.on('data', () => {
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 1);
    });
    arrival.socket.end(last);
    await until(client.isClosed);
    expect(Buffer.compare(client.body(), last)).toBe(0);
  });

  test('is not opened for a client who has left meanwhile', async () => {
    answer = () => undefined;
    for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
      arrivals = [];
      const client = open(upgrade(LIVE, bearer));
      await until(() => arrivals.length === 1);
      client.socket[leave]();
      expect(await msUntil(() => arrivals[0]!.isClosed)).toBeLessThan(TIME_LIMIT_MS);
    }
  });
});

describe('a gateway that stops', () => {
  test('ends its connections at once and opens no more', async () => {
    const gateway = await startGateway(services, {}, signer);
    const kept = open(`GET /api/v1/health HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, gateway);
    await kept.head();
    const { client, arrival } = await connected(gateway);
    answer = () => undefined;
    const waiting = open(upgrade(LIVE, bearer), gateway);
    await until(() => arrivals.length === 2);
    const begun = performance.now();
    await gateway.stop();
    expect(performance.now() - begun).toBeLessThan(1_000);
    await until(() => client.isClosed() && arrival.isClosed && arrivals[1]!.isClosed);
    expect(statusOf(await waiting.head())).toBe(503);
    await gateway.close();
  });
});

describe('connections at once', () => {
  test('are limited for one address (429) and in all (503), those being opened too', async () => {
    const env = { LIVE_CONNECTIONS: '3', LIVE_CONNECTIONS_PER_ADDRESS: '2', TRUST_PROXY_HOPS: '1' };
    const gateway = await startGateway(services, env, signer);
    const from = (address: string): string =>
      upgrade(LIVE, { ...bearer, 'X-Forwarded-For': `6.6.6.6, ${address}` });
    try {
      answer = () => undefined;
      const pending = open(from('192.0.2.1'), gateway);
      await until(() => arrivals.length === 1);
      answer = agree;
      const second = open(from('192.0.2.1'), gateway);
      expect(statusOf(await second.head())).toBe(101);
      expect(arrivals[1]?.req.headers['x-forwarded-for']).toBe('192.0.2.1');
      const refused = await answerTo(from('192.0.2.1'), gateway);
      expect(refused.status).toBe(429);
      expect(refused.head).toMatch(/^retry-after: 10$/im);
      expect((await answerTo(from('192.0.2.2'), gateway)).status).toBe(101);
      expect((await answerTo(from('192.0.2.3'), gateway)).status).toBe(503);
      second.socket.destroy();
      pending.socket.destroy();
      await until(() => arrivals[0]!.isClosed && arrivals[1]!.isClosed);
      expect((await answerTo(from('192.0.2.1'), gateway)).status).toBe(101);
    } finally {
      for (const { socket } of clients) socket.destroy();
      await gateway.close();
    }
  });

  test('that are torn down at any moment leave the gateway standing and their places free', async () => {
    const env = { LIVE_CONNECTIONS: '20', LIVE_CONNECTIONS_PER_ADDRESS: '20' };
    const gateway = await startGateway(services, env, signer);
    try {
      for (let round = 0; round < 5; round += 1) {
        const all = Array.from({ length: 20 }, () => open(upgrade(LIVE, bearer), gateway));
        await until(() => arrivals.length > round * 20);
        for (const { socket } of all) socket.resetAndDestroy();
        await until(() => arrivals.every(({ isClosed }) => isClosed));
      }
      expect((await answerTo(upgrade(LIVE, bearer), gateway)).status).toBe(101);
      const health = await sendRaw(gateway.port, `GET /api/v1/health HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      expect(statusOf(health)).toBe(200);
    } finally {
      for (const { socket } of clients) socket.destroy();
      await gateway.close();
    }
  });
});
