import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import supertest from 'supertest';
import { z } from 'zod';
import type { VerifyToken } from '../src/auth.ts';
import { createClient } from '../src/contract/client.ts';
import { defineRoutes } from '../src/contract/route.ts';
import { AppError } from '../src/errors.ts';
import { createInternalApp, requireInternalToken } from '../src/internal.ts';
import { createLogger } from '../src/logger.ts';
import { createMetrics } from '../src/metrics.ts';
import { createServiceApp } from '../src/service.ts';

const routes = defineRoutes({
  echo: {
    method: 'POST',
    path: '/things/:thingId',
    summary: 'Echo',
    access: 'person',
    params: z.object({ thingId: z.uuid() }),
    query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
    body: z.strictObject({ text: z.string().min(2), nested: z.object({ n: z.number() }).optional() }),
    bodyLimit: 200,
    status: 201,
    response: z.object({ text: z.string(), limit: z.number(), by: z.string() }),
  },
  fail: {
    method: 'GET',
    path: '/fail',
    summary: 'Fail',
    access: 'anyone',
    query: z.object({ how: z.string() }),
    status: 204,
    response: null,
  },
});

const verify: VerifyToken = (token) =>
  token === 'good'
    ? Promise.resolve({
        userId: 'u',
        name: 'Ada',
        colour: null,
        isAdmin: false,
        sessionId: 's',
        expiresAt: Infinity,
        isGuest: false,
      })
    : Promise.reject(new AppError('unauthenticated', 'no'));

const FAILURES: Record<string, unknown> = {
  unknown: new Error('the secret inside'),
  constraint: Object.assign(new Error('x'), { code: '23514' }),
  unique: Object.assign(new Error('x'), { code: '23505' }),
  away: Object.assign(new Error('x'), { code: '57P01' }),
  limited: new AppError('too-many-requests', 'Wait', { retryAfter: 3.2 }),
};

const lines: string[] = [];
const log = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
const app = createServiceApp({ service: 'test', log, metrics: createMetrics('test'), verify }, routes, {
  echo: ({ body, query, actor }) => ({ text: body.text, limit: query.limit, by: actor.name }),
  fail: ({ query }) => {
    throw FAILURES[query.how];
  },
});
const thing = '/api/v1/things/01a00000-0000-7000-8000-000000000001';

