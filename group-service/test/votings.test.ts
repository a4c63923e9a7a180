import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Voting } from '@aibmc/common/contract/comments';
import type { Problem } from '@aibmc/common/errors';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNotes, makeCanvas } from './live-harness.ts';
import { guestOf } from './talk.ts';

interface Seen {
  voting: Voting | null;
  own: { noteId: string; dots: number }[];
}

let service: GroupService;
let owner: Person;
let editor: Person;
let commenter: Person;
let viewer: Person;
let groupId: string;
let canvasId: string;
let notes: [string, string, string];
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

/** A new canvas with three notes, and people of every role. */
async function board(): Promise<void> {
  const made = await service.groupWith('editor', 'commenter', 'viewer');
  ({ owner, groupId } = made);
  [editor, commenter, viewer] = made.people as [Person, Person, Person];
  canvasId = await makeCanvas(owner, groupId);
  const edits = addNotes(3);
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200);
  notes = edits.map((edit) => (edit.type === 'note.add' ? edit.note.id : '')) as typeof notes;
}

const begin = (person: Person, body: object = {}) =>
  person.call('post', `/canvases/${canvasId}/votings`, { id: randomUUID(), title: 'First?', ...body });

const start = async (body: object = {}) => bodyOf<Voting>(await begin(owner, body).expect(201));

const give = (person: Person, { id }: Voting, ...given: [string, number][]) =>
  person.call('put', `/canvases/${canvasId}/votings/${id}/dots`, {
    dots: given.map(([noteId, dots]) => ({ noteId, dots })),
  });

const end = (person: Person, { id }: Voting, state: string) =>
  person.call('patch', `/canvases/${canvasId}/votings/${id}`, { state });

const takeOff = (person: Person, { id }: Voting) =>
  person.call('delete', `/canvases/${canvasId}/votings/${id}`);

const see = async (person: Person) =>
  bodyOf<Seen>(await person.call('get', `/canvases/${canvasId}/voting`).expect(200));

const setNote = (type: 'note.remove', noteId: string) =>
  owner
    .call('post', `/canvases/${canvasId}/edits`, { edits: [{ id: randomUUID(), type, noteId }] })
    .expect(200);

const pathsOf = (answer: { body: unknown }) => bodyOf<Problem>(answer).errors?.map(({ path }) => path);

describe('a voting', () => {
  test('is led by owners, decided by those who may comment, and seen by all', async () => {
    await board();
    expect(await see(viewer)).toEqual({ voting: null, own: [] });
    for (const person of [editor, commenter, viewer]) await begin(person).expect(403);
    await begin(service.person()).expect(404);
    const voting = await start({ dots: 4 });
    expect(voting).toMatchObject({ title: 'First?', dots: 4, state: 'open', endsAt: null, voters: 0 });
    expect(voting.startedBy).toEqual({ id: owner.id, name: 'Owner' });
    expect(await see(viewer)).toEqual({ voting, own: [] });
    await give(viewer, voting, [notes[0], 1]).expect(403);
    await give(service.person(), voting, [notes[0], 1]).expect(404);
    await end(editor, voting, 'revealed').expect(403);
    await takeOff(editor, voting).expect(403);
    await service.person().call('get', `/canvases/${canvasId}/voting`).expect(404);
  });

  test('tells nobody what others gave until it is revealed', async () => {
    await board();
    const voting = await start();
    await give(commenter, voting, [notes[0], 2], [notes[1], 1]).expect(200);
    await give(editor, voting, [notes[0], 1]).expect(200);
    for (const person of [owner, viewer]) {
      expect(await see(person)).toMatchObject({ voting: { voters: 2, results: null }, own: [] });
    }
    expect((await see(editor)).own).toEqual([{ noteId: notes[0], dots: 1 }]);
    expect(bodyOf(await end(owner, voting, 'closed').expect(200))).toMatchObject({
      state: 'closed',
      results: null,
    });
    const revealed = bodyOf<Voting>(await end(owner, voting, 'revealed').expect(200));
    expect(revealed).toMatchObject({
      state: 'revealed',
      results: [
        { noteId: notes[0], dots: 3 },
        { noteId: notes[1], dots: 1 },
      ],
    });
    expect(bodyOf(await end(owner, voting, 'closed').expect(200))).toEqual(revealed);
    expect((await see(viewer)).voting).toEqual(revealed);
    await give(commenter, voting, [notes[2], 1]).expect(409);
  });

  test('replaces the dots of a person all at once, within their number', async () => {
    await board();
    const voting = await start({ dots: 3 });
    await give(commenter, voting, [notes[0], 3]).expect(200);
    expect(pathsOf(await give(commenter, voting, [notes[0], 3], [notes[1], 1]).expect(422))).toEqual([
      'dots',
    ]);
    const unknown = await give(commenter, voting, [notes[0], 1], [randomUUID(), 1]).expect(422);
    expect(pathsOf(unknown)).toEqual(['dots.1.noteId']);
    expect((await see(commenter)).own).toEqual([{ noteId: notes[0], dots: 3 }]);
    expect(bodyOf(await give(commenter, voting, [notes[1], 1], [notes[1], 1]).expect(200))).toEqual({
      own: [{ noteId: notes[1], dots: 2 }],
    });
    await give(commenter, voting).expect(200);
    expect(await see(commenter)).toMatchObject({ voting: { voters: 0 }, own: [] });
  });

  test('never has more dots of a person than they have, though they vote in 20 tabs at once', async () => {
    await board();
    const voting = await start({ dots: 3 });
    const ways: [string, number][][] = [
      [[notes[0], 3]],
      [[notes[1], 3]],
      [
        [notes[0], 1],
        [notes[2], 2],
      ],
      [[notes[0], 4]],
    ];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, tab) => give(commenter, voting, ...ways[tab % 4]!)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(15);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    const { results } = bodyOf<Voting>(await end(owner, voting, 'revealed').expect(200));
    expect(results?.reduce((sum, { dots }) => sum + dots, 0)).toBe(3);
  });

  test('counts dots on a note only while it is there', async () => {
    await board();
    const voting = await start();
    await give(commenter, voting, [notes[0], 2], [notes[1], 1]).expect(200);
    await setNote('note.remove', notes[0]);
    expect(await see(commenter)).toMatchObject({ own: [{ noteId: notes[1], dots: 1 }] });
    await give(editor, voting, [notes[0], 1]).expect(200);
    const { results } = bodyOf<Voting>(await end(owner, voting, 'revealed').expect(200));
    expect(results).toEqual([{ noteId: notes[1], dots: 1 }]);
  });

  test('is over by the server’s time', async () => {
    await board();
    const voting = await start({ seconds: 10 });
    const { startedAt, endsAt } = voting;
    expect(Date.parse(endsAt ?? '') - Date.parse(startedAt)).toBe(10_000);
    await give(commenter, voting, [notes[0], 1]).expect(200);
    await service.ctx.pool.query(
      "UPDATE votings SET ends_at = ends_at - interval '10 seconds' WHERE id = $1",
      [voting.id],
    );
    await give(commenter, voting, [notes[1], 1]).expect(409);
    expect(await see(commenter)).toMatchObject({
      voting: { state: 'closed', voters: 1, results: null },
      own: [{ noteId: notes[0], dots: 1 }],
    });
  });

  test('waits for a vote that is on its way, and takes none after it has ended', async () => {
    await board();
    const voting = await start();
    const holding = await service.ctx.pool.connect();
    await holding.query('BEGIN');
    await holding.query('UPDATE votings SET closed_at = now() WHERE id = $1', [voting.id]);
    const late = give(commenter, voting, [notes[0], 1]).then(({ status }) => status);
    await blockedBy(holding);
    await holding.query('COMMIT');
    holding.release();
    expect(await late).toBe(409);
    expect(await see(commenter)).toMatchObject({ voting: { voters: 0 } });
  });
});

