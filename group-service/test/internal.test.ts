import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Group, Member, NewInvitation } from '@aibmc/common/contract/groups';
import type { Page } from '@aibmc/common/cursor';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function makeCanvas(person: Person, groupId?: string): Promise<string> {
  const answer = await person.call('post', '/canvases', { title: 'Bread', groupId }).expect(201);
  return bodyOf<CanvasSummary>(answer).id;
}

function addNote() {
  const note = { id: randomUUID(), block: 'channels', text: 'Shop' };
  return { id: randomUUID(), type: 'note.add', note };
}

async function membersOf(person: Person, groupId: string): Promise<Member[]> {
  return bodyOf<Page<Member>>(await person.call('get', `/groups/${groupId}/members`).expect(200)).items;
}

describe('the second port', () => {
  test('tells life and readiness, and lets only the cluster make calls', async () => {
    const { owner } = await service.groupWith();
    const canvasId = await makeCanvas(owner);
    const path = `/canvases/${canvasId}?userId=${owner.id}`;
    await service.internal('get', path).expect(200);
    await service.internal('get', path, undefined, 'wrong-token').expect(401);
    await service.internal('get', path, undefined, owner.token).expect(401);
    await service.anyone('get', `/internal${path}`).expect(404);
    await service.internal('delete', `/people/${owner.id}`, undefined, 'wrong-token').expect(401);
  });

  test('is ready while the database answers', async () => {
    const { createSecondApp } = await import('../src/app.ts');
    const { default: request } = await import('supertest');
    const app = createSecondApp(service.ctx);
    await request(app).get('/livez').expect(200);
    await request(app).get('/readyz').expect(200);
    const broken = createSecondApp({
      ...service.ctx,
      pool: { query: () => Promise.reject(new Error('away')) } as unknown as typeof service.ctx.pool,
    });
    await request(broken).get('/readyz').expect(503);
    const { text } = await request(app).get('/metrics').expect(200);
    expect(text).toMatch('edit_batch_edits');
  });
});

describe('GET /internal/canvases/:canvasId', () => {
  test('gives the canvas as the person may see it', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const canvasId = await makeCanvas(owner, groupId);
    const body = bodyOf<CanvasDetail>(
      await service.internal('get', `/canvases/${canvasId}?userId=${people[0]!.id}`).expect(200),
    );
    expect(body).toMatchObject({ canvas: { id: canvasId }, role: 'viewer' });
    await service.internal('get', `/canvases/${canvasId}?userId=${randomUUID()}`).expect(404);
    await service.internal('get', `/canvases/${canvasId}`).expect(422);
  });
});

