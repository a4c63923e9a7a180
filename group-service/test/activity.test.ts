import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Activity, NewInvitation } from '@aibmc/common/contract/groups';
import type { Notification } from '@aibmc/common/contract/notifications';
import type { Page } from '@aibmc/common/cursor';
import { purge } from '../src/domain/purge.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { makeCanvas } from './live-harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function activityOf(person: Person, groupId: string, query = ''): Promise<Activity[]> {
  return bodyOf<Page<Activity>>(await person.call('get', `/groups/${groupId}/activity${query}`).expect(200))
    .items;
}

describe('GET /groups/:groupId/activity', () => {
  test('tells owners all that happened, newest first, and who changed access', async () => {
    const { groupId, owner, people } = await service.groupWith('editor', 'viewer');
    const [editor, viewer] = people as [Person, Person];
    await owner.call('patch', `/groups/${groupId}`, { name: 'Millers', description: 'Flour' }).expect(200);
    await owner.call('patch', `/groups/${groupId}`, { description: 'Flour and water' }).expect(200);
    await owner.call('patch', `/groups/${groupId}/members/${editor.id}`, { role: 'commenter' }).expect(200);
    await owner.call('patch', `/groups/${groupId}/members/${editor.id}`, { role: 'commenter' }).expect(200);
    const { id } = bodyOf<NewInvitation>(
      await owner.call('post', `/groups/${groupId}/invitations`, { role: 'viewer' }).expect(201),
    );
    await owner.call('delete', `/groups/${groupId}/invitations/${id}`).expect(204);
    const canvasId = await makeCanvas(owner, groupId);
    const canvas = { id: canvasId, title: 'Bread' };
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    await owner.call('post', `/trash/canvases/${canvasId}/restore`).expect(200);
    await owner.call('post', `/canvases/${canvasId}/copy`, { groupId, title: 'Rolls' }).expect(201);
    await owner.call('post', `/canvases/${canvasId}/move`, { groupId: null }).expect(200);
    await owner.call('post', `/canvases/${canvasId}/move`, { groupId }).expect(200);
    await viewer.call('delete', `/groups/${groupId}/members/${viewer.id}`).expect(204);
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    await owner.call('post', `/trash/groups/${groupId}/restore`).expect(200);
    const happened = (await activityOf(owner, groupId)).reverse();
    const by = (person: Person) => ({ id: person.id, name: person.name });
    expect(happened).toMatchObject([
      { kind: 'group-created', actor: by(owner), person: null, canvas: null },
      { kind: 'invitation-made', role: 'editor' },
      { kind: 'member-joined', actor: by(editor), role: 'editor' },
      { kind: 'invitation-made', role: 'viewer' },
      { kind: 'member-joined', actor: by(viewer), role: 'viewer' },
      { kind: 'group-renamed', actor: by(owner) },
      { kind: 'role-changed', person: by(editor), role: 'commenter', roleBefore: 'editor' },
      { kind: 'invitation-made', role: 'viewer' },
      { kind: 'invitation-revoked', role: 'viewer' },
      { kind: 'canvas-created', canvas },
      { kind: 'canvas-deleted', canvas },
      { kind: 'canvas-restored', canvas },
      { kind: 'canvas-copied', canvas: { title: 'Rolls' } },
      { kind: 'canvas-moved-out', canvas },
      { kind: 'canvas-moved-in', canvas },
      { kind: 'member-left', actor: by(viewer), person: by(viewer), roleBefore: 'viewer' },
      { kind: 'member-removed', actor: by(owner), person: by(editor), roleBefore: 'commenter' },
      { kind: 'group-deleted', actor: by(owner) },
      { kind: 'group-restored', actor: by(owner) },
    ]);
    const ofCanvas = await activityOf(owner, groupId, `?canvasId=${canvasId}`);
    expect(ofCanvas.map(({ kind }) => kind)).toEqual([
      'canvas-moved-in',
      'canvas-moved-out',
      'canvas-restored',
      'canvas-deleted',
      'canvas-created',
    ]);
  });

  test('tells members nothing of who changed access, also not by paging', async () => {
    const { groupId, owner, people } = await service.groupWith('editor', 'owner');
    const [editor] = people as [Person];
    await makeCanvas(editor, groupId);
    const kinds = (await activityOf(editor, groupId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['canvas-created', 'group-created']);
    expect((await activityOf(owner, groupId)).length).toBeGreaterThan(2);
    const first = bodyOf<Page<Activity>>(
      await editor.call('get', `/groups/${groupId}/activity?limit=1`).expect(200),
    );
    const rest = await activityOf(editor, groupId, `?cursor=${first.nextCursor}`);
    expect(rest.map(({ kind }) => kind)).toEqual(['group-created']);
    await service.person().call('get', `/groups/${groupId}/activity`).expect(404);
  });

  test('keeps what happened for 400 days', async () => {
    const { groupId, owner } = await service.groupWith();
    const old = '0198a000-0000-7000-8000-000000000000';
    await service.ctx.pool.query(
      `INSERT INTO activity (id, group_id, kind, actor, at) VALUES ($1, $2, 'group-renamed', $3, '2025-08-13')`,
      [old, groupId, owner.id],
    );
    await purge(service.ctx.pool);
    expect((await activityOf(owner, groupId)).map(({ kind }) => kind)).toEqual(['group-created']);
  });
});

describe('a role that is changed', () => {
  test('is told to whom it concerns, once, and not to who changed it', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const [member] = people as [Person];
    for (let times = 0; times < 2; times += 1) {
      await owner.call('patch', `/groups/${groupId}/members/${member.id}`, { role: 'editor' }).expect(200);
    }
    await member.call('get', '/notifications').expect(200);
    const { items } = bodyOf<Page<Notification>>(await member.call('get', '/notifications').expect(200));
    expect(items).toMatchObject([
      { kind: 'role-changed', role: 'editor', actor: { id: owner.id }, group: { id: groupId } },
    ]);
    expect(bodyOf<Page<Notification>>(await owner.call('get', '/notifications').expect(200)).items).toEqual(
      [],
    );
  });
});