/** Waits until a connection of the pool waits for a lock of this one. */
async function blockedBy(client: {
  query: (sql: string) => Promise<{ rows: { pid: number }[] }>;
}): Promise<void> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  for (;;) {
    const waiting = await service.ctx.pool.query(
      'SELECT FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))',
      [rows[0]?.pid],
    );
    if (waiting.rowCount) return;
    await delay(5);
  }
}

describe('a new voting', () => {
  test('ends the one before', async () => {
    await board();
    const first = await start();
    const second = await start({ title: 'And now?' });
    await give(commenter, first, [notes[0], 1]).expect(409);
    await end(owner, first, 'revealed').expect(409);
    await give(commenter, second, [notes[0], 1]).expect(200);
    expect((await see(viewer)).voting?.id).toBe(second.id);
  });

  test('is there once when it is sent again, and one of ten that are started at once is open', async () => {
    await board();
    const id = randomUUID();
    const first = await start({ id });
    expect(await start({ id, title: 'Other' })).toEqual(first);
    await Promise.all(Array.from({ length: 10 }, () => start()));
    const { rows } = await service.ctx.pool.query(
      'SELECT id FROM votings WHERE canvas_id = $1 AND closed_at IS NULL',
      [canvasId],
    );
    expect(rows).toEqual([{ id: (await see(owner)).voting?.id }]);
    const elsewhere = await makeCanvas(owner, groupId);
    await owner.call('post', `/canvases/${elsewhere}/votings`, { id, title: 'Here' }).expect(201);
  });

  test.each([
    ['dots', { dots: 0 }],
    ['dots', { dots: 21 }],
    ['seconds', { seconds: 5 }],
    ['title', { title: ' ' }],
  ])('with a bad %s is refused', async (path, body) => {
    expect(pathsOf(await begin(owner, body).expect(422))).toEqual([path]);
  });
});

describe('taking a voting off the board', () => {
  test('leaves none, not even the one before', async () => {
    await board();
    const first = await start();
    const second = await start();
    await give(commenter, second, [notes[0], 1]).expect(200);
    await takeOff(owner, second).expect(204);
    await takeOff(owner, second).expect(404);
    await takeOff(owner, first).expect(404);
    expect(await see(viewer)).toEqual({ voting: null, own: [] });
    await give(commenter, second, [notes[0], 1]).expect(404);
  });
});

describe('guests', () => {
  test('vote within the role of their link, and lead nothing', async () => {
    await board();
    const voting = await start();
    const guest = await guestOf(service, owner, canvasId, 'commenter');
    await give(guest, voting, [notes[0], 1]).expect(200);
    const seen = await see(guest);
    expect(seen.own).toEqual([{ noteId: notes[0], dots: 1 }]);
    expect(seen.voting?.startedBy.name).toBe(owner.name);
    await begin(guest).expect(403);
    const looking = await guestOf(service, owner, canvasId, 'viewer');
    expect(await see(looking)).toMatchObject({
      voting: { voters: 1, results: null, startedBy: { name: '' } },
    });
    await give(looking, voting, [notes[0], 1]).expect(403);
  });
});

describe('a deleted account', () => {
  test('has voted for nothing', async () => {
    await board();
    const voting = await start();
    await give(commenter, voting, [notes[0], 1]).expect(200);
    await service.internal('delete', `/people/${commenter.id}`).expect(204);
    expect((await see(owner)).voting).toMatchObject({ voters: 0 });
  });
});
