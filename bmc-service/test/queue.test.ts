import { setTimeout as delay } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@aibmc/common/ids';
import request from 'supertest';
import { claimJob } from '../src/sql/queue.ts';
import { allEvents, openEvents } from './support/events.ts';
import {
  createHarness,
  generate,
  getGeneration,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';
import { answerText, finish, openSse, sendText, startUpstream, type Upstream } from './support/upstream.ts';

/** An endpoint that counts the calls that are open and answers when it is told to, or at once. */
interface CountingUpstream extends Upstream {
  /** Words of the ideas that were asked about, in the order in which they came. */
  asked: string[];
  most: number;
  open: ServerResponse[];
  /** Answers the oldest call that is open. */
  answerOne: () => void;
}

let harness: Harness;
let upstream: CountingUpstream;
let answersAtOnce: boolean;

beforeAll(async () => {
  harness = await createHarness();
});
beforeEach(async () => {
  answersAtOnce = false;
  upstream = await startCounting();
});
afterEach(async () => {
  await harness.stopReplicas();
  await upstream.stop();
});
afterAll(() => harness.stop());

async function startCounting(): Promise<CountingUpstream> {
  const answer = (res: ServerResponse): void => {
    counting.open.splice(counting.open.indexOf(res), 1);
    sendText(res, answerText());
    finish(res);
  };
  const server = await startUpstream((res, body) => {
    counting.asked.push(/idea of (\w+)/.exec(JSON.stringify(body))?.[1] ?? '');
    counting.open.push(res);
    counting.most = Math.max(counting.most, counting.open.length);
    res.on('close', () => {
      if (counting.open.includes(res)) counting.open.splice(counting.open.indexOf(res), 1);
    });
    openSse(res);
    if (answersAtOnce) setTimeout(answer, 15, res);
  });
  const counting: CountingUpstream = Object.assign(server, {
    asked: [],
    most: 0,
    open: [],
    answerOne: () => {
      const [oldest] = counting.open;
      if (oldest) answer(oldest);
    },
  });
  return counting;
}

function startReplica(atOnce: number, works = true, env = {}): Promise<Replica> {
  return harness.startReplica({
    env: {
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_MODEL: 'm',
      GENERATIONS_AT_ONCE: String(atOnce),
      ...env,
    },
    works,
  });
}

function ask(replica: Replica, person: Person, name: string, more = {}) {
  const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' }, idea: `The idea of ${name}` });
  return generate(replica, person, { canvasId, accept: false, ...more });
}

async function until(condition: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await delay(5);
  }
}

async function openJobs(): Promise<number> {
  const { rowCount } = await harness.pool.query(
    `SELECT 1 FROM generations WHERE status IN ('queued', 'running')`,
  );
  return rowCount ?? 0;
}

describe('calls at once', () => {
  test('two replicas together never make more than allowed, and all jobs are done', async () => {
    const replicas = [await startReplica(3), await startReplica(3)];
    const people = Array.from({ length: 4 }, () => newPerson(harness));
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const [replica, person] = [replicas[n % 2], people[n % 4]];
        if (!replica || !person) throw new Error('nobody to ask');
        return ask(replica, person, `p${n % 4}`);
      }),
    );
    await until(() => upstream.open.length === 3);
    answersAtOnce = true;
    for (const _held of [...upstream.open]) upstream.answerOne();
    await until(async () => (await openJobs()) === 0);
    expect(upstream.most).toBe(3);
    expect(upstream.requests).toHaveLength(40);
  });

  test('drafts of the pattern library do not wait for them', async () => {
    const replica = await startReplica(1);
    const person = newPerson(harness);
    await ask(replica, person, 'first');
    const second = await ask(replica, person, 'second');
    expect(second).toMatchObject({ status: 'queued', position: 1 });
    const draft = await ask(replica, person, 'third', { model: 'pattern-library' });
    const events = await allEvents(replica, person, draft.id);
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { status: 'done' } });
    expect(upstream.requests).toHaveLength(1);
    await request(replica.url)
      .post(`/api/v1/generations/${second.id}/cancel`)
      .set('authorization', person.auth)
      .expect(202);
  });

  test('a place that a cancelled job leaves is taken by the next', async () => {
    const replica = await startReplica(1);
    const person = newPerson(harness);
    const first = await ask(replica, person, 'first');
    await ask(replica, person, 'second');
    await until(() => upstream.open.length === 1);
    await request(replica.url)
      .post(`/api/v1/generations/${first.id}/cancel`)
      .set('authorization', person.auth)
      .expect(202);
    await until(() => upstream.asked.includes('second'));
    upstream.answerOne();
    await until(async () => (await openJobs()) === 0);
    expect(upstream.aborted).toBe(1);
  });
});

