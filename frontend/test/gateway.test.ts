import type { IncomingMessage, RequestListener } from 'node:http';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type Gateway, sendRaw, startGateway, until } from './support.ts';

const CANVAS = '0190a000-0000-7000-8000-00000000000a';

/** What reached the services, and how they answer next. */
const seen: IncomingMessage[] = [];
let answer: RequestListener;

const plain: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
};

const record: RequestListener = (req, res) => {
  seen.push(req);
  answer(req, res);
};

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway(
    { users: record, groupService: record, generations: record },
    { UPSTREAM_TIMEOUT_MS: '300' },
  );
});

afterAll(() => gateway.close());

function lastSeen(): IncomingMessage {
  const last = seen.at(-1);
  if (!last) throw new Error('nothing reached the service');
  return last;
}

/** A problem document, as far as tests look at it. */
function problemOf(res: { body: unknown }): { code: string; status: number; requestId: string } {
  return res.body as { code: string; status: number; requestId: string };
}

const bearer = (): string => `Bearer ${gateway.signer.tokenFor({ id: CANVAS })}`;

describe('what the contract does not know', () => {
  test.each([
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1'],
    ['GET', '/api/v1/users/me/'],
    ['GET', '/api/v1/readyz'],
    ['GET', '/api/v1/internal/canvases/x'],
    ['GET', '/api/v2/users/me'],
    ['GET', '/api/docs/x'],
  ])('%s %s is 404 as problem+json and reaches no service', async (method, path) => {
    const before = seen.length;
    const res = await request(gateway.url)[method.toLowerCase() as 'get'](path);
    const { 'content-type': type, 'x-request-id': requestId } = res.headers as Record<string, string>;
    expect(res.status).toBe(404);
    expect(type).toMatch('application/problem+json');
    expect(problemOf(res)).toMatchObject({ code: 'not-found', status: 404, requestId });
    expect(seen.length).toBe(before);
  });

  test('another method on a known path is 405 with Allow', async () => {
    const res = await request(gateway.url).put('/api/v1/groups').send({});
    expect(res.status).toBe(405);
    expect(res.get('allow')).toBe('GET, POST');
    expect(problemOf(res).code).toBe('method-not-allowed');
  });

  test('an unknown method is 405', async () => {
    expect(await sendRaw(gateway.port, 'PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 405 /);
  });
});

describe('what passes to a service', () => {
  test('identity and forwarding headers, cookies and hops stay behind', async () => {
    answer = plain;
    await request(gateway.url)
      .get('/api/v1/groups?limit=3')
      .set({
        authorization: bearer(),
        cookie: 'aibmc_lang=es; other=1',
        connection: 'keep-alive, x-named',
        'x-named': '1',
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'for=6.6.6.6',
        'x-real-ip': '6.6.6.6',
        'x-user-id': 'somebody',
        'x-request-id': 'chosen-by-client',
        via: '1.1 evil',
        te: 'trailers',
        'proxy-authorization': 'Basic x',
        'x-http-method-override': 'DELETE',
        'user-agent': 'browser',
        'accept-language': 'es',
      })
      .expect(200);
    const { headers, url } = lastSeen();
    expect(url).toBe('/api/v1/groups?limit=3');
    expect(Object.keys(headers).sort()).toEqual([
      'accept-language',
      'authorization',
      'connection',
      'host',
      'user-agent',
      'x-forwarded-for',
      'x-request-id',
    ]);
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-request-id']).not.toBe('chosen-by-client');
    expect(headers.connection).toBe('keep-alive');
  });

  test('an authorization that is no Bearer token stays behind', async () => {
    answer = plain;
    await request(gateway.url).get('/api/v1/groups').set('authorization', 'Basic YTpi').expect(200);
    expect(lastSeen().headers.authorization).toBeUndefined();
  });

  test('headers that a route names in the contract pass on that route only', async () => {
    answer = plain;
    const events = `/api/v1/generations/${CANVAS}/events`;
    await request(gateway.url).get(events).set('last-event-id', '7').expect(200);
    expect(lastSeen().headers['last-event-id']).toBe('7');
    await request(gateway.url).get('/api/v1/usage').set('last-event-id', '7').expect(200);
    expect(lastSeen().headers['last-event-id']).toBeUndefined();
  });

  test('cookies, hops and boasts of a service end here; its own headers pass', async () => {
    answer = (_req, res) => {
      res.writeHead(201, {
        'content-type': 'application/json',
        'set-cookie': ['a=1', 'aibmc_access=evil'],
        'x-powered-by': 'x',
        'x-request-id': 'other',
        'access-control-allow-origin': '*',
        'keep-alive': 'timeout=1',
        'retry-after': '3',
        etag: '"1"',
      });
      res.end('{}');
    };
    const { headers } = await request(gateway.url).get('/api/v1/groups').expect(201);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['x-request-id']).toBe(lastSeen().headers['x-request-id']);
    expect(headers).toMatchObject({ 'retry-after': '3', etag: '"1"' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('a client that wants its connection closed gets it closed', async () => {
    answer = plain;
    const text = await sendRaw(
      gateway.port,
      'GET /api/v1/usage HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(text.toLowerCase()).toContain('connection: close');
  });

  test('behind a trusted proxy the address is the one that it saw', async () => {
    answer = plain;
    const behind = await startGateway({ groupService: record }, { TRUST_PROXY_HOPS: '1' });
    try {
      const send = (forwardedFor: string) =>
        request(behind.url).get('/api/v1/groups').set('x-forwarded-for', forwardedFor).expect(200);
      await send('6.6.6.6, 203.0.113.7');
      expect(lastSeen().headers['x-forwarded-for']).toBe('203.0.113.7');
      await send('not an address');
      expect(lastSeen().headers['x-forwarded-for']).toBe('127.0.0.1');
    } finally {
      await behind.close();
    }
  });
});

describe('bodies', () => {
  const edits = `/api/v1/canvases/${CANVAS}/edits`;

  /** Answers when the whole body is there, with its length. */
  const measure: RequestListener = (req, res) => {
    let length = 0;
    req.on('data', (chunk: Buffer) => (length += chunk.length));
    req.on('end', () => res.end(String(length)));
  };

  test('pass unread up to the limit of their route', async () => {
    answer = measure;
    const body = JSON.stringify({ edits: 'x'.repeat(1024 * 1024 - 12) });
    const { text } = await request(gateway.url).post(edits).type('json').send(body).expect(200);
    expect(text).toBe(String(1024 * 1024));
  });

  test.each([
    ['/api/v1/groups', 16 * 1024],
    [edits, 1024 * 1024],
  ])('%s: one byte more than its %i is 413 before any service hears of it', async (path, limit) => {
    const before = seen.length;
    const res = await request(gateway.url)
      .post(path)
      .type('json')
      .send('x'.repeat(limit + 1));
    expect(res.status).toBe(413);
    expect(problemOf(res).code).toBe('too-large');
    expect(seen.length).toBe(before);
  });

  test('of unknown length are counted on the way and cut at the limit', async () => {
    let reached = 0;
    let aborted = false;
    answer = (req) => {
      req.on('data', (chunk: Buffer) => (reached += chunk.length));
      req.on('close', () => (aborted = !req.complete));
    };
    const outcome = await new Promise<{ status: number; cut: boolean }>((resolve) => {
      const sending = httpRequest(`${gateway.url}/api/v1/groups`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      let status = 0;
      const more = setInterval(() => sending.write('x'.repeat(4096)), 5);
      sending.on('response', (res) => {
        status = res.statusCode ?? 0;
        res.resume();
      });
      sending.on('error', () => undefined);
      sending.on('close', () => {
        clearInterval(more);
        resolve({ status, cut: !sending.writableEnded });
      });
    });
    expect(outcome).toEqual({ status: 413, cut: true });
    await until(() => aborted);
    expect(reached).toBeLessThanOrEqual(16 * 1024 + 4096);
  });

  test('of unknown length below the limit pass whole', async () => {
    answer = measure;
    const chunks = `5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`;
    const text = await sendRaw(
      gateway.port,
      `POST /api/v1/groups HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
    );
    expect(text).toMatch(/^HTTP\/1.1 200 /);
    expect(text).toMatch(/\r\n\r\n11$/);
  });

  test('on a GET, or compressed, are refused', async () => {
    await request(gateway.url).get('/api/v1/groups').send('x').expect(400);
    await request(gateway.url).post('/api/v1/groups').set('content-encoding', 'gzip').send('{}').expect(415);
  });
});

describe('a service in trouble', () => {
  test('down is 503 with Retry-After, and nothing of the path or the address in it', async () => {
    const lonely = await startGateway({}, { USER_SERVICE_URL: 'http://127.0.0.1:1' });
    try {
      const { status, headers, text } = await request(lonely.url).get('/api/v1/users/me?secret=s3cr3t');
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('2');
      expect(headers['content-type']).toMatch('application/problem+json');
      expect(text).not.toMatch(/s3cr3t|users\/me|127\.0\.0\.1/);
    } finally {
      await lonely.close();
    }
  });

  test('silent is 504 after the time limit', async () => {
    let left = false;
    answer = (req) => req.on('close', () => (left = true));
    const res = await request(gateway.url).get('/api/v1/usage');
    expect(res.status).toBe(504);
    expect(res.get('retry-after')).toBe('2');
    expect(problemOf(res).code).toBe('gateway-timeout');
    await until(() => left);
  });

  test('breaking off before its answer is 502', async () => {
    answer = (req) => req.socket.destroy();
    const res = await request(gateway.url).post('/api/v1/groups').send({ name: 'x' });
    expect(res.status).toBe(502);
    expect(problemOf(res).code).toBe('bad-gateway');
  });

  test('talking nonsense is 502', async () => {
    answer = (req) => req.socket.end('what?\r\n\r\n');
    await request(gateway.url).get('/api/v1/usage').expect(502);
  });

  test('dying in the middle of its answer cuts the answer, so that half is never taken for whole', async () => {
    answer = (req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
      setTimeout(() => req.socket.destroy(), 20);
    };
    const text = await sendRaw(gateway.port, 'GET /api/v1/usage HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(text).toMatch(/half$/);
    await expect(fetch(`${gateway.url}/api/v1/usage`).then((res) => res.text())).rejects.toThrow();
  });

  test('stopping in the middle of its answer is cut after the time limit', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
    };
    await expect(fetch(`${gateway.url}/api/v1/usage`).then((res) => res.text())).rejects.toThrow();
  });

  test('a kept-alive connection that it just closed is tried again once, for reading only', async () => {
    answer = plain;
    await request(gateway.url).get('/api/v1/usage').expect(200);
    const attempts: string[] = [];
    answer = (req, res) => {
      attempts.push(req.method ?? '');
      if (attempts.length === 1) req.socket.destroy();
      else plain(req, res);
    };
    await request(gateway.url).get('/api/v1/usage').expect(200);
    expect(attempts).toEqual(['GET', 'GET']);

    attempts.length = 0;
    await request(gateway.url).post('/api/v1/generations').send({}).expect(502);
    expect(attempts).toEqual(['POST']);

    answer = plain;
    await request(gateway.url).get('/api/v1/usage').expect(200);
    attempts.length = 0;
    answer = (req) => {
      attempts.push(req.method ?? '');
      req.socket.destroy();
    };
    await request(gateway.url).get('/api/v1/usage').expect(502);
    expect(attempts).toEqual(['GET', 'GET']);
  });

  test('a quick burst uses kept-alive connections', async () => {
    answer = plain;
    const ports = new Set<number | undefined>();
    for (let n = 0; n < 10; n += 1) {
      await request(gateway.url).get('/api/v1/models').expect(200);
      ports.add(lastSeen().socket.remotePort);
    }
    expect(ports.size).toBe(1);
  });
});
