import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TASKS } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import request from 'supertest';
import { LIBRARY_TASKS } from '../src/domain/models.ts';
import {
  bodyOf,
  createHarness,
  generate,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';

let harness: Harness;
/** Answers requests and works nothing off, so that jobs stay as they were queued. */
let replica: Replica;

beforeAll(async () => {
  harness = await createHarness();
  replica = await harness.startReplica({ works: false });
});
afterAll(() => harness.stop());

function post(person: Person, body: object, key?: string): request.Test {
  const call = request(replica.url).post('/api/v1/generations').set('authorization', person.auth).send(body);
  return key === undefined ? call : call.set('idempotency-key', key);
}

function get(person: Person, path: string): request.Test {
  return request(replica.url).get(`/api/v1${path}`).set('authorization', person.auth);
}

function ownCanvas(person: Person, idea?: string): string {
  return harness.group.addCanvas({ roles: { [person.id]: 'owner' }, idea });
}

async function usedBy(person: Person): Promise<number> {
  const body = await bodyOf(get(person, '/usage').expect(200));
  return (body as { used: number }).used;
}

describe('who may generate', () => {
  test('nobody without a token reaches any route', async () => {
    for (const path of ['/models', '/usage', `/generations?canvasId=${newId()}`, `/generations/${newId()}`]) {
      await request(replica.url).get(`/api/v1${path}`).expect(401);
    }
    await request(replica.url).post('/api/v1/generations').send({}).expect(401);
    await request(replica.url).post(`/api/v1/generations/${newId()}/cancel`).expect(401);
    await request(replica.url).get(`/api/v1/generations/${newId()}/events`).expect(401);
  });

  test.each([
    ['outsider', null, 404],
    ['viewer', 'viewer', 403],
    ['commenter', 'commenter', 403],
    ['editor', 'editor', 202],
  ] as const)('%s: every route answers by the role on the canvas', async (_name, role, status) => {
    const owner = newPerson(harness);
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({
      roles: { [owner.id]: 'owner', ...(role ? { [person.id]: role } : {}) },
    });
    const { id } = await generate(replica, owner, { canvasId, accept: false });
    const allowed = status === 202;
    await post(person, { canvasId }).expect(status);
    await get(person, `/generations?canvasId=${canvasId}`).expect(allowed ? 200 : status);
    await get(person, `/generations/${id}`).expect(allowed ? 200 : status);
    if (!allowed) await get(person, `/generations/${id}/events`).expect(status);
    const cancel = request(replica.url).post(`/api/v1/generations/${id}/cancel`);
    await cancel.set('authorization', person.auth).expect(status);
    expect(await usedBy(person)).toBe(allowed ? 1 : 0);
  });

  test('a generation that does not exist is 404 on every route', async () => {
    const person = newPerson(harness);
    for (const id of [newId(), 'not-an-id']) {
      await get(person, `/generations/${id}`).expect(404);
      await get(person, `/generations/${id}/events`).expect(404);
      await request(replica.url)
        .post(`/api/v1/generations/${id}/cancel`)
        .set('authorization', person.auth)
        .expect(404);
    }
  });
});

describe('POST /generations', () => {
  test('answers the queued generation', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const body = await bodyOf(post(person, { canvasId, task: 'canvas', language: 'es' }).expect(202));
    expect(body).toMatchObject({
      ...{
        canvasId,
        task: 'canvas',
        status: 'queued',
        model: 'pattern-library',
        pattern: null,
        language: 'es',
      },
      ...{ accept: true, notes: 0, connections: 0, usage: null, error: null, finishedAt: null },
    });
    expect((await get(person, `/generations/${(body as { id: string }).id}`).expect(200)).body).toEqual(body);
  });

  test('suggests by default where the canvas has notes', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const { state } = harness.group.canvas(canvasId);
    const note = { id: newId(), block: 'channels' as const, text: 'Van', order: 'a0' };
    harness.group.canvas(canvasId).state = {
      ...state,
      notes: new Map([[note.id, { ...note, origin: 'human', author: person.id }]]),
    };
    expect((await generate(replica, person, { canvasId })).accept).toBe(false);
    expect((await generate(replica, person, { canvasId, accept: true })).accept).toBe(true);
  });

  test.each([
    ['canvasId', { canvasId: 'x' }],
    ['task', { task: 'poem' }],
    ['idea', { idea: 'a'.repeat(4_001) }],
    ['idea', { idea: '   ' }],
    ['idea', { idea: 'nul \u0000' }],
    ['language', { language: 'fr' }],
    ['model', { model: 'not-offered' }],
    ['accept', { accept: 'yes' }],
  ])('names %s when it is not valid', async (field, change) => {
    const person = newPerson(harness);
    const body = await bodyOf(post(person, { canvasId: ownCanvas(person), ...change }).expect(422));
    expect((body as { errors: { path: string }[] }).errors[0]?.path).toBe(field);
    expect(await usedBy(person)).toBe(0);
  });

  test('needs an idea in the request or on the canvas', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person, '');
    await post(person, { canvasId }).expect(422);
    await post(person, { canvasId, idea: 'A mobile bakery' }).expect(202);
  });

  test('refuses an idempotency key of the wrong form', async () => {
    const person = newPerson(harness);
    await post(person, { canvasId: ownCanvas(person) }, 'short').expect(422);
  });

  test('is 503 while group-service is away, and takes nothing', async () => {
    const lonely = await harness.startReplica({
      env: { GROUP_INTERNAL_URL: 'http://127.0.0.1:9' },
      works: false,
    });
    const person = newPerson(harness);
    await request(lonely.url)
      .post('/api/v1/generations')
      .set('authorization', person.auth)
      .send({ canvasId: ownCanvas(person) })
      .expect(503);
    expect(await usedBy(person)).toBe(0);
  });
});

