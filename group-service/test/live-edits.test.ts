import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LIVE_MAX_FRAME_BYTES, type LivePerson } from '@aibmc/common/contract/live';
import type { LiveClient } from '../../tests/support/live-client.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas, range, type Replica, startReplica, until } from './live-harness.ts';

let service: GroupService;
let replica: Replica;
let ada: Person;
let canvasId: string;
const clients: LiveClient[] = [];
beforeAll(async () => {
  service = await startGroupService();
  replica = await startReplica(service);
  ada = service.person();
  canvasId = await makeCanvas(ada);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await replica.stop();
  await service.stop();
});

async function open(person: Pick<Person, 'token'> = ada, id = canvasId): Promise<LiveClient> {
  const client = await replica.open(person, id);
  clients.push(client);
  return client;
}

async function logOf(id = canvasId): Promise<EditsLog> {
  return bodyOf(await ada.call('get', `/canvases/${id}/edits?limit=1000`).expect(200));
}

describe('a connection', () => {
  test('is welcomed with the revision, the role, and who is here', async () => {
    const id = await makeCanvas(ada);
    await replica.edit(ada, id, addNotes(3));
    const client = await open(ada, id);
    const { connectionId, people, ...rest } = await client.next('welcome');
    expect(rest).toEqual({ type: 'welcome', canvasId: id, revision: 3, role: 'owner' });
    expect(people).toEqual([
      { connectionId, userId: ada.id, name: 'Ada', colour: null, isGuest: false, selected: [], typing: null },
    ]);
    const second = await (await open(ada, id)).next('welcome');
    expect(second.people.map((person) => person.connectionId)).toEqual([connectionId, second.connectionId]);
    expect(client.frames[0]?.type).toBe('welcome');
  });

  test('answers a ping', async () => {
    const client = await open();
    client.send({ type: 'ping' });
    await client.next('pong');
  });
});

