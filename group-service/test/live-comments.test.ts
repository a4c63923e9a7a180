import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Voting } from '@aibmc/common/contract/comments';
import type { LiveClient } from '../../tests/support/live-client.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas, type Replica, startReplica, until } from './live-harness.ts';
import { commentsOf, guestOf, say } from './talk.ts';

let service: GroupService;
let one: Replica;
let two: Replica;
beforeAll(async () => {
  service = await startGroupService();
  one = await startReplica(service);
  two = await startReplica(service);
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await service.stop();
});

interface Board {
  canvasId: string;
  noteId: string;
  owner: Person;
  commenter: Person;
  viewer: Person;
}

async function board(): Promise<Board> {
  const { groupId, owner, people } = await service.groupWith('commenter', 'viewer');
  const [commenter, viewer] = people as [Person, Person];
  const canvasId = await makeCanvas(owner, groupId);
  const edit = addNote();
  await one.edit(owner, canvasId, [edit]);
  return { canvasId, noteId: edit.note.id, owner, commenter, viewer };
}

const typesOf = ({ frames }: LiveClient): string[] => frames.map(({ type }) => type);

/** The comments that a client knows: of each the one with the highest seq. */
function known({ frames }: LiveClient) {
  const byId = new Map(
    frames.flatMap((frame) => (frame.type === 'comment' ? [[frame.comment.id, frame.comment] as const] : [])),
  );
  return [...byId.values()].sort((first, second) => first.seq - second.seq);
}

test('comments come live to everybody who may comment, on every replica, and to no viewer', async () => {
  const { canvasId, noteId, owner, commenter, viewer } = await board();
  const guest = await guestOf(service, owner, canvasId, 'commenter');
  const readers = await Promise.all([
    one.open(owner, canvasId),
    two.open(owner, canvasId),
    two.open(commenter, canvasId),
    one.open(guest, canvasId),
  ]);
  const looking = [await one.open(viewer, canvasId), await two.open(viewer, canvasId)];
  const elsewhere = await two.open(owner, await makeCanvas(owner));
  const said = await say(commenter, canvasId, { noteId, text: 'Really?' });
  for (const reader of readers) expect((await reader.next('comment')).comment).toEqual(said);
  const path = `/canvases/${canvasId}/comments/${said.id}`;
  await owner.call('patch', path, { resolved: true }).expect(200);
  for (const reader of readers) {
    const { comment } = await reader.next('comment', ({ comment }) => comment.resolvedAt !== null);
    expect(comment.seq).toBeGreaterThan(said.seq);
  }
  await commenter.call('delete', path).expect(204);
  for (const reader of readers) {
    const { comment } = await reader.next('comment', ({ comment }) => comment.isDeleted);
    expect(comment).toMatchObject({ id: said.id, text: '' });
  }
  await owner.call('post', `/canvases/${canvasId}/votings`, { id: randomUUID(), title: 'x' }).expect(201);
  for (const client of looking) await client.next('voting');
  for (const client of [...looking, elsewhere]) expect(typesOf(client)).not.toContain('comment');
  await Promise.all([...readers, ...looking, elsewhere].map((client) => client.close()));
});

test('who becomes a viewer is told of no comment any more, and who becomes a commenter is', async () => {
  const { canvasId, noteId, owner, commenter, viewer } = await board();
  const { groupId } = (await commentsGroup(owner, canvasId))!;
  const falling = await two.open(commenter, canvasId);
  const rising = await two.open(viewer, canvasId);
  const setRole = (person: Person, role: string) =>
    owner.call('patch', `/groups/${groupId}/members/${person.id}`, { role }).expect(200);
  await setRole(commenter, 'viewer');
  await setRole(viewer, 'commenter');
  await falling.next('role');
  await rising.next('role');
  const said = await say(owner, canvasId, { noteId });
  expect((await rising.next('comment')).comment).toEqual(said);
  expect(typesOf(falling)).not.toContain('comment');
  await Promise.all([falling.close(), rising.close()]);
});

