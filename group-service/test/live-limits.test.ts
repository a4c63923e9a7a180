import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import type { Edit } from '@aibmc/common/canvas/edits';
import { API_PREFIX } from '@aibmc/common/contract/route';
import { type LiveClient, UpgradeRefused } from '../../tests/support/live-client.ts';
import { type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas, range, type Replica, startReplica, until } from './live-harness.ts';

let service: GroupService;
let ada: Person;
let canvasId: string;
let replica: Replica | null = null;
const clients: LiveClient[] = [];
beforeAll(async () => {
  service = await startGroupService();
  ada = service.person();
  canvasId = await makeCanvas(ada);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await replica?.stop();
  replica = null;
});
afterAll(() => service.stop());

async function serve(limits: Parameters<typeof startReplica>[1]): Promise<Replica> {
  replica = await startReplica(service, limits);
  return replica;
}

async function open(person: Pick<Person, 'token'> = ada, id = canvasId): Promise<LiveClient> {
  const client = await replica!.open(person, id);
  clients.push(client);
  return client;
}

async function statusOf(opening: Promise<unknown>): Promise<number> {
  const error: unknown = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof UpgradeRefused ? error.status : 101;
}

async function closeCode(client: LiveClient): Promise<number> {
  return (await client.closed).code;
}

describe('places', () => {
  test('a person has so many, and gets them back', async () => {
    await serve({ connectionsPerPerson: 2 });
    const [first] = [await open(), await open()];
    expect(await statusOf(open())).toBe(429);
    expect(await statusOf(open(service.person()))).toBe(404);
    await first.close();
    await until(async () => (await statusOf(open())) === 101);
  });

  test('a canvas and a process have so many', async () => {
    await serve({ connectionsPerCanvas: 2, connections: 3 });
    await open();
    await open();
    expect(await statusOf(open())).toBe(503);
    const other = await makeCanvas(ada);
    await open(ada, other);
    expect(await statusOf(open(ada, await makeCanvas(ada)))).toBe(503);
  });

  test('those who are refused take none', async () => {
    await serve({ connections: 2 });
    const mallory = service.person('Mallory');
    for (const status of await Promise.all(range(1, 20).map(() => statusOf(open(mallory))))) {
      expect([404, 503]).toContain(status);
    }
    await until(async () => (await statusOf(open())) === 101);
  });
});