describe('edits', () => {
  test('come to everybody in the order of revisions, whoever made them and however', async () => {
    const id = await makeCanvas(ada);
    const [one, two, reader] = [await open(ada, id), await open(ada, id), await open(ada, id)];
    const sent = range(1, 60).map((index) => {
      const edits = addNotes(1 + (index % 3));
      if (index % 3 === 0) void replica.edit(ada, id, edits);
      else (index % 2 ? one : two).send({ type: 'edits', edits });
      return edits;
    });
    await until(() => reader.edits().length === sent.flat().length);
    const { edits: log } = await logOf(id);
    for (const client of [one, two, reader]) {
      await until(() => client.edits().length === log.length);
      const frames = client.frames.filter((frame) => frame.type === 'edits');
      expect(frames.flatMap(({ edits }) => edits)).toEqual(log);
      expect(frames.flatMap(({ from, to }) => range(from, to))).toEqual(range(1, log.length));
    }
    expect(log.map(({ author }) => author)).toEqual(log.map(() => ada.id));
    expect(log.map(({ origin }) => origin)).toEqual(log.map(() => 'human'));
  });

  test('are acknowledged once they are in the log', async () => {
    const client = await open();
    const edits = addNotes(2);
    client.send({ type: 'edits', edits });
    const ack = await client.next('ack');
    const { rows } = await service.ctx.pool.query<{ id: string; revision: number }>(
      'SELECT edit_id AS id, revision FROM edits WHERE canvas_id = $1 AND edit_id = ANY($2) ORDER BY revision',
      [canvasId, edits.map(({ id }) => id)],
    );
    expect(ack.edits).toEqual(rows);
    expect(rows.map(({ id }) => id)).toEqual(edits.map(({ id }) => id));
    expect(ack.revision).toBe(rows.at(-1)?.revision);
  });

  test('of many commands in one turn come as few frames, each edit acknowledged once', async () => {
    const client = await open();
    const commands = range(1, 100).map(() => addNotes(1));
    const before = client.frames.length;
    client.socket.pause();
    for (const edits of commands) client.send({ type: 'edits', edits });
    client.socket.resume();
    const acknowledged = () =>
      client.frames.flatMap((frame) => (frame.type === 'ack' ? frame.edits.map(({ id }) => id) : []));
    await until(() => acknowledged().length === 100);
    expect(new Set(acknowledged())).toEqual(new Set(commands.flat().map(({ id }) => id)));
    expect(client.frames.length - before).toBeLessThan(60);
  });

  test('sent again after a reconnect keep their revisions and are applied once', async () => {
    const id = await makeCanvas(ada);
    const first = await open(ada, id);
    const edits = addNotes(3);
    first.send({ type: 'edits', edits });
    const { edits: revisions } = await first.next('ack');
    await first.close();
    const again = await open(ada, id);
    again.send({ type: 'edits', edits: [...edits, addNote()] });
    expect((await again.next('ack')).edits.slice(0, 3)).toEqual(revisions);
    again.send({ type: 'edits', edits });
    expect((await again.next('ack')).edits).toEqual(revisions);
    expect((await logOf(id)).edits).toHaveLength(4);
    expect(again.edits().map(({ revision }) => revision)).toEqual([4]);
  });

  test('that are not valid are refused with their fields, and the connection goes on', async () => {
    const client = await open();
    const bad = addNote('x'.repeat(281));
    client.send(JSON.stringify({ type: 'edits', edits: [addNote(), bad] }));
    const reject = await client.next('reject');
    expect(reject).toMatchObject({ code: 'invalid', errors: [{ path: 'edits.1.note.text' }] });
    expect(reject.ids[1]).toBe(bad.id);
    client.send({ type: 'edits', edits: [addNote()] });
    await client.next('ack');
  });

  test('that the canvas has no room for are refused as by REST', async () => {
    const id = await makeCanvas(ada);
    for (let sent = 0; sent < 2_000; sent += 200) await replica.edit(ada, id, addNotes(200));
    const client = await open(ada, id);
    const edit = addNote();
    client.send({ type: 'edits', edits: [edit] });
    const reject = await client.next('reject');
    expect(reject).toMatchObject({ ids: [edit.id], code: 'conflict' });
    expect(reject.detail).toContain('2000 notes');
  });

  test('of somebody who may only read are refused', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const id = await makeCanvas(owner, groupId);
    const client = await open(people[0], id);
    expect((await client.next('welcome')).role).toBe('viewer');
    client.send({ type: 'edits', edits: [addNote()] });
    expect(await client.next('reject')).toMatchObject({ code: 'forbidden' });
    await replica.edit(owner, id, [addNote()]);
    await client.next('edits');
  });

  test('come to 200 readers as the same bytes', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer', 'viewer', 'viewer', 'viewer');
    const id = await makeCanvas(owner, groupId);
    const crowd = await Promise.all(people.flatMap((person) => range(1, 50).map(() => open(person, id))));
    await Promise.all(range(1, 30).map((index) => replica.edit(owner, id, addNotes(1 + (index % 4)))));
    const log = bodyOf<EditsLog>(await owner.call('get', `/canvases/${id}/edits`).expect(200)).edits;
    const bytesOf = (client: LiveClient): string =>
      client.raw.filter((_, index) => client.frames[index]?.type === 'edits').join('\n');
    for (const reader of crowd) await until(() => reader.edits().length === log.length);
    expect(crowd).toHaveLength(200);
    expect(new Set(crowd.map(bytesOf)).size).toBe(1);
  });
});

describe('resume', () => {
  test('sends what was missed, in pages, up to where the new edits begin', async () => {
    const id = await makeCanvas(ada);
    for (let sent = 0; sent < 1_200; sent += 200) await replica.edit(ada, id, addNotes(200));
    const client = await open(ada, id);
    expect((await client.next('welcome')).revision).toBe(1_200);
    client.send({ type: 'resume', after: 50 });
    client.send({ type: 'edits', edits: [addNote()] });
    await until(() => client.edits().length === 1_151);
    expect(client.edits().map(({ revision }) => revision)).toEqual(range(51, 1_201));
    expect(client.edits().slice(0, 950)).toEqual((await logOf(id)).edits.slice(50));
  });

  test('while others write leaves no gap', async () => {
    const id = await makeCanvas(ada);
    await replica.edit(ada, id, addNotes(100));
    let isOver = false;
    let made = 100;
    const writing = (async () => {
      while (!isOver) made = (await replica.edit(ada, id, addNotes(3))).revision;
    })();
    const readers = await Promise.all(
      range(1, 10).map(async () => {
        const client = await open(ada, id);
        const { revision } = await client.next('welcome');
        client.send({ type: 'resume', after: 10 });
        return { client, revision };
      }),
    );
    await until(() => made > 300);
    isOver = true;
    await writing;
    for (const { client, revision } of readers) {
      await until(() => client.edits().length === made - 10);
      expect(client.edits().map((edit) => edit.revision)).toEqual(range(11, made));
      const live = client.frames.filter((frame) => frame.type === 'edits' && frame.from > revision);
      const seen = live.flatMap((frame) => (frame.type === 'edits' ? range(frame.from, frame.to) : []));
      expect(new Set(seen)).toEqual(new Set(range(revision + 1, made)));
    }
  });

  test('from a revision that is reached already sends nothing, from one that never was asks to reload', async () => {
    const id = await makeCanvas(ada);
    await replica.edit(ada, id, addNotes(5));
    const client = await open(ada, id);
    client.send({ type: 'resume', after: 5 });
    client.send({ type: 'resume', after: 6 });
    expect(await client.next('reload')).toEqual({ type: 'reload', revision: 5 });
    expect(client.edits()).toEqual([]);
  });

  test('from too far behind asks to reload', async () => {
    const id = await makeCanvas(ada);
    await replica.edit(ada, id, addNotes(200));
    const impatient = await startReplica(service, { resumeEdits: 150 });
    const client = await impatient.open(ada, id);
    client.send({ type: 'resume', after: 49 });
    expect(await client.next('reload')).toEqual({ type: 'reload', revision: 200 });
    client.send({ type: 'resume', after: 50 });
    await until(() => client.edits().length === 150);
    await client.close();
    await impatient.stop();
  });
});

