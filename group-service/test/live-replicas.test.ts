import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LivePerson } from '@aibmc/common/contract/live';
import type { LiveClient } from '../../tests/support/live-client.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas, range, type Replica, startReplica, until } from './live-harness.ts';

let service: GroupService;
let one: Replica;
let two: Replica;
let ada: Person;
beforeAll(async () => {
  service = await startGroupService();
  one = await startReplica(service);
  two = await startReplica(service);
  ada = service.person();
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await service.stop();
});

/** Ends every connection that listens, as a failing network does; they are told apart by what they set. */
async function cutListeners(): Promise<number> {
  const superuser = await service.db.superuser();
  const { rowCount } = await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = 'group_service' AND (query LIKE 'LISTEN%' OR query = 'SELECT 1' OR query LIKE 'SELECT pg_notify%')`,
  );
  await superuser.end();
  return rowCount ?? 0;
}

/** Who is there as a client that follows all frames knows it. */
function peopleAt(client: LiveClient): LivePerson[] {
  let people: LivePerson[] = [];
  for (const frame of client.frames) {
    if (frame.type === 'welcome' || frame.type === 'people') people = frame.people;
    if (frame.type !== 'presence') continue;
    const changed = new Map(frame.people.map((person) => [person.connectionId, person]));
    people = people.map((person) => ({ ...person, ...changed.get(person.connectionId) }));
  }
  return people;
}

/** A way to PostgreSQL on which those connections that listen can be made to carry nothing any more, unclosed. */
async function frozenWay(): Promise<{ port: number; freeze: () => number; close: () => void }> {
  const { DATABASE_HOST: host, DATABASE_PORT: port } = service.db.config;
  const all = new Set<Socket>();
  const listening = new Set<() => void>();
  const server = createServer((near) => {
    const far = connect(port, host);
    near.pipe(far);
    far.pipe(near);
    const freeze = (): void => {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    };
    near.on('data', (bytes) => {
      if (bytes.includes('LISTEN ')) listening.add(freeze);
    });
    for (const socket of [near, far]) all.add(socket.on('error', () => socket.destroy()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      const count = listening.size;
      for (const freeze of listening) freeze();
      listening.clear();
      return count;
    },
    close: () => {
      for (const socket of all) socket.destroy();
      server.close();
    },
  };
}

describe('two replicas', () => {
  test('give everybody the same edits in the same order, whichever of them commits', async () => {
    const canvasId = await makeCanvas(ada);
    const clients = await Promise.all([one, one, two, two].map((replica) => replica.open(ada, canvasId)));
    for (const index of range(1, 120)) {
      clients[index % 4]!.send({ type: 'edits', edits: addNotes(1 + (index % 3)) });
    }
    await until(() => clients.every((client) => client.edits().length === 240));
    const log = bodyOf<EditsLog>(
      await ada.call('get', `/canvases/${canvasId}/edits?limit=1000`).expect(200),
    ).edits;
    expect(log.map(({ revision }) => revision)).toEqual(range(1, 240));
    for (const client of clients) {
      const frames = client.frames.filter((frame) => frame.type === 'edits');
      expect(frames.flatMap(({ edits }) => edits)).toEqual(log);
      await client.close();
    }
  });

  test('answer edits that were sent to the other before with their revisions', async () => {
    const canvasId = await makeCanvas(ada);
    const first = await one.open(ada, canvasId);
    const edits = addNotes(4);
    first.send({ type: 'edits', edits });
    const { edits: revisions } = await first.next('ack');
    await first.close();
    const second = await two.open(ada, canvasId);
    second.send({ type: 'edits', edits });
    expect((await second.next('ack')).edits).toEqual(revisions);
    await second.close();
  });

  test('whose connections for notices are cut miss nothing', async () => {
    const canvasId = await makeCanvas(ada);
    const reader = await two.open(ada, canvasId);
    for (const round of range(1, 5)) {
      await one.edit(ada, canvasId, addNotes(2));
      expect(await cutListeners()).toBeGreaterThan(0);
      await one.edit(ada, canvasId, addNotes(3));
      await until(() => reader.edits().length === round * 5);
    }
    expect(reader.edits().map(({ revision }) => revision)).toEqual(range(1, 25));
    await reader.close();
  });

  test('find out when their connection for notices carries nothing any more', async () => {
    const way = await frozenWay();
    const cutOff = await startReplica(service, { probeMs: 100 }, way.port);
    const canvasId = await makeCanvas(ada);
    const reader = await cutOff.open(ada, canvasId);
    await one.edit(ada, canvasId, [addNote()]);
    await until(() => reader.edits().length === 1);
    expect(way.freeze()).toBe(1);
    await one.edit(ada, canvasId, [addNote()]);
    await until(() => reader.edits().length === 2, 8_000);
    await reader.close();
    await cutOff.stop();
    way.close();
  });

  test('show each other who is here and what they do', async () => {
    const canvasId = await makeCanvas(ada);
    const here = await one.open(ada, canvasId);
    const there = await two.open(ada, canvasId);
    await here.next('people', ({ people }) => people.length === 2);
    await there.next('people', ({ people }) => people.length === 2);
    const typing = randomUUID();
    there.send({ type: 'presence', selected: [typing], typing });
    const { people } = await here.next('presence');
    expect(people).toEqual([
      { connectionId: (await there.next('welcome')).connectionId, selected: [typing], typing },
    ]);
    await there.close();
    await here.next('people', ({ people }) => people.length === 1);
    await here.close();
  });

  test('have one picture of many people again after a cut', async () => {
    const canvasId = await makeCanvas(ada);
    const here = await one.open(ada, canvasId);
    const there = await Promise.all(range(1, 20).map(() => two.open(ada, canvasId)));
    await here.next('people', ({ people }) => people.length === 21);
    await cutListeners();
    const selected = range(1, 100).map(() => randomUUID());
    await Promise.all(there.slice(0, 5).map((client) => client.close()));
    for (const client of there.slice(5)) client.send({ type: 'presence', selected, typing: null });
    const late = await one.open(ada, canvasId);
    for (const client of [here, late, there[9]!]) {
      await until(() => {
        const people = peopleAt(client);
        return (
          people.length === 17 && people.filter((person) => person.selected.length === 100).length === 15
        );
      });
    }
    await Promise.all([here, late, ...there].map((client) => client.close()));
  });

  test('know the people of one that stops as gone, and in time those of one that dies', async () => {
    const canvasId = await makeCanvas(ada);
    const quick = { heartbeatMs: 100, replicaSilenceMs: 400 };
    const watching = await startReplica(service, quick);
    const here = await watching.open(ada, canvasId);
    const stopping = await startReplica(service, quick);
    await stopping.open(ada, canvasId);
    await here.next('people', ({ people }) => people.length === 2);
    await stopping.stop();
    await here.next('people', ({ people }) => people.length === 1);

    const superuser = await service.db.superuser();
    const ghost = { connectionId: randomUUID(), userId: ada.id, name: 'Ghost', selected: [], typing: null };
    const told = { from: 'dead', news: [{ canvasId, all: null, people: [ghost], gone: [] }] };
    await superuser.query("SELECT pg_notify('canvas_presence', $1)", [JSON.stringify(told)]);
    await superuser.end();
    await here.next('people', ({ people }) => people.length === 2);
    await here.next('people', ({ people }) => people.length === 1);
    await here.close();
    await watching.stop();
  });

  test('are not upset by notices that nobody understands', async () => {
    const canvasId = await makeCanvas(ada);
    const client = await one.open(ada, canvasId);
    const superuser = await service.db.superuser();
    for (const channel of ['canvas_edits', 'canvas_presence', 'canvas_access']) {
      for (const payload of [
        '',
        '{',
        'null',
        '{"canvasId":1}',
        `{"canvasId":"${canvasId}","revision":1e9}`,
        `[{"canvasId":"${canvasId}","revision":"1"}]`,
      ]) {
        await superuser.query('SELECT pg_notify($1, $2)', [channel, payload]);
      }
    }
    await superuser.query("SELECT pg_notify('canvas_edits', $1)", [
      JSON.stringify([{ canvasId, revision: 99 }]),
    ]);
    await superuser.end();
    await two.edit(ada, canvasId, [addNote()]);
    await until(() => client.edits().length === 1);
    await client.close();
  });
});