async function commentsGroup(person: Person, canvasId: string): Promise<{ groupId: string } | null> {
  return bodyOf<{ canvas: { groupId: string } }>(
    await person.call('get', `/canvases/${canvasId}`).expect(200),
  ).canvas;
}

test('a crowd that comments at once is followed to the end by both replicas', async () => {
  const { canvasId, noteId, owner, commenter } = await board();
  const readers = [await one.open(owner, canvasId), await two.open(commenter, canvasId)];
  await Promise.all(
    [owner, commenter].flatMap((person) =>
      Array.from({ length: 25 }, () => say(person, canvasId, { noteId })),
    ),
  );
  await until(() => readers.every((reader) => known(reader).length === 50));
  const { items } = await commentsOf(owner, canvasId);
  const expected = items.sort((first, second) => first.seq - second.seq);
  for (const reader of readers) {
    expect(known(reader)).toEqual(expected);
    await reader.close();
  }
});

test('what was said while the connection for notices was cut comes when it is back', async () => {
  const { canvasId, noteId, owner, commenter } = await board();
  const reader = await two.open(commenter, canvasId);
  await say(owner, canvasId, { noteId });
  await reader.next('comment');
  const superuser = await service.db.superuser();
  const cut = () =>
    superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND usename = 'group_service' AND query LIKE ANY
         (ARRAY['LISTEN%', 'SELECT 1', 'SELECT pg_notify($1%'])`,
    );
  for (const _ of [1, 2, 3]) {
    await cut();
    const said = await say(owner, canvasId, { noteId });
    await reader.next('comment', ({ comment }) => comment.id === said.id);
  }
  await superuser.end();
  await reader.close();
});

test('a voting comes live to everybody, and nothing of what others gave before it is revealed', async () => {
  const { canvasId, noteId, owner, commenter, viewer } = await board();
  const clients = [await one.open(viewer, canvasId), await two.open(commenter, canvasId)];
  const voting = bodyOf<Voting>(
    await owner
      .call('post', `/canvases/${canvasId}/votings`, { id: randomUUID(), title: 'First?' })
      .expect(201),
  );
  const path = `/canvases/${canvasId}/votings/${voting.id}`;
  for (const client of clients) expect((await client.next('voting')).voting).toEqual(voting);
  await commenter.call('put', `${path}/dots`, { dots: [{ noteId, dots: 2 }] }).expect(200);
  for (const client of clients) {
    const frame = await client.next('voting', (told) => told.voting?.voters === 1);
    expect(frame.voting?.results).toBeNull();
    expect(JSON.stringify(frame)).not.toContain(noteId);
  }
  await owner.call('patch', path, { state: 'revealed' }).expect(200);
  for (const client of clients) {
    const frame = await client.next('voting', (told) => told.voting?.state === 'revealed');
    expect(frame.voting?.results).toEqual([{ noteId, dots: 2 }]);
  }
  await owner.call('delete', path).expect(204);
  for (const client of clients) {
    await client.next('voting', (told) => told.voting === null);
    await client.close();
  }
});

test('notices that nobody understands upset nobody', async () => {
  const { canvasId, noteId, owner } = await board();
  const reader = await one.open(owner, canvasId);
  for (const channel of ['canvas_comments', 'canvas_votings']) {
    for (const payload of ['', '{', 'null', '{"canvasId":1}', `{"canvasId":"${canvasId}","id":"x"}`]) {
      await service.ctx.pool.query('SELECT pg_notify($1, $2)', [channel, payload]);
    }
  }
  const gone = JSON.stringify({ canvasId, id: randomUUID() });
  await service.ctx.pool.query("SELECT pg_notify('canvas_comments', $1)", [gone]);
  await say(owner, canvasId, { noteId });
  await reader.next('comment');
  expect(typesOf(reader).filter((type) => type === 'comment')).toHaveLength(1);
  await reader.close();
});