describe('presence', () => {
  test('people are told of who comes, what they do, and who goes', async () => {
    const id = await makeCanvas(ada);
    const one = await open(ada, id);
    const two = await open(ada, id);
    const { connectionId } = await two.next('welcome');
    await one.next('people', ({ people }) => people.length === 2);
    const typing = randomUUID();
    two.send({ type: 'presence', selected: [typing], typing });
    expect(await one.next('presence')).toEqual({
      type: 'presence',
      people: [{ connectionId, selected: [typing], typing }],
    });
    await two.close();
    const { people } = await one.next('people', ({ people }) => people.length === 1);
    expect(people[0]?.connectionId).not.toBe(connectionId);
  });

  test('changes that follow each other come as the last one; what changes nothing is not told', async () => {
    const id = await makeCanvas(ada);
    const one = await open(ada, id);
    const two = await open(ada, id);
    await one.next('people', ({ people }) => people.length === 2);
    const ids = range(1, 20).map(() => randomUUID());
    for (const note of ids) two.send({ type: 'presence', selected: [note], typing: null });
    const last = await one.next('presence', ({ people }) => people[0]?.selected[0] === ids.at(-1));
    two.send({ type: 'presence', selected: [ids.at(-1)!], typing: null });
    two.send({ type: 'ping' });
    await two.next('pong');
    two.send({ type: 'presence', selected: [], typing: null });
    await one.next('presence', ({ people }) => people[0]?.selected.length === 0);
    const told = one.frames.filter((frame) => frame.type === 'presence');
    expect(told.indexOf(last)).toBe(told.length - 2);
    expect(told.length).toBeLessThan(10);
  });

  test('who comes later is told what those who are here do', async () => {
    const id = await makeCanvas(ada);
    const one = await open(ada, id);
    const typing = randomUUID();
    one.send({ type: 'presence', selected: [], typing });
    await one.next('people', ({ people }) => people[0]?.typing === typing);
    const { people } = await (await open(ada, id)).next('welcome');
    expect(people.map((person: LivePerson) => person.typing)).toEqual([typing, null]);
  });
});

describe('what is no frame', () => {
  test.each<[string, string | Buffer, number]>([
    ['binary', Buffer.from('{"type":"ping"}'), 4400],
    ['no JSON', '{"type":', 4400],
    ['another type', '{"type":"welcome"}', 4400],
    ['depth', '['.repeat(100_000), 4400],
    ['__proto__', '{"type":"ping","__proto__":{"isAdmin":true}}', 4400],
    ['a wrong type', '{"type":"resume","after":"1"}', 4400],
    ['too many edits without ids', JSON.stringify({ type: 'edits', edits: Array(201).fill({}) }), 4400],
    ['too large', ' '.repeat(LIVE_MAX_FRAME_BYTES + 1), 1009],
  ])('%s ends the connection, and nobody else', async (_name, frame, code) => {
    const bystander = await open();
    const client = await open();
    client.send(frame);
    const closed = await client.closed;
    expect(closed.code).toBe(code);
    bystander.send({ type: 'ping' });
    await bystander.next('pong');
  });

  test('bytes that are no WebSocket frames end the connection', async () => {
    const client = await open();
    const { _socket: socket } = client.socket as unknown as { _socket: NodeJS.WritableStream };
    socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    expect((await client.closed).code).toBe(1002);
  });
});