describe('whose turn it is', () => {
  test('with two at once and three people with ten jobs each, they take turns', async () => {
    const door = await startReplica(2, false);
    const people = { a: newPerson(harness), b: newPerson(harness), c: newPerson(harness) };
    for (const [name, person] of Object.entries(people)) {
      for (let n = 0; n < 10; n += 1) await ask(door, person, name);
    }
    answersAtOnce = true;
    await startReplica(2);
    await startReplica(2);
    await until(async () => (await openJobs()) === 0, 30_000);
    expect(upstream.most).toBe(2);
    expect(upstream.asked).toHaveLength(30);
    // however far it has come, nobody is ahead of anybody by more than what runs at once
    for (let sofar = 1; sofar <= 30; sofar += 1) {
      const counts = ['a', 'b', 'c'].map(
        (name) => upstream.asked.slice(0, sofar).filter((asked) => asked === name).length,
      );
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    }
  });

  test("thirty jobs of one person do not delay another's one", async () => {
    const replica = await startReplica(1, true, { GENERATIONS_PER_DAY: '100' });
    const [many, one] = [newPerson(harness), newPerson(harness)];
    const first = await ask(replica, many, 'many');
    expect(first).toMatchObject({ status: 'running', position: null });
    const rest = [];
    for (let n = 0; n < 29; n += 1) rest.push(await ask(replica, many, 'many'));
    expect(rest.map(({ position }) => position)).toEqual(rest.map((_, index) => index + 1));
    const single = await ask(replica, one, 'one');
    expect(single.position).toBe(1);
    expect((await getGeneration(replica, many, rest[0]?.id ?? '')).position).toBe(2);
    const list = await request(replica.url)
      .get(`/api/v1/generations?canvasId=${single.canvasId}`)
      .set('authorization', one.auth)
      .expect(200);
    expect(list.body).toMatchObject({ items: [{ id: single.id, position: 1 }] });
    await until(() => upstream.open.length === 1);
    upstream.answerOne();
    await until(() => upstream.asked.length === 2);
    expect(upstream.asked[1]).toBe('one');
    answersAtOnce = true;
    upstream.answerOne();
    await until(async () => (await openJobs()) === 0, 30_000);
  });
});

describe('the place in the queue', () => {
  test('is streamed without an id while the generation waits, on change, and then its events from 1', async () => {
    const replica = await startReplica(1);
    const other = await startReplica(1, false);
    const [before, watcher] = [newPerson(harness), newPerson(harness)];
    await ask(replica, before, 'running');
    await ask(replica, watcher, 'sooner');
    const { id } = await ask(replica, watcher, 'later');
    const { events } = await openEvents(other, watcher, id);
    const seen: { seq: number; name: string; data: unknown }[] = [];
    answersAtOnce = true;
    for await (const event of events) {
      seen.push(event);
      if (event.name === 'queue') upstream.answerOne();
    }
    const places = seen.filter(({ name }) => name === 'queue');
    expect(places[0]).toMatchObject({ seq: Number.NaN, data: { position: 2 } });
    expect(new Set(places.map(({ data }) => (data as { position: number }).position)).size).toBe(
      places.length,
    );
    const rest = seen.filter(({ name }) => name !== 'queue');
    expect(rest.map(({ seq }) => seq)).toEqual(rest.map((_, index) => index + 1));
    expect(seen.at(-1)).toMatchObject({ name: 'done' });
  });
});