describe('rates', () => {
  test('more edits than allowed at once end the connection with 4429', async () => {
    await serve({ edits: { perSecond: 10, burst: 20 } });
    const client = await open();
    client.send({ type: 'edits', edits: addNotes(20) });
    await client.next('ack');
    client.send({ type: 'edits', edits: addNotes(10) });
    expect(await closeCode(client)).toBe(4429);
  });

  test('they are those of all connections of a person, and of nobody else', async () => {
    await serve({ edits: { perSecond: 1, burst: 20 } });
    const { groupId, owner, people } = await service.groupWith('editor');
    const id = await makeCanvas(owner, groupId);
    const [one, other, editor] = [await open(owner, id), await open(owner, id), await open(people[0], id)];
    one.send({ type: 'edits', edits: addNotes(15) });
    await one.next('ack');
    other.send({ type: 'edits', edits: addNotes(15) });
    expect(await closeCode(other)).toBe(4429);
    editor.send({ type: 'edits', edits: addNotes(15) });
    await editor.next('ack');
  });

  test('they hold for edits and restores by REST too, which are answered 429 and lose nothing', async () => {
    const { edit, url } = await serve({ edits: { perSecond: 1, burst: 20 } });
    const client = await open();
    client.send({ type: 'edits', edits: addNotes(15) });
    const { revision } = await client.next('ack');
    await expect(edit(ada, canvasId, addNotes(15))).rejects.toThrow('429');
    expect((await edit(ada, canvasId, addNotes(5))).revision).toBe(revision + 5);
    const restored = await fetch(`${url}${API_PREFIX}/canvases/${canvasId}/restore`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), revision: 0 }),
    });
    expect(restored.status).toBe(429);
  });

  test('so do edits that are refused', async () => {
    await serve({ edits: { perSecond: 1, burst: 2 } });
    const client = await open();
    for (const _ of range(1, 3)) {
      client.send(JSON.stringify({ type: 'edits', edits: [{ ...addNote(), type: 'x' }] }));
    }
    expect(await closeCode(client)).toBe(4429);
    expect(client.frames.filter(({ type }) => type === 'reject')).toHaveLength(2);
  });

  test('so do other frames, and pings of the protocol below', async () => {
    await serve({ frames: { perSecond: 1, burst: 10 } });
    const client = await open();
    for (const _ of range(1, 11)) client.send({ type: 'ping' });
    expect(await closeCode(client)).toBe(4429);
    const pinging = await open();
    for (const _ of range(1, 11)) pinging.socket.ping();
    expect(await closeCode(pinging)).toBe(4429);
  });

  test('so do more edits than may wait for an answer', async () => {
    const { ctx } = await serve({ unansweredEdits: 30 });
    const client = await open();
    const locking = await ctx.pool.connect();
    await locking.query('BEGIN');
    await locking.query('SELECT FROM canvases WHERE id = $1 FOR UPDATE', [canvasId]);
    for (const _ of range(1, 4)) client.send({ type: 'edits', edits: addNotes(10) });
    expect(await closeCode(client)).toBe(4429);
    await locking.query('ROLLBACK');
    locking.release();
  });

  test('a large frame counts for several', async () => {
    await serve({ edits: { perSecond: 1, burst: 10 }, frames: { perSecond: 1, burst: 10 } });
    const client = await open();
    client.send(`{"type":"ping"${' '.repeat(100_000)}}`);
    expect(await closeCode(client)).toBe(4429);
    const editing = await open();
    editing.send(`{"type":"edits","edits":[${JSON.stringify(addNote())}${' '.repeat(100_000)}]}`);
    expect(await closeCode(editing)).toBe(4429);
  });

  test('a message in very many pieces ends the connection', async () => {
    await serve({});
    const client = await open();
    for (const _ of range(1, 5_000)) client.socket.send('{', { fin: false });
    expect(await closeCode(client)).toBe(1008);
  });

  test('a list without end is refused before its elements are looked at', async () => {
    await serve({});
    const client = await open();
    client.send({ type: 'edits', edits: addNotes(1_001) });
    expect(await closeCode(client)).toBe(4400);
    expect(client.frames.some(({ type }) => type === 'reject')).toBe(false);
  });

  test('the usual limits leave room for an editor at work', async () => {
    await serve({});
    const client = await open();
    for (const edits of range(1, 100).map(() => addNotes(5))) {
      client.send({ type: 'edits', edits });
      client.send({ type: 'presence', selected: [], typing: edits[0]!.id });
    }
    const answered = () => client.frames.flatMap((frame) => (frame.type === 'ack' ? frame.edits : [])).length;
    await until(() => answered() === 500);
  });
});

describe('time', () => {
  test('a connection ends with its token, with 4401', async () => {
    await serve({ sweepMs: 50 });
    const token = service.signer.tokenFor(ada, 2);
    const client = await open({ token });
    await client.next('welcome');
    const opened = Date.now();
    expect(await closeCode(client)).toBe(4401);
    expect(Date.now() - opened).toBeLessThan(3_000);
  });

  test('who answers pings stays, who does not is cut off', async () => {
    await serve({ sweepMs: 20, pingMs: 50, silenceMs: 300 });
    const [alive, dead] = [await open(), await open()];
    let pings = 0;
    alive.socket.on('ping', () => {
      pings += 1;
    });
    dead.socket.pause();
    await alive.next('people', ({ people }) => people.length === 2);
    await alive.next('people', ({ people }) => people.length === 1);
    expect(pings).toBeGreaterThan(2);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    dead.socket.resume();
    expect(await closeCode(dead)).toBe(1006);
  });
});

