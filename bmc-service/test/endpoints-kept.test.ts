import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { poolConfig } from '@aibmc/common/database';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { testLogger } from '../../tests/support/context.ts';
import { createModelClient, type ModelClient } from '../src/clients/model.ts';
import { finish, openSse, sendText, startUpstream, type Upstream } from './support/upstream.ts';
import { ask, REQUEST } from './support/upstream-client.ts';

let db: TestDatabase;
let pool: pg.Pool;
const opened: Upstream[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  pool = db.poolFor('bmc-service');
});
afterEach(async () => {
  for (const upstream of opened.splice(0)) await upstream.stop();
});
afterAll(() => db.drop());

/** As a new process makes it. */
function newClient({ baseUrl }: { baseUrl: string }): ModelClient {
  const limits = { apiKey: null, totalMs: 5_000, firstMs: 5_000, idleMs: 5_000 };
  return createModelClient({ ...limits, baseUrl }, testLogger(), pool);
}

type Body = Record<string, unknown>;

/** An endpoint that refuses what it is told to, as it says why. */
async function choosy(complain: (body: Body) => string | null): Promise<Upstream> {
  const upstream = await startUpstream((res, body) => {
    const message = complain(body);
    if (message !== null) {
      res.writeHead(400, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: { message } }));
      return;
    }
    openSse(res);
    sendText(res, 'yes');
    finish(res);
  });
  opened.push(upstream);
  return upstream;
}

const formatOf = (body: Body): string =>
  ((body['response_format'] ?? { type: 'text' }) as { type: string }).type;
const refusing =
  (...formats: string[]) =>
  (body: Body): string | null =>
    formats.includes(formatOf(body)) ? `response_format ${formatOf(body)} is not supported` : null;
const systemOf = (body: Body | undefined): string =>
  (body?.['messages'] as { content: string }[] | undefined)?.[0]?.content ?? '';

describe('the format that an endpoint takes', () => {
  test('is found out once and asked for by every later process', async () => {
    const endpoint = await choosy(refusing('json_schema'));
    const client = newClient(endpoint);
    expect(await client.formatOf('test-model')).toBeNull();
    expect((await ask(client)).text).toBe('yes');
    expect((await ask(client)).text).toBe('yes');
    const later = newClient(endpoint);
    expect(await later.formatOf('test-model')).toBe('json_object');
    expect((await ask(later)).text).toBe('yes');
    const formats = endpoint.requests.map(formatOf);
    expect(formats).toEqual(['json_schema', 'json_object', 'json_object', 'json_object']);
  });

  test('is another for another model', async () => {
    const endpoint = await choosy((body) =>
      body['model'] === 'old' ? refusing('json_schema', 'json_object')(body) : null,
    );
    const client = newClient(endpoint);
    await ask(client, { model: 'old' });
    await ask(client, { model: 'new' });
    expect(await client.formatOf('old')).toBe('text');
    expect(await client.formatOf('new')).toBe('json_schema');
  });

  test('is found out anew after seven days', async () => {
    const endpoint = await choosy(() => null);
    const { origin, pathname } = new URL(endpoint.baseUrl);
    await pool.query(
      `INSERT INTO endpoint_formats (base_url, model, format, found_at)
       VALUES ($1, 'recent', 'text', now() - interval '6 days 23 hours'),
              ($1, 'past', 'text', now() - interval '7 days 1 hour')`,
      [origin + pathname],
    );
    const client = newClient(endpoint);
    expect(await client.formatOf('past')).toBeNull();
    await ask(client, { model: 'recent' });
    await ask(client, { model: 'past' });
    expect(endpoint.requests.map(formatOf)).toEqual(['text', 'json_schema']);
    expect(await newClient(endpoint).formatOf('past')).toBe('json_schema');
  });

  test('without a schema the rules say the shape, with the word JSON in them', async () => {
    const endpoint = await choosy(refusing('json_schema', 'json_object'));
    await ask(newClient(endpoint));
    const [schema, object, text] = endpoint.requests.map(systemOf);
    expect(schema).toBe(REQUEST.prompt.system);
    for (const system of [object, text]) {
      expect(system).toContain('JSON');
      expect(system).toContain('"block": "channels" or "key-partners"');
    }
  });

  test('is kept without the query of the address, which may hold a key', async () => {
    const endpoint = await choosy(() => null);
    await ask(newClient({ baseUrl: `${endpoint.baseUrl}?key=sk-in-the-query` }), { model: 'queried' });
    const { rows } = await pool.query<{ base_url: string }>(
      "SELECT base_url FROM endpoint_formats WHERE model = 'queried'",
    );
    expect(rows).toEqual([{ base_url: endpoint.baseUrl }]);
  });

  test('a database that is away costs the memory and not the answer', async () => {
    const endpoint = await choosy(refusing('json_schema'));
    const gone = new pg.Pool(poolConfig('bmc-service', db.config));
    await gone.end();
    const limits = { apiKey: null, totalMs: 5_000, firstMs: 5_000, idleMs: 5_000 };
    const client = createModelClient({ ...limits, baseUrl: endpoint.baseUrl }, testLogger(), gone);
    expect((await ask(client)).text).toBe('yes');
    expect((await ask(client)).text).toBe('yes');
    expect(endpoint.requests.map(formatOf)).toEqual(['json_schema', 'json_object', 'json_object']);
  });
});

describe('parts of a request that an endpoint refuses', () => {
  test('stream_options, the name of the limit and the format are each left out once', async () => {
    const endpoint = await choosy((body) => {
      if ('stream_options' in body) return 'Unrecognized request argument supplied: stream_options';
      if ('max_tokens' in body) {
        return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
      }
      return refusing('json_schema')(body);
    });
    const client = newClient(endpoint);
    expect((await ask(client, { maxTokens: 50 })).text).toBe('yes');
    expect(endpoint.requests).toHaveLength(4);
    expect((await ask(client, { maxTokens: 50 })).text).toBe('yes');
    expect(endpoint.requests).toHaveLength(5);
    expect(endpoint.requests[4]).toMatchObject({
      max_completion_tokens: 50,
      response_format: { type: 'json_object' },
    });
    expect(endpoint.requests[4]).not.toHaveProperty('stream_options');
  });

  test('who complains of everything is not asked for ever', async () => {
    const endpoint = await choosy(() => 'stream_options, max_tokens, max_completion_tokens, response_format');
    expect((await ask(newClient(endpoint), { maxTokens: 50 })).failure).toBe('model-rejected');
    expect(endpoint.requests).toHaveLength(6);
  });
});
