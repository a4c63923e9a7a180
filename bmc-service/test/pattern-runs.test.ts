import { type ChildProcess, spawn } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import { AppError } from '@aibmc/common/errors';
import request from 'supertest';
import { allEvents, openEvents, parseEvents, type SeenEvent } from './support/events.ts';
import { INTERNAL_TOKEN } from './support/group-service.ts';
import {
  bodyOf,
  createHarness,
  generate,
  getGeneration,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';

let harness: Harness;
/** Works jobs off. */
let worker: Replica;
/** Another process, that only answers requests. */
let other: Replica;

beforeAll(async () => {
  harness = await createHarness();
  worker = await harness.startReplica();
  other = await harness.startReplica({ works: false });
});
beforeEach(() => {
  harness.group.beforeEdits = null;
});
afterAll(() => harness.stop());

function ownCanvas(person: Person): string {
  return harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
}

function named<N extends SeenEvent['name']>(events: SeenEvent[], name: N): Extract<SeenEvent, { name: N }>[] {
  return events.filter((event): event is Extract<SeenEvent, { name: N }> => event.name === name);
}

function expectGapless(events: SeenEvent[], from = 1): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => from + index));
}

function expectNoDuplicates(canvasId: string, events: SeenEvent[]): void {
  const { state, applied } = harness.group.canvas(canvasId);
  const ids = named(events, 'note').map(({ data }) => data.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...state.notes.keys()].sort()).toEqual([...ids].sort());
  expect(new Set(applied).size).toBe(applied.length);
}

async function statusOf(id: string, { pool } = harness): Promise<string | undefined> {
  const { rows } = await pool.query<{ status: string }>('SELECT status FROM generations WHERE id = $1', [id]);
  return rows[0]?.status;
}

async function until(condition: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await delay(20);
  }
}

describe('a draft from patterns', () => {
  test('fills the nine blocks, each note on the canvas before its event, and ends as done', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const { id } = await generate(worker, person, { canvasId });
    const stream = await openEvents(worker, person, id);
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    const events: SeenEvent[] = [];
    for await (const event of stream.events) {
      if (event.name === 'note')
        expect(harness.group.canvas(canvasId).state.notes.has(event.data.id)).toBe(true);
      events.push(event);
    }
    expectGapless(events);
    expectNoDuplicates(canvasId, events);
    expect(new Set(named(events, 'note').map(({ data }) => data.block))).toEqual(new Set(BLOCKS));
    expect(named(events, 'progress').map(({ data }) => data.done)).toEqual(
      BLOCKS.flatMap((_, index) => [index, index + 1]),
    );
    const { state, generations } = harness.group.canvas(canvasId);
    expect(generations).toEqual(new Set([id]));
    const { connections } = state;
    expect([...connections.keys()].sort()).toEqual(
      named(events, 'connection')
        .map(({ data }) => data.id)
        .sort(),
    );
    expect(connections.size).toBeGreaterThan(0);
    const generation = await getGeneration(worker, person, id);
    expect(generation).toMatchObject({
      status: 'done',
      error: null,
      connections: connections.size,
      usage: null,
    });
    expect(generation.pattern).toEqual(expect.any(String));
    expect(events.at(-1)).toMatchObject({
      name: 'done',
      data: { status: 'done', notes: generation.notes, connections: generation.connections },
    });
  });

  test('leaves the canvas alone where notes are only suggested', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    const { id } = await generate(worker, person, { canvasId, accept: false });
    const events = await allEvents(worker, person, id);
    expect(named(events, 'note').length).toBeGreaterThan(9);
    const { state } = harness.group.canvas(canvasId);
    expect(state.notes.size).toBe(0);
    expect(state.suggestions.size).toBeGreaterThan(named(events, 'note').length);
  });

  test('is told the same to another replica, from the start, in part, or to its end', async () => {
    const person = newPerson(harness);
    const { id } = await generate(worker, person, { canvasId: ownCanvas(person) });
    const [here, there] = await Promise.all([allEvents(worker, person, id), allEvents(other, person, id)]);
    expect(there).toEqual(here);
    const tail = await allEvents(other, person, id, 5);
    expect(tail).toEqual(here.slice(5));
    const nothing = await openEvents(other, person, id, here.length);
    expect(nothing.status).toBe(204);
  });

  test('survives group-service being away for a moment', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    let failures = 0;
    harness.group.beforeEdits = () => {
      failures += 1;
      if (failures <= 3) throw new AppError('unavailable', 'away');
      return Promise.resolve();
    };
    const { id } = await generate(worker, person, { canvasId });
    const events = await allEvents(worker, person, id);
    expect(events.at(-1)).toMatchObject({ name: 'done' });
    expectNoDuplicates(canvasId, events);
  });
});