describe('POST /internal/canvases/:canvasId/edits', () => {
  test('applies edits on behalf of a person, as by AI, to the person’s rights', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const canvasId = await makeCanvas(owner, groupId);
    const send = (userId: string, edits: object[]) =>
      service.internal('post', `/canvases/${canvasId}/edits`, { userId, edits });
    await send(people[0]!.id, [addNote()]).expect(403);
    await send(randomUUID(), [addNote()]).expect(404);
    const edit = addNote();
    const body = bodyOf<AppliedEdits>(await send(owner.id, [edit]).expect(200));
    expect(body).toEqual({ revision: 1, edits: [{ id: edit.id, revision: 1 }] });
    const detail = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${canvasId}`).expect(200));
    expect(detail.notes).toMatchObject([{ id: edit.note.id, origin: 'ai', author: owner.id }]);
    const log = bodyOf<EditsLog>(await owner.call('get', `/canvases/${canvasId}/edits`).expect(200));
    expect(log.edits).toMatchObject([{ origin: 'ai' }]);
  });
});

describe('DELETE /internal/people/:userId', () => {
  const forget = (person: Person) => service.internal('delete', `/people/${person.id}`).expect(204);

  test('removes name, memberships, invitations and personal canvases; may be repeated', async () => {
    const { groupId, owner, people } = await service.groupWith('owner', 'editor');
    const [leaver, editor] = people as [Person, Person];
    const shared = await makeCanvas(leaver, groupId);
    await leaver.call('post', `/canvases/${shared}/edits`, { edits: [addNote()] }).expect(200);
    const invitation = bodyOf<NewInvitation>(
      await leaver.call('post', `/groups/${groupId}/invitations`, {}).expect(201),
    );
    const personal = await makeCanvas(leaver);
    await forget(leaver);
    await forget(leaver);
    expect((await membersOf(owner, groupId)).map(({ userId }) => userId)).toEqual([owner.id, editor.id]);
    await service.anyone('get', `/invitations/${invitation.token}`).expect(404);
    const detail = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${shared}`).expect(200));
    expect(detail.people).toEqual([{ id: leaver.id, name: '' }]);
    const { rows } = await service.ctx.pool.query('SELECT FROM canvases WHERE id = $1', [personal]);
    expect(rows).toEqual([]);
  });

  test('a token that is still valid brings nobody back', async () => {
    const ada = service.person('Ada');
    await makeCanvas(ada);
    await forget(ada);
    await ada.call('get', '/canvases').expect(401);
    await ada.call('post', '/groups', { name: 'x' }).expect(401);
    const unseen = service.person('Never here');
    await forget(unseen);
    await unseen.call('post', '/canvases', { title: 'x' }).expect(401);
    // Another replica that still remembers the name does not check it again, and may make nothing all the same.
    const onReplica = (await service.replica())(service.person('Bob'));
    await onReplica.call('get', '/groups').expect(200);
    await forget(onReplica);
    await onReplica.call('get', '/groups').expect(200, { items: [], nextCursor: null });
    await onReplica.call('post', '/groups', { name: 'x' }).expect(401);
    await onReplica.call('post', '/canvases', { title: 'x' }).expect(401);
    const { rows } = await service.ctx.pool.query('SELECT name FROM people WHERE id = ANY($1)', [
      [ada.id, unseen.id, onReplica.id],
    ]);
    expect(rows).toEqual([{ name: '' }, { name: '' }, { name: '' }]);
  });

  test('a group passes to its strongest member, of equals to the first', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer', 'editor', 'editor');
    const [viewer, first, second] = people as [Person, Person, Person];
    await forget(owner);
    expect(await membersOf(viewer, groupId)).toMatchObject([
      { userId: viewer.id, role: 'viewer' },
      { userId: first.id, role: 'owner' },
      { userId: second.id, role: 'editor' },
    ]);
  });

  test('a group with another owner stays as it is, one of nobody else is deleted with its canvases', async () => {
    const kept = await service.groupWith('owner', 'editor');
    await forget(kept.owner);
    expect((await membersOf(kept.people[0]!, kept.groupId)).map(({ role }) => role)).toEqual([
      'owner',
      'editor',
    ]);
    const lone = await service.groupWith();
    const canvasId = await makeCanvas(lone.owner, lone.groupId);
    await forget(lone.owner);
    const { rows } = await service.ctx.pool.query(
      'SELECT id FROM groups WHERE id = $1 UNION ALL SELECT id FROM canvases WHERE id = $2',
      [lone.groupId, canvasId],
    );
    expect(rows).toEqual([]);
  });

  test('all members forgotten at once, while they write, leave nothing behind', async () => {
    const { groupId, owner, people } = await service.groupWith('owner', 'editor', 'viewer');
    const canvasId = await makeCanvas(owner, groupId);
    const all = [owner, ...people];
    const writing = all.map((one) => one.call('post', `/canvases/${canvasId}/edits`, { edits: [addNote()] }));
    const [answers] = await Promise.all([Promise.all(writing), Promise.all(all.map(forget))]);
    for (const { status } of answers) expect([200, 401, 403, 404]).toContain(status);
    const { rows } = await service.ctx.pool.query<Group>('SELECT id FROM groups WHERE id = $1', [groupId]);
    expect(rows).toEqual([]);
  });
});