describe('the same Idempotency-Key', () => {
  test('fifty times at once over two replicas is one call', async () => {
    answersAtOnce = true;
    const replicas = [await startReplica(8), await startReplica(8)];
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' }, idea: 'The idea of race' });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        request(replicas[n % 2]?.url ?? '')
          .post('/api/v1/generations')
          .set({ authorization: person.auth, 'idempotency-key': 'one-key-for-all' })
          .send({ canvasId })
          .expect(202),
      ),
    );
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    await until(async () => (await openJobs()) === 0);
    expect(upstream.requests).toHaveLength(1);
  });

  test.each([
    ['queued it and another had claimed it', false, { status: 'done', calls: 1 }, 1],
    ['queued it and claimed it itself, with its call', true, { status: 'interrupted', calls: 1 }, 0],
  ])('is one call at most where a process dies that %s', async (_name, isOwn, ending, calls) => {
    const door = await startReplica(8, false);
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' }, idea: 'The idea of dying' });
    const send = async (replica: Replica): Promise<string> => {
      const answer = await request(replica.url)
        .post('/api/v1/generations')
        .set({ authorization: person.auth, 'idempotency-key': 'a-key-that-stays' })
        .send({ canvasId })
        .expect(202);
      return (answer.body as { id: string }).id;
    };
    const id = await send(door);
    // what a process leaves that dies right after it has claimed
    const lease = { leaseToken: newId(), leaseMs: 300, kind: 'endpoint', atOnce: 8 } as const;
    expect((await claimJob(harness.pool, { ...lease, calling: isOwn ? id : null }))?.id).toBe(id);
    answersAtOnce = true;
    const next = await startReplica(8);
    expect(await send(next)).toBe(id);
    await until(async () => (await openJobs()) === 0);
    expect(await send(next)).toBe(id);
    expect(upstream.requests).toHaveLength(calls);
    expect(await getGeneration(next, person, id)).toMatchObject(ending);
  });

  test('is no second call where the process dies during the call', async () => {
    const dying = await startReplica(8);
    const person = newPerson(harness);
    const { id } = await ask(dying, person, 'call');
    await until(() => upstream.open.length === 1);
    // its lease runs out, as that of a process that was killed
    await harness.pool.query(
      `UPDATE generations SET lease_token = gen_random_uuid(), lease_until = now() WHERE id = $1`,
      [id],
    );
    await until(async () => (await openJobs()) === 0);
    expect(await getGeneration(dying, person, id)).toMatchObject({ status: 'interrupted', calls: 1 });
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('who has the canvas open', () => {
  test('is told when a generation waits, begins and ends, in this order', async () => {
    const replica = await startReplica(1);
    const person = newPerson(harness);
    await ask(replica, person, 'first');
    const { id } = await ask(replica, person, 'second');
    answersAtOnce = true;
    await until(() => upstream.open.length === 1);
    upstream.answerOne();
    await until(async () => (await openJobs()) === 0);
    const told = () => harness.group.told.filter(({ generationId }) => generationId === id);
    await until(() => told().length === 3);
    expect(told()).toEqual(
      ['queued', 'running', 'done'].map((status) => ({
        ...{ generationId: id, userId: person.id, task: 'canvas', status },
      })),
    );
  });
});

describe('metrics', () => {
  test('say what waits, runs and ended, and what was called', async () => {
    const replica = await startReplica(1);
    const person = newPerson(harness);
    await ask(replica, person, 'first');
    await ask(replica, person, 'second');
    const read = async (): Promise<string> =>
      (await request(replica.secondUrl).get('/metrics').expect(200)).text;
    expect(await read()).toMatch(/^generations_open\{status="queued",kind="endpoint".*\} 1$/m);
    answersAtOnce = true;
    await until(() => upstream.open.length === 1);
    upstream.answerOne();
    // a generation is counted once its end is committed, so a little after the table tells it
    const bothEnded = /^generations_ended_total\{task="canvas",status="done",kind="endpoint".*\} 2$/m;
    await until(async () => bothEnded.test(await read()));
    const text = await read();
    expect(text).toMatch(/^model_calls_total(\{.*\})? 2$/m);
    expect(text).toMatch(/^generation_first_event_seconds_count\{.*kind="endpoint".*\} 2$/m);
    expect(text).toMatch(/^generations_open\{status="running",kind="endpoint".*\} 0$/m);
  });
});