describe('a person who is removed', () => {
  test.each([
    ['from the group', null, 'not-found'],
    ['to viewer', 'viewer', 'forbidden'],
  ] as const)('%s while it runs: the job fails, with what was written kept', async (_name, role, code) => {
    const person = newPerson(harness);
    const owner = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'editor', [owner.id]: 'owner' } });
    let batches = 0;
    harness.group.beforeEdits = () => {
      batches += 1;
      if (batches === 3) harness.group.setRole(canvasId, person.id, role);
      return Promise.resolve();
    };
    const { id } = await generate(worker, person, { canvasId });
    const events = await allEvents(worker, owner, id);
    expectGapless(events);
    expectNoDuplicates(canvasId, events);
    expect(events.at(-1)).toMatchObject({ name: 'error', data: { code } });
    expect(await getGeneration(worker, owner, id)).toMatchObject({ status: 'failed', error: { code } });
  });

  test('loses an open stream within seconds', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    let release = (): void => undefined;
    harness.group.beforeEdits = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const { id } = await generate(worker, person, { canvasId });
    const stream = await openEvents(other, person, id);
    harness.group.setRole(canvasId, person.id, null);
    const started = Date.now();
    for await (const event of stream.events) expect(event.name).not.toBe('done');
    expect(Date.now() - started).toBeLessThan(11_000);
    expect((await openEvents(other, person, id)).status).toBe(404);
    harness.group.beforeEdits = null;
    release();
    await until(async () => (await statusOf(id)) === 'failed');
  });
});

describe('a client of the stream', () => {
  test('that leaves frees it', async () => {
    const idle = await createHarness();
    const replica = await idle.startReplica({ works: false });
    const person = newPerson(idle);
    const { id } = await generate(replica, person, {
      canvasId: idle.group.addCanvas({ roles: { [person.id]: 'owner' } }),
    });
    const streams = await Promise.all(Array.from({ length: 20 }, () => openEvents(replica, person, id)));
    await until(() => replica.openStreams() === 20);
    for (const stream of streams) stream.leave();
    await until(() => replica.openStreams() === 0);
    await idle.stop();
  });

  test('that reads slowly gets everything, and is not read ahead for', async () => {
    const person = newPerson(harness);
    const { id } = await generate(worker, person, { canvasId: ownCanvas(person) });
    await allEvents(worker, person, id);
    // 80 MB of events before the last: far more than the buffers of both sockets hold
    await harness.pool.query('UPDATE generations SET last_seq = 8001 WHERE id = $1', [id]);
    await harness.pool.query('DELETE FROM generation_events WHERE generation_id = $1', [id]);
    await harness.pool.query(
      `INSERT INTO generation_events (generation_id, seq, name, data)
       SELECT $1, n, CASE n WHEN 8001 THEN 'done' ELSE 'text' END, jsonb_build_object('text', repeat('x', 10000))
       FROM generate_series(1, 8001) AS n`,
      [id],
    );
    const address = `${other.url}/api/v1/generations/${id}/events`;
    const unread = await new Promise<IncomingMessage>((resolve) => {
      get(address, { headers: { authorization: person.auth } }, resolve);
    });
    await delay(1_000);
    // still in the middle of it: what the sockets do not take is not read from the table
    expect(other.openStreams()).toBe(1);
    const events: SeenEvent[] = [];
    for await (const event of parseEvents(Readable.toWeb(unread) as ReadableStream<Uint8Array>)) {
      events.push(event);
    }
    expectGapless(events);
    expect(events).toHaveLength(8_001);
    await until(() => other.openStreams() === 0);
  });
});

describe('cancelling', () => {
  test('stops a job that runs in another replica, and keeps what came', async () => {
    const person = newPerson(harness);
    const canvasId = ownCanvas(person);
    let batches = 0;
    harness.group.beforeEdits = async () => {
      batches += 1;
      if (batches > 2) await delay(1_000);
    };
    const { id } = await generate(worker, person, { canvasId });
    await until(() => batches > 2);
    const body = await bodyOf(
      request(other.url)
        .post(`/api/v1/generations/${id}/cancel`)
        .set('authorization', person.auth)
        .expect(202),
    );
    expect(body).toMatchObject({ status: 'cancelled' });
    const events = await allEvents(worker, person, id);
    expectGapless(events);
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { status: 'cancelled' } });
    expect((body as { notes: number }).notes).toBe(named(events, 'note').length);
    await delay(1_300);
    expect(batches).toBe(3);
    const usage = await request(worker.url).get('/api/v1/usage').set('authorization', person.auth);
    expect(usage.body).toMatchObject({ used: 1 });
  });

  test('leaves a job that is done as it is', async () => {
    const person = newPerson(harness);
    const { id } = await generate(worker, person, { canvasId: ownCanvas(person) });
    await allEvents(worker, person, id);
    const before = await getGeneration(worker, person, id);
    const body = await bodyOf(
      request(worker.url)
        .post(`/api/v1/generations/${id}/cancel`)
        .set('authorization', person.auth)
        .expect(202),
    );
    expect(body).toEqual(before);
  });
});

