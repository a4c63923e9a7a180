import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import { type EventStream, openEvents } from './support/events.ts';
import {
  createHarness,
  generate,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';
import { INTERNAL_TOKEN } from './support/group-service.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.stop());

async function queued(replica: Replica, person: Person): Promise<string> {
  const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
  return (await generate(replica, person, { canvasId, accept: false })).id;
}

async function openMany(replica: Replica, person: Person, id: string, count: number): Promise<EventStream[]> {
  return Promise.all(Array.from({ length: count }, () => openEvents(replica, person, id)));
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 8_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await delay(10);
  }
}

describe('open streams', () => {
  test('are twenty of a person at most; one that leaves makes room', async () => {
    const replica = await harness.startReplica({ works: false });
    const [person, other] = [newPerson(harness), newPerson(harness)];
    const id = await queued(replica, person);
    const streams = await openMany(replica, person, id, 20);
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await openEvents(replica, person, id);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const theirs = await openEvents(replica, other, await queued(replica, other));
    expect(theirs.status).toBe(200);
    streams[0]?.leave();
    await until(() => replica.openStreams() === 20);
    const again = await openEvents(replica, person, id);
    expect(again.status).toBe(200);
    for (const { leave } of [...streams, theirs, again]) leave();
    await until(() => replica.openStreams() === 0);
  });

  test('are as many in a process as is configured', async () => {
    const replica = await harness.startReplica({ works: false, env: { STREAMS: '2' } });
    const person = newPerson(harness);
    const id = await queued(replica, person);
    const streams = await openMany(replica, person, id, 2);
    expect((await openEvents(replica, person, id)).status).toBe(503);
    for (const { leave } of streams) leave();
    await until(() => replica.openStreams() === 0);
  });

  test('ask for the rights of all in one call', async () => {
    const replica = await harness.startReplica({ works: false });
    const person = newPerson(harness);
    const id = await queued(replica, person);
    const streams = await openMany(replica, person, id, 10);
    const before = harness.group.reads;
    harness.group.roleAsks.length = 0;
    await until(() => harness.group.roleAsks.length > 0);
    // of one person on one canvas once, whatever their number
    expect(harness.group.roleAsks).toEqual([1]);
    expect(harness.group.reads).toBe(before);
    for (const { leave } of streams) leave();
    await until(() => replica.openStreams() === 0);
  });

  test('end within two seconds for who was removed, however often something comes', async () => {
    const replica = await harness.startReplica();
    const [person, removed] = [newPerson(harness), newPerson(harness)];
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner', [removed.id]: 'editor' } });
    // an event of the draft every three seconds
    harness.group.beforeEdits = () => delay(3_000);
    const { id } = await generate(replica, person, { canvasId });
    const { events } = await openEvents(replica, removed, id);
    await events.next();
    harness.group.setRole(canvasId, removed.id, null);
    const removedAt = Date.now();
    for await (const _event of events);
    expect(Date.now() - removedAt).toBeLessThan(2_000);
    harness.group.beforeEdits = null;
    await replica.stop(10_000);
  }, 15_000);

  test('end within two seconds for a session that was signed out, and for no other', async () => {
    const [here, there] = [
      await harness.startReplica({ works: false }),
      await harness.startReplica({ works: false }),
    ];
    const person = newPerson(harness);
    const elsewhere = { ...person, auth: `Bearer ${harness.signer.tokenFor({ id: person.id })}` };
    const id = await queued(here, person);
    const [ended, other] = [await openEvents(here, person, id), await openEvents(here, elsewhere, id)];
    const { sid } = jwt.decode(person.auth.replace('Bearer ', '')) as { sid: string };
    const endedAt = Date.now();
    const told = await fetch(`${there.secondUrl}/api/v1/internal/ended-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${INTERNAL_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sessionIds: [sid] }),
    });
    expect(told.status).toBe(204);
    for await (const _event of ended.events);
    expect(Date.now() - endedAt).toBeLessThan(2_000);
    expect((await openEvents(here, person, id)).status).toBe(401);
    expect(here.openStreams()).toBe(1);
    other.leave();
    await until(() => here.openStreams() === 0);
  });
});
