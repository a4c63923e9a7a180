import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import {
  bodyOf,
  createHarness,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';
import { KEY } from './support/upstream-client.ts';
import { finish, openSse, sendChunk, sendText, startUpstream, type Upstream } from './support/upstream.ts';

let harness: Harness;
const opened: { stop: () => Promise<void> }[] = [];

beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.stop();
});
afterAll(() => harness.stop());

type Answer = Parameters<typeof startUpstream>[0];
const word: Answer = (res) => (openSse(res), sendText(res, '{"word":"ready"}'), finish(res));

async function replicaWith(
  answer: Answer,
  env: Record<string, string> = {},
): Promise<{ endpoint: Upstream; replica: Replica }> {
  const endpoint = await startUpstream(answer);
  const replica = await harness.startReplica({
    env: {
      ...{ OPENAI_BASE_URL: `${endpoint.baseUrl}?key=sk-in-the-query`, OPENAI_API_KEY: KEY },
      ...{ OPENAI_MODELS: 'first,second', GENERATIONS_AT_ONCE: '3' },
      ...env,
    },
    works: false,
  });
  opened.push(endpoint, { stop: () => replica.stop(0) });
  return { endpoint, replica };
}

const tryModel = (replica: Replica, { auth }: Person, body: object = {}): request.Test =>
  request(replica.url).post('/api/v1/models/try').set('authorization', auth).send(body);

async function modelsOf(replica: Replica): Promise<unknown> {
  const { auth } = newPerson(harness);
  return (await request(replica.url).get('/api/v1/models').set('authorization', auth).expect(200)).body;
}

async function usedBy(replica: Replica, { auth }: Person): Promise<number> {
  const usage = await request(replica.url).get('/api/v1/usage').set('authorization', auth).expect(200);
  return (usage.body as { used: number }).used;
}

describe('GET /models', () => {
  test('tells of the endpoint its host, what it takes and how it stands, and nothing else', async () => {
    const { endpoint, replica } = await replicaWith(word);
    const about = { host: new URL(endpoint.baseUrl).host, state: 'ready', atOnce: 3 };
    const models = await modelsOf(replica);
    expect(models).toMatchObject({ default: 'first', endpoint: { ...about, format: null } });
    expect(JSON.stringify(models)).not.toMatch(/sk-|v1/);
    await tryModel(replica, newPerson(harness)).expect(200);
    expect(await modelsOf(replica)).toMatchObject({ endpoint: { ...about, format: 'json_schema' } });
  });

  test('has no endpoint where none is configured', async () => {
    const replica = await harness.startReplica({ works: false });
    opened.push({ stop: () => replica.stop(0) });
    expect(await modelsOf(replica)).toMatchObject({ default: 'pattern-library', endpoint: null });
  });

  test('says that an endpoint is paused after five failures', async () => {
    const { replica } = await replicaWith((res) => res.writeHead(500).end());
    const person = newPerson(harness);
    for (let n = 0; n < 5; n += 1) await tryModel(replica, person).expect(200);
    expect(await modelsOf(replica)).toMatchObject({ endpoint: { state: 'paused' } });
    const body = await bodyOf(tryModel(replica, person).expect(200));
    expect(body).toMatchObject({ ok: false, error: { code: 'model-paused' } });
    expect(await usedBy(replica, person)).toBe(0);
  });
});

