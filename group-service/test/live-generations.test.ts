import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Edit } from '@aibmc/common/canvas/edits';
import { newId } from '@aibmc/common/ids';
import { putUp, suggest } from '../../common/test/suggested.ts';
import { type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas, type Replica, startReplica, until } from './live-harness.ts';

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

const noticeOf = (userId: string) => {
  return { generationId: newId(), userId, task: 'canvas' as const, status: 'running' as const };
};

test('everybody who has a canvas open is told how it stands with a generation, whatever their role and replica', async () => {
  const { groupId, owner, people } = await service.groupWith('editor', 'commenter', 'viewer');
  const canvasId = await makeCanvas(owner, groupId);
  const elsewhere = await one.open(owner, await makeCanvas(owner, groupId));
  const clients = await Promise.all(
    [owner, ...people].map((person, index) => (index % 2 === 0 ? one : two).open(person, canvasId)),
  );
  const notice = noticeOf(owner.id);
  const tell = (body: object, token?: string) =>
    service.internal('post', `/canvases/${canvasId}/generations`, body, token);
  await tell(notice).expect(204);
  for (const client of clients) {
    expect(await client.next('generation')).toEqual({ type: 'generation', ...notice });
  }
  await tell({ ...notice, status: 'done' }).expect(204);
  for (const client of clients) expect(await client.next('generation')).toMatchObject({ status: 'done' });

  await tell(notice, owner.token).expect(401);
  await tell({ ...notice, status: 'lost' }).expect(422);
  await service.anyone('post', `/internal/canvases/${canvasId}/generations`, notice).expect(404);
  expect(elsewhere.frames.filter(({ type }) => type === 'generation')).toEqual([]);
  await Promise.all([elsewhere, ...clients].map((client) => client.close()));
});

test('what nobody understands is not told', async () => {
  const ada = service.person();
  const canvasId = await makeCanvas(ada);
  const client = await one.open(ada, canvasId);
  const notice = noticeOf(ada.id);
  const superuser = await service.db.superuser();
  const odd = ['', '{', 'null', { canvasId }, { canvasId, ...notice, task: 'dance' }, notice];
  // a newer version may say more of it
  const newer = { canvasId, ...notice, mood: 'good' };
  for (const payload of [...odd, newer]) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await superuser.query("SELECT pg_notify('canvas_generations', $1)", [text]);
  }
  await superuser.end();
  expect(await client.next('generation')).toEqual({ type: 'generation', ...notice });
  await two.edit(ada, canvasId, [addNote()]);
  await until(() => client.edits().length === 1);
  expect(client.frames.filter(({ type }) => type === 'generation')).toHaveLength(1);
  await client.close();
});

test('suggestions are live edits, of those who may edit', async () => {
  const { groupId, owner, people } = await service.groupWith('editor', 'commenter', 'viewer');
  const canvasId = await makeCanvas(owner, groupId);
  const [editor, ...others] = people as [Person, Person, Person];
  const edits: Edit[] = [putUp(suggest.note('channels', 'Stall'))];
  for (const person of others) {
    const client = await one.open(person, canvasId);
    client.send({ type: 'edits', edits });
    expect(await client.next('reject')).toMatchObject({ code: 'forbidden' });
    await client.close();
  }
  const watching = await two.open(owner, canvasId);
  const client = await one.open(editor, canvasId);
  client.send({ type: 'edits', edits });
  await client.next('ack');
  await until(() => watching.edits().length === 1);
  expect(watching.edits()[0]).toMatchObject(edits[0]!);
  await Promise.all([client.close(), watching.close()]);
});
