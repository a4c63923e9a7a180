import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, sendRaw, startGateway } from './support.ts';

let gateway: Gateway;
let reached = 0;

beforeAll(async () => {
  const count = (_req: unknown, res: { end: (text: string) => void }): void => {
    reached += 1;
    res.end('{}');
  };
  gateway = await startGateway({ users: count, groupService: count, generations: count });
});

afterAll(() => gateway.close());

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

describe('what a socket can say that a client library does not', () => {
  const get = (target: string, more = ''): string =>
    `GET ${target} HTTP/1.1\r\nHost: a.example\r\n${more}\r\n`;

  test.each([
    ['an absolute-form target', get('http://127.0.0.1:5002/api/v1/users/me')],
    ['an authority-form target', get('evil.example:80')],
    ['an encoded slash', get('/api/v1/users%2fme')],
    ['a doubly encoded slash', get('/api/v1/users%252fme')],
    ['encoded dots', get('/api/v1/%2e%2e/%2e%2e/livez')],
    ['dots', get('/api/v1/../../livez')],
    ['a backslash', get('/api/v1\\users/me')],
    ['an encoded backslash', get('/api/v1/%5cusers')],
    ['two slashes', get('//api/v1/users/me')],
    ['an encoded NUL', get('/api/v1/users/me%00')],
    ['a NUL', get('/api/v1/users/me\u0000')],
    ['bytes above ASCII', get('/api/v1/us\u00e9rs')],
    ['a broken encoding', get('/api/v1/%zz')],
    ['a Host that is none', 'GET /api/v1/usage HTTP/1.1\r\nHost: a/b@c\r\n\r\n'],
    ['no Host', 'GET /api/v1/usage HTTP/1.1\r\n\r\n'],
    ['two Hosts', get('/api/v1/usage', 'Host: b.example\r\n')],
    ['both lengths', get('/api/v1/usage', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n')],
    ['two lengths', get('/api/v1/usage', 'Content-Length: 4\r\nContent-Length: 5\r\n')],
    ['a length that is no number', get('/api/v1/usage', 'Content-Length: +4\r\n')],
    ['an unknown transfer coding', get('/api/v1/usage', 'Transfer-Encoding: chunked, identity\r\n')],
    ['a folded header', get('/api/v1/usage', 'X-A: 1\r\n Content-Length: 4\r\n')],
    ['a header name with a space', get('/api/v1/usage', 'X-Forwarded-For : 6.6.6.6\r\n')],
    ['a bare line feed in a header', get('/api/v1/usage', 'X-A: 1\nX-B: 2\r\n')],
    ['no HTTP at all', 'hello\r\n\r\n'],
  ])('%s is 400', async (_what, bytes) => {
    const before = reached;
    const answer = await sendRaw(gateway.port, bytes);
    expect(statusOf(answer)).toBe(400);
    expect(answer).not.toMatch(/users\/me|5002|evil/);
    expect(reached).toBe(before);
  });

  test('headers beyond 16 KiB are 431', async () => {
    const answer = await sendRaw(gateway.port, get('/', `X-Long: ${'x'.repeat(17_000)}\r\n`));
    expect(statusOf(answer)).toBe(431);
    expect(answer).toContain('"code":"headers-too-large"');
  });

  test('CONNECT opens no tunnel', async () => {
    const answer = await sendRaw(gateway.port, 'CONNECT 127.0.0.1:5002 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer).not.toMatch(/ 2\d\d /);
  });

  test('a request hidden behind another body is never run', async () => {
    const before = reached;
    const hidden = 'GET /api/v1/usage HTTP/1.1\r\nHost: a\r\n\r\n';
    const body = `0\r\n\r\n${hidden}`;
    const answer = await sendRaw(
      gateway.port,
      `POST /api/v1/groups HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(reached).toBe(before);
  });

  test('a reset in the middle of a request harms nobody', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /api/v1/groups HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    expect(statusOf(await sendRaw(gateway.port, get('/api/v1/health')))).toBe(200);
  });
});

describe('upgrades', () => {
  const upgrade = (path: string, protocol = 'websocket'): string =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

  test.each(['/', '/api/v1/canvases/x/live', '/api/v1/usage', 'http://127.0.0.1:5003/live'])(
    'to a WebSocket at %s are 404 and closed, and reach no service',
    async (path) => {
      const before = reached;
      const answer = await sendRaw(gateway.port, upgrade(path));
      expect(statusOf(answer)).toBe(404);
      expect(answer).toMatch(/connection: close/i);
      expect(reached).toBe(before);
    },
  );

  test('that are torn down at once leave the gateway standing', async () => {
    for (let n = 0; n < 20; n += 1) {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(upgrade('/'), () => socket.resetAndDestroy());
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(statusOf(await sendRaw(gateway.port, 'GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n'))).toBe(200);
  });

  test('to other protocols are answered as the plain requests they are', async () => {
    expect(statusOf(await sendRaw(gateway.port, upgrade('/api/v1/health', 'h2c')))).toBe(200);
  });
});