describe('Idempotency-Key', () => {
  test('fifty requests in a race make one generation and use one unit', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(person, { canvasId }, 'race-0001').expect(202)),
    );
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    const body = await bodyOf(get(person, `/generations?canvasId=${canvasId}`).expect(200));
    expect((body as { items: unknown[] }).items).toHaveLength(1);
    expect(await usedBy(person)).toBe(1);
  });

  test('the same key with another body is refused', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    await post(person, { canvasId }, 'key-00001').expect(202);
    const body = await bodyOf(post(person, { canvasId, language: 'es' }, 'key-00001').expect(422));
    expect((body as { errors: { path: string }[] }).errors[0]?.path).toBe('headers.idempotency-key');
  });

  test('two people may use the same key', async () => {
    const [one, two] = [newPerson(harness), newPerson(harness)];
    const canvasId = harness.group.addCanvas({ roles: { [one.id]: 'owner', [two.id]: 'editor' } });
    const body = { canvasId, accept: false };
    const first = await post(one, body, 'shared-key').expect(202);
    const second = await post(two, body, 'shared-key').expect(202);
    expect((first.body as { id: string }).id).not.toBe((second.body as { id: string }).id);
  });

  test('a repeat is answered even when the quota is used up', async () => {
    const small = await harness.startReplica({ env: { GENERATIONS_PER_DAY: '1' }, works: false });
    const person = newPerson(harness);
    const body = { canvasId: ownCanvas(person) };
    const send = (): request.Test =>
      request(small.url)
        .post('/api/v1/generations')
        .set({ authorization: person.auth, 'idempotency-key': 'only-one-1' })
        .send(body);
    const first = await send().expect(202);
    expect((await send().expect(202)).body).toEqual(first.body);
  });
});

describe('two drafts onto one canvas', () => {
  test('the second is 409 and costs nothing, until the first has ended', async () => {
    const [one, two] = [newPerson(harness), newPerson(harness)];
    const canvasId = harness.group.addCanvas({ roles: { [one.id]: 'owner', [two.id]: 'editor' } });
    const first = await generate(replica, one, { canvasId });
    expect(await bodyOf(post(two, { canvasId }).expect(409))).toMatchObject({ code: 'conflict' });
    expect(await usedBy(two)).toBe(0);
    await post(two, { canvasId, accept: false }).expect(202);
    await request(replica.url)
      .post(`/api/v1/generations/${first.id}/cancel`)
      .set('authorization', one.auth)
      .expect(202);
    await post(two, { canvasId }).expect(202);
  });
});

describe('GET /generations', () => {
  test('lists newest first, page by page', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1)
      ids.unshift((await generate(replica, person, { canvasId, accept: false })).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const body = await bodyOf(get(person, `/generations?canvasId=${canvasId}&limit=2${at}`).expect(200));
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  test('names a cursor that no list has given', async () => {
    const person = newPerson(harness);
    await get(person, `/generations?canvasId=${ownCanvas(person)}&cursor=AAAA`).expect(422);
  });
});

describe('GET /models', () => {
  test('offers the pattern library where nothing is configured', async () => {
    const body = await bodyOf(get(newPerson(harness), '/models').expect(200));
    expect(body).toEqual({
      items: [{ id: 'pattern-library', kind: 'patterns', tasks: [...LIBRARY_TASKS] }],
      default: 'pattern-library',
      endpoint: null,
    });
  });

  test('offers the configured models first and the library always', async () => {
    const configured = await harness.startReplica({
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'one', OPENAI_MODELS: 'one, two' },
      works: false,
    });
    const body = await bodyOf(
      request(configured.url).get('/api/v1/models').set('authorization', newPerson(harness).auth).expect(200),
    );
    expect(body).toMatchObject({
      items: [
        { id: 'one', kind: 'model', tasks: [...TASKS] },
        { id: 'two', kind: 'model', tasks: [...TASKS] },
        { id: 'pattern-library', kind: 'patterns', tasks: [...LIBRARY_TASKS] },
      ],
      default: 'one',
    });
  });
});