describe('POST /models/try', () => {
  test('asks for one word, in few tokens, and takes one of the generations of today', async () => {
    const { endpoint, replica } = await replicaWith(word);
    const person = newPerson(harness);
    const body = await bodyOf(tryModel(replica, person, { model: 'second' }).expect(200));
    expect(body).toEqual({ model: 'second', ok: true, ms: expect.any(Number), error: null });
    expect(endpoint.requests).toMatchObject([{ model: 'second', max_tokens: 64 }]);
    expect(await usedBy(replica, person)).toBe(1);
  });

  test('the default model where none is named', async () => {
    const { replica } = await replicaWith(word);
    const body = await bodyOf(tryModel(replica, newPerson(harness)).expect(200));
    expect(body).toMatchObject({ model: 'first', ok: true });
  });

  test('a model that used up its tokens to think has answered', async () => {
    const { replica } = await replicaWith((res) => {
      openSse(res);
      sendChunk(res, { choices: [{ delta: { reasoning: 'hm' } }] });
      finish(res, 'length');
    });
    expect((await tryModel(replica, newPerson(harness)).expect(200)).body).toMatchObject({ ok: true });
  });

  test.each<[string, Answer, string, string]>([
    ['a key that is not taken', (res) => res.writeHead(401).end(KEY), 'model-key', 'does not accept the key'],
    ['a model that is not there', (res) => res.writeHead(404).end(), 'model-unknown', 'does not know'],
    ['a page', (res) => res.end('<html>Welcome</html>'), 'model-bad-output', 'cannot be used'],
    ['nothing', (res) => (openSse(res), res.end()), 'model-bad-output', 'cannot be used'],
  ])('%s: says so, and gives the unit back', async (_name, answer, code, text) => {
    const { replica } = await replicaWith(answer);
    const person = newPerson(harness);
    const body = await bodyOf(tryModel(replica, person).expect(200));
    const message = expect.stringContaining(text) as unknown;
    expect(body).toMatchObject({ ok: false, error: { code, message } });
    expect(JSON.stringify(body)).not.toContain('sk-');
    expect(await usedBy(replica, person)).toBe(0);
  });

  test('says it in Spanish to who prefers that', async () => {
    const { replica } = await replicaWith((res) => res.writeHead(401).end());
    const body = await bodyOf(tryModel(replica, newPerson(harness)).set('accept-language', 'es-ES,en;q=0.5'));
    expect(body).toMatchObject({ error: { message: expect.stringContaining('clave') as unknown } });
  });

  test('a refusal to say the word is an answer, and paid for', async () => {
    const { replica } = await replicaWith((res) => {
      openSse(res);
      sendChunk(res, { choices: [{ delta: { refusal: 'no' } }] });
      finish(res);
    });
    const person = newPerson(harness);
    expect((await tryModel(replica, person)).body).toMatchObject({ error: { code: 'model-refused' } });
    expect(await usedBy(replica, person)).toBe(1);
  });

  test('the pattern library answers at once and costs nothing', async () => {
    const { endpoint, replica } = await replicaWith(word);
    const person = newPerson(harness);
    const body = await bodyOf(tryModel(replica, person, { model: 'pattern-library' }).expect(200));
    expect(body).toEqual({ model: 'pattern-library', ok: true, ms: 0, error: null });
    expect(endpoint.requests).toHaveLength(0);
    expect(await usedBy(replica, person)).toBe(0);
  });

  test('a model that is not offered is refused by name of the field', async () => {
    const { replica } = await replicaWith(word);
    const body = await bodyOf(tryModel(replica, newPerson(harness), { model: 'gpt-none' }).expect(422));
    expect(body).toMatchObject({ code: 'invalid', errors: [{ path: 'model' }] });
  });

  test('nobody tries who has no generations left, and the endpoint is not asked', async () => {
    const { endpoint, replica } = await replicaWith(word, { GENERATIONS_PER_DAY: '1' });
    const person = newPerson(harness);
    await tryModel(replica, person).expect(200);
    expect((await tryModel(replica, person).expect(429)).body).toMatchObject({ code: 'quota-used' });
    expect(endpoint.requests).toHaveLength(1);
  });

  test('two at once in a process, and no more', async () => {
    const waiting: (() => void)[] = [];
    let twoAreThere = (): void => undefined;
    const two = new Promise<void>((resolve) => (twoAreThere = resolve));
    const { replica } = await replicaWith((res, body, req) => {
      waiting.push(() => word(res, body, req));
      if (waiting.length === 2) twoAreThere();
    });
    const person = newPerson(harness);
    const tried = Promise.all([tryModel(replica, person), tryModel(replica, person)]);
    await two;
    const third = await tryModel(replica, person).expect(429);
    expect(third.body).toMatchObject({ code: 'too-many-requests' });
    for (const answer of waiting) answer();
    expect((await tried).map(({ body }) => (body as { ok: boolean }).ok)).toEqual([true, true]);
    expect(await usedBy(replica, person)).toBe(2);
  });
});