describe('a reader that does not read', () => {
  test('is closed, does not hold up the others, and catches up', async () => {
    await serve({ bufferedBytes: 256 * 1024, slowMs: 300, sweepMs: 50, closeMs: 300 });
    const id = await makeCanvas(ada);
    const slow = await open(ada, id);
    const { revision } = await slow.next('welcome');
    const quick = await open(ada, id);
    slow.socket.pause();
    const note = addNote();
    await replica!.edit(ada, id, [note]);
    let last = 0;
    const gone = quick.next('people', ({ people }) => people.length === 1, 20_000);
    let isGone = false;
    void gone.then(() => {
      isGone = true;
    });
    while (!isGone && last < 4_000) {
      const edits = range(1, 100).map((index): Edit => ({
        id: addNote().id,
        type: 'note.set',
        noteId: note.note.id,
        set: { details: `${last + index}`.padEnd(3_900, 'x') },
      }));
      ({ revision: last } = await replica!.edit(ada, id, edits));
    }
    await gone;
    await until(() => quick.edits().length === last);
    slow.socket.resume();
    expect([4408, 1006]).toContain(await closeCode(slow));
    const metrics = await replica!.ctx.metrics.registry.metrics();
    expect(metrics).toMatch(/^live_closes_total\{code="4408".*\} 1$/m);

    const again = await open(ada, id);
    const missed = slow.edits().at(-1)?.revision ?? revision;
    again.send({ type: 'resume', after: missed });
    await until(() => again.edits().length === last - missed, 10_000);
    expect(again.edits().map((edit) => edit.revision)).toEqual(range(missed + 1, last));
    expect([...slow.edits(), ...again.edits()].map((edit) => edit.revision)).toEqual(range(1, last));
  });
});

describe('a crowd that comes back', () => {
  test('is caught up by a few reads at a time', async () => {
    await serve({ resumesAtOnce: 2, resumePageEdits: 40 });
    const id = await makeCanvas(ada);
    await replica!.edit(ada, id, addNotes(100));
    const crowd = await Promise.all(range(1, 12).map(() => open(ada, id)));
    await Promise.all(crowd.map((client) => client.next('welcome')));
    const { pool } = replica!.ctx;
    const reads = countReads(pool);
    for (const client of crowd) client.send({ type: 'resume', after: 0 });
    await until(() => crowd.every((client) => client.edits().length === 100));
    expect(reads).toEqual({ all: 36, most: 2, now: 0 });
  });
});

/** Counts the reads of tails from now on: all, and those at the same time. */
function countReads(pool: Pool): { all: number; most: number; now: number } {
  const counts = { all: 0, most: 0, now: 0 };
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  pool.query = (async (...args: unknown[]) => {
    if ((args[0] as { name?: string }).name !== 'list-tail') return query(...args);
    counts.all += 1;
    counts.now += 1;
    counts.most = Math.max(counts.most, counts.now);
    return query(...args).finally(() => {
      counts.now -= 1;
    });
  }) as Pool['query'];
  return counts;
}

describe('metrics', () => {
  test('tell connections, rooms, deliveries, frames and closes', async () => {
    await serve({});
    const client = await open();
    await open();
    client.send({ type: 'edits', edits: addNotes(3) });
    await client.next('edits');
    const bad = await open();
    bad.send('x');
    await closeCode(bad);
    await until(async () => {
      const metrics = await replica!.ctx.metrics.registry.metrics();
      return [
        /^live_connections\{.*\} 2$/m,
        /^live_rooms\{.*\} 1$/m,
        /^live_deliveries_total\{.*\} 6$/m,
        /^live_frames_received_total\{type="edits".*\} 1$/m,
        /^live_frames_received_total\{type="bad".*\} 1$/m,
        /^live_closes_total\{code="4400".*\} 1$/m,
      ].every((line) => line.test(metrics));
    });
  });
});