describe('POST /generations/:generationId/cancel', () => {
  test('ends a queued generation, gives its unit back, and may be repeated', async () => {
    const person = newPerson(harness);
    const { id } = await generate(replica, person, { canvasId: ownCanvas(person) });
    expect(await usedBy(person)).toBe(1);
    const cancel = (): request.Test =>
      request(replica.url).post(`/api/v1/generations/${id}/cancel`).set('authorization', person.auth);
    const first = await cancel().expect(202);
    expect(first.body).toMatchObject({ id, status: 'cancelled', error: null });
    expect((await cancel().expect(202)).body).toEqual(first.body);
    expect(await usedBy(person)).toBe(0);
    const { rows } = await harness.pool.query(
      'SELECT seq, name FROM generation_events WHERE generation_id = $1',
      [id],
    );
    expect(rows).toEqual([{ seq: 1, name: 'done' }]);
  });
});

describe('second port', () => {
  const forget = (userId: string): request.Test =>
    request(replica.secondUrl).delete(`/api/v1/internal/people/${userId}`);

  test('forgets a person: generations, events and usage', async () => {
    const [gone, stays] = [newPerson(harness), newPerson(harness)];
    const canvasId = harness.group.addCanvas({ roles: { [gone.id]: 'owner', [stays.id]: 'editor' } });
    const lost = await generate(replica, gone, { canvasId, accept: false });
    const kept = await generate(replica, stays, { canvasId, accept: false });
    await request(replica.url)
      .post(`/api/v1/generations/${lost.id}/cancel`)
      .set('authorization', gone.auth)
      .expect(202);
    await forget(gone.id).set('authorization', 'Bearer a-token-for-tests-only').expect(204);
    await forget(gone.id).set('authorization', 'Bearer a-token-for-tests-only').expect(204);
    await get(stays, `/generations/${lost.id}`).expect(404);
    await get(stays, `/generations/${kept.id}`).expect(200);
    for (const table of ['generations', 'usage_days']) {
      const { rowCount } = await harness.pool.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [gone.id]);
      expect(rowCount).toBe(0);
    }
    const events = await harness.pool.query('SELECT 1 FROM generation_events WHERE generation_id = $1', [
      lost.id,
    ]);
    expect(events.rowCount).toBe(0);
  });

  test('gives all that is kept of a person, and nothing of anybody else', async () => {
    const [person, other] = [newPerson(harness), newPerson(harness)];
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner', [other.id]: 'editor' } });
    const asked = [];
    for (let n = 0; n < 12; n += 1) {
      const body = { canvasId, accept: false, instruction: `wish ${n}` };
      asked.push(await generate(replica, person, body));
    }
    await generate(replica, other, { canvasId, accept: false, instruction: 'not theirs' });
    const exported = await request(replica.secondUrl)
      .get(`/api/v1/internal/people/${person.id}/export`)
      .set('authorization', 'Bearer a-token-for-tests-only')
      .expect(200)
      .expect('content-type', /^application\/json/);
    const { generations, usage } = exported.body as {
      generations: { id: string; instruction: string; events: unknown[] }[];
      usage: { used: number }[];
    };
    expect(generations.map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
    expect(generations.map(({ instruction }) => instruction)).toEqual(asked.map((_, n) => `wish ${n}`));
    expect(usage).toEqual([{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), used: 12 }]);
    expect(exported.text).not.toContain('not theirs');
  });

  test("is closed to everybody without the cluster's token", async () => {
    await forget(newId()).expect(401);
    await forget(newId()).set('authorization', newPerson(harness).auth).expect(401);
    await request(replica.url).delete(`/api/v1/internal/people/${newId()}`).expect(404);
  });

  test('tells life, readiness and metrics', async () => {
    for (const path of ['/livez', '/readyz', '/metrics'])
      await request(replica.secondUrl).get(path).expect(200);
  });
});