describe('a mounted route', () => {
  const post = (path = thing) => supertest(app).post(path).set('authorization', 'Bearer good');

  test('answers what the handler returns', async () => {
    const answer = await post(`${thing}?limit=7`).send({ text: 'hello' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ text: 'hello', limit: 7, by: 'Ada' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each<[string, number, string, string | undefined]>([
    ['{"text":"x"}', 422, 'invalid', 'text'],
    ['{"text":"hello","nested":{"n":"1"}}', 422, 'invalid', 'nested.n'],
    ['{"text":"hello","extra":1}', 422, 'invalid', undefined],
    ['{"text":', 400, 'invalid-json', undefined],
    ['"text"', 400, 'invalid-json', undefined],
    [JSON.stringify({ text: 'x'.repeat(300) }), 413, 'too-large', undefined],
  ])('refuses the body %s with %i', async (body, status, code, path) => {
    const answer = await post().set('content-type', 'application/json').send(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = answer.body as { code: string; requestId: string; errors?: { path: string }[] };
    expect(problem).toMatchObject({ code, status, requestId: answer.headers['x-request-id'] });
    if (path) expect(problem.errors?.[0]?.path).toBe(path);
  });

  test('names a bad query field', async () => {
    const answer = await post(`${thing}?limit=11`).send({ text: 'hello' });
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'query.limit' }] });
  });

  test('refuses other content types, missing and bad tokens, unknown ids, other methods', async () => {
    expect((await post().type('form').send('text=hello')).status).toBe(415);
    const unsigned = await supertest(app).post(thing).send({ text: 'hello' });
    expect([unsigned.status, unsigned.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect((await supertest(app).post(thing).set('authorization', 'Bearer bad').send({})).status).toBe(401);
    expect((await post('/api/v1/things/1').send({ text: 'hello' })).status).toBe(404);
    const put = await supertest(app).put(thing).send({});
    expect([put.status, put.headers['allow']]).toEqual([405, 'POST']);
    expect((await supertest(app).get('/api/v1/other')).status).toBe(404);
  });

  test('keeps a well-formed request id and replaces any other', async () => {
    const kept = await supertest(app).get('/api/v1/health').set('x-request-id', 'abcdefgh-1');
    expect(kept.headers['x-request-id']).toBe('abcdefgh-1');
    const replaced = await supertest(app).get('/api/v1/health').set('x-request-id', 'a b<script>');
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an error', () => {
  test.each([
    ['unknown', 500, 'internal'],
    ['constraint', 422, 'invalid'],
    ['unique', 409, 'conflict'],
    ['away', 503, 'unavailable'],
    ['limited', 429, 'too-many-requests'],
  ])('%s is answered %i %s', async (how, status, code) => {
    const answer = await supertest(app).get(`/api/v1/fail?how=${how}`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    expect(answer.text).not.toContain('secret');
    if (how === 'limited') expect(answer.headers['retry-after']).toBe('4');
  });

  test('that is ours is logged whole, with the id the client was given', async () => {
    lines.length = 0;
    const answer = await supertest(app).get('/api/v1/fail?how=unknown');
    const failed = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['err']);
    expect(failed).toMatchObject({
      requestId: answer.headers['x-request-id'],
      err: { message: 'the secret inside' },
    });
  });
});

test('logs name the route, never the path, a token or an e-mail address', async () => {
  lines.length = 0;
  await supertest(app).post(thing).set('authorization', 'Bearer good').send({ text: 'hello' });
  log.info({ password: 'p4ss', user: { email: 'ada@example.org' } }, 'x');
  log.error({ err: new Error('duplicate ada@example.org') }, 'y');
  const text = lines.join('\n');
  expect(text).toContain('/things/:thingId');
  expect(text).not.toMatch(/01a00000|Bearer|good|p4ss|ada@example\.org/);
});

describe('a typed client', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = app.listen(0);
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  test('calls a route and throws the error it answers with', async () => {
    const client = createClient(url, routes);
    const params = { thingId: '01a00000-0000-7000-8000-000000000001' };
    await expect(
      client.echo({ params, query: {}, body: { text: 'hello' } }, { token: 'good' }),
    ).resolves.toMatchObject({ limit: 5 });
    await expect(
      client.echo({ params, query: {}, body: { text: '' } }, { token: 'good' }),
    ).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'text' }],
    });
    await expect(client.fail({ query: { how: 'limited' } })).rejects.toMatchObject({
      code: 'too-many-requests',
      retryAfter: 4,
    });
  });

  test('is unavailable when nobody answers', async () => {
    await expect(
      createClient('http://127.0.0.1:1', routes).fail({ query: { how: '' } }),
    ).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the second port', () => {
  const quiet = pino({ level: 'silent' });
  let ready = true;
  const internal = createInternalApp({
    log: quiet,
    metrics: createMetrics('test'),
    checkReady: () => (ready ? Promise.resolve() : Promise.reject(new Error('down'))),
    mount: (mounted) => {
      mounted.use(requireInternalToken('the-token-of-the-cluster'));
      mounted.get('/peers', (_req, res) => void res.json({}));
    },
  });

  test('tells life, readiness and metrics', async () => {
    expect((await supertest(internal).get('/livez')).status).toBe(200);
    expect((await supertest(internal).get('/readyz')).status).toBe(200);
    ready = false;
    expect((await supertest(internal).get('/readyz')).status).toBe(503);
    expect((await supertest(internal).get('/metrics')).text).toContain('http_request_duration_seconds');
  });

  test('lets only peers in', async () => {
    expect((await supertest(internal).get('/peers')).status).toBe(401);
    expect((await supertest(internal).get('/peers').set('authorization', 'Bearer wrong')).status).toBe(401);
    expect((await supertest(internal).get('/peers').set('authorization', 'Bearer the')).status).toBe(401);
  });
});