describe('a process that ends', () => {
  test('on SIGKILL between two blocks: another goes on where it was, without a gap or a note twice', async () => {
    const own = await createHarness();
    const person = newPerson(own);
    const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const api = await own.startReplica({ works: false });
    let batches = 0;
    own.group.beforeEdits = () => {
      batches += 1;
      // the fourth block is never answered: the process dies waiting for it
      return batches === 4 ? new Promise(() => undefined) : Promise.resolve();
    };
    const { id } = await generate(api, person, { canvasId });
    const child = startProcess(own);
    try {
      await until(() => batches >= 4, 20_000);
    } finally {
      child.kill('SIGKILL');
    }
    expect((await getGeneration(api, person, id)).status).toBe('running');
    // time passes
    await own.pool.query('UPDATE generations SET lease_until = now() WHERE id = $1', [id]);
    own.group.beforeEdits = null;
    const next = await own.startReplica();
    const events = await allEvents(next, person, id);
    expectGapless(events);
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { status: 'done' } });
    expect(named(events, 'progress')).toHaveLength(18);
    const ids = named(events, 'note').map(({ data }) => data.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...own.group.canvas(canvasId).state.notes.keys()].sort()).toEqual([...ids].sort());
    await own.stop();
  });

  test('by SIGTERM: hands a job back that does not end in time, and the next goes on at once', async () => {
    const own = await createHarness();
    const person = newPerson(own);
    const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const first = await own.startReplica();
    let batches = 0;
    own.group.beforeEdits = () => {
      batches += 1;
      return batches === 2 ? delay(4_000) : Promise.resolve();
    };
    const { id } = await generate(first, person, { canvasId });
    await until(() => batches === 2);
    await first.stop(50);
    const next = await own.startReplica();
    const events = await allEvents(next, person, id);
    expectGapless(events);
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { status: 'done' } });
    await own.stop();
  });

  test('lets a running job end within its drain, and ends open streams', async () => {
    const own = await createHarness();
    const person = newPerson(own);
    const first = await own.startReplica();
    let batches = 0;
    own.group.beforeEdits = () => {
      batches += 1;
      return delay(50);
    };
    const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const { id } = await generate(first, person, { canvasId });
    const stream = await openEvents(first, person, id);
    await until(() => batches > 0);
    await first.stop(10_000);
    expect(await statusOf(id, own)).toBe('done');
    // a stream ends with the process and not with the job: its client goes on at another replica
    const seen: SeenEvent[] = [];
    for await (const event of stream.events) seen.push(event);
    expectGapless(seen);
    await own.stop();
  });
});

describe('a database connection for notices that breaks', () => {
  test('comes back, and streams go on', async () => {
    const own = await createHarness();
    const person = newPerson(own);
    const canvasId = own.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const replica = await own.startReplica();
    own.group.beforeEdits = () => delay(100);
    const { id } = await generate(replica, person, { canvasId });
    const stream = await openEvents(replica, person, id);
    const superuser = await own.db.superuser();
    await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bmc_service'`,
    );
    await superuser.end();
    const events: SeenEvent[] = [];
    for await (const event of stream.events) events.push(event);
    expectGapless(events);
    expect(events.at(-1)).toMatchObject({ name: 'done' });
    await own.stop();
  });
});

/** A real process of the service, on the harness's database and stand-in. */
function startProcess({ db, group }: Harness): ChildProcess {
  return spawn(process.execPath, [path.resolve(import.meta.dirname, '../src/main.ts')], {
    env: {
      ...{ PORT: '0', INTERNAL_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', INTERNAL_TOKEN },
      GROUP_INTERNAL_URL: group.url,
      DATABASE_HOST: db.config.DATABASE_HOST,
      DATABASE_PORT: String(db.config.DATABASE_PORT),
      DATABASE_NAME: db.config.DATABASE_NAME,
      DATABASE_PASSWORD: db.config.DATABASE_PASSWORD,
    },
    stdio: 'inherit',
  });
}
