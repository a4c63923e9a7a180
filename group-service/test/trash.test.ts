import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CanvasDetail, CanvasSummary, TrashedCanvas } from '@aibmc/common/contract/canvases';
import type { Group, NewInvitation, TrashedGroup } from '@aibmc/common/contract/groups';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { purge } from '../src/domain/purge.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNotes, makeCanvas, type Replica, startReplica } from './live-harness.ts';

let service: GroupService;
let replica: Replica;
beforeAll(async () => {
  service = await startGroupService();
  replica = await startReplica(service);
});
afterAll(async () => {
  await replica.stop();
  await service.stop();
});

async function trashedGroups(person: Person): Promise<TrashedGroup[]> {
  return bodyOf<Page<TrashedGroup>>(await person.call('get', '/trash/groups').expect(200)).items;
}

async function trashedCanvases(person: Person): Promise<TrashedCanvas[]> {
  return bodyOf<Page<TrashedCanvas>>(await person.call('get', '/trash/canvases').expect(200)).items;
}

async function canvasIds(person: Person): Promise<string[]> {
  const { items } = bodyOf<Page<CanvasSummary>>(await person.call('get', '/canvases').expect(200));
  return items.map(({ id }) => id);
}

/** As if it had been deleted so long ago. */
async function age(table: 'groups' | 'canvases', id: string, by: string): Promise<void> {
  await service.ctx.pool.query(
    `UPDATE ${table} SET deleted_at = deleted_at - $2::interval WHERE id = $1 AND deleted_at IS NOT NULL`,
    [id, by],
  );
}

describe('a group that is deleted', () => {
  test('is 404 for every route, and in no list', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const [editor] = people as [Person];
    const canvasId = await makeCanvas(editor, groupId);
    const invitation = bodyOf<NewInvitation>(
      await owner.call('post', `/groups/${groupId}/invitations`, { code: true }).expect(201),
    );
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    for (const one of [owner, editor]) {
      await one.call('get', `/groups/${groupId}`).expect(404);
      await one.call('patch', `/groups/${groupId}`, { name: 'x' }).expect(404);
      await one.call('delete', `/groups/${groupId}`).expect(404);
      await one.call('get', `/groups/${groupId}/members`).expect(404);
      await one.call('patch', `/groups/${groupId}/members/${editor.id}`, { role: 'viewer' }).expect(404);
      await one.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(404);
      await one.call('get', `/groups/${groupId}/invitations`).expect(404);
      await one.call('post', `/groups/${groupId}/invitations`, {}).expect(404);
      await one.call('delete', `/groups/${groupId}/invitations/${invitation.id}`).expect(404);
      await one.call('get', `/groups/${groupId}/activity`).expect(404);
      await one.call('get', `/canvases?groupId=${groupId}`).expect(404);
      await one.call('post', '/canvases', { title: 'Bread', groupId }).expect(404);
      await one.call('get', `/canvases/${canvasId}`).expect(404);
      await one.call('post', `/canvases/${canvasId}/edits`, { edits: addNotes(1) }).expect(404);
      expect(bodyOf<Page<Group>>(await one.call('get', '/groups').expect(200)).items).toEqual([]);
      expect(await canvasIds(one)).toEqual([]);
    }
    const own = await makeCanvas(owner);
    await owner.call('post', `/canvases/${own}/move`, { groupId }).expect(404);
    await owner.call('post', `/canvases/${own}/copy`, { groupId }).expect(404);
    for (const given of [invitation.token, invitation.code ?? '']) {
      await service.anyone('get', `/invitations/${given}`).expect(404);
      await service.person().call('post', `/invitations/${given}/accept`).expect(404);
    }
  });

  test('comes back by its owners alone, with its members and the canvases that went with it', async () => {
    const { groupId, owner, people } = await service.groupWith('owner', 'editor');
    const [other, editor] = people as [Person, Person];
    const [kept, deletedBefore] = [await makeCanvas(editor, groupId), await makeCanvas(editor, groupId)];
    await owner.call('delete', `/canvases/${deletedBefore}`).expect(204);
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    expect(await trashedGroups(other)).toMatchObject([
      { id: groupId, name: 'Bakers', canvasCount: 1, deletedBy: 'Owner' },
    ]);
    const [{ deletedAt, goneAt }] = (await trashedGroups(owner)) as [TrashedGroup];
    expect(Date.parse(goneAt) - Date.parse(deletedAt)).toBe(30 * 24 * 3_600_000);
    expect(await trashedGroups(editor)).toEqual([]);
    expect(await trashedCanvases(owner)).toEqual([]);
    await editor.call('post', `/trash/groups/${groupId}/restore`).expect(404);
    await service.person().call('post', `/trash/groups/${groupId}/restore`).expect(404);
    const inTheWay = await owner.call('post', `/trash/canvases/${deletedBefore}/restore`).expect(409);
    expect(bodyOf<Problem>(inTheWay).detail).toMatch('restore the group first');
    const restored = bodyOf<Group>(await other.call('post', `/trash/groups/${groupId}/restore`).expect(200));
    expect(restored).toMatchObject({ id: groupId, role: 'owner', memberCount: 3, canvasCount: 1 });
    await other.call('post', `/trash/groups/${groupId}/restore`).expect(404);
    expect(await canvasIds(editor)).toEqual([kept]);
    expect((await trashedCanvases(owner)).map(({ id }) => id)).toEqual([deletedBefore]);
    await owner.call('post', `/trash/canvases/${deletedBefore}/restore`).expect(200);
    expect((await canvasIds(editor)).sort()).toEqual([kept, deletedBefore].sort());
  });

  test('ends the connections on its canvases at once', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const canvasId = await makeCanvas(owner, groupId);
    const clients = await Promise.all([owner, ...people].map((one) => replica.open(one, canvasId)));
    const began = Date.now();
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    for (const client of clients) expect((await client.closed).code).toBe(4404);
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test('takes in no canvas that is made, moved or copied meanwhile', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner');
      const [other] = people as [Person];
      const own = await makeCanvas(other);
      const answers = await Promise.all([
        other.call('post', '/canvases', { title: 'Late', groupId }),
        other.call('post', `/canvases/${own}/copy`, { groupId }),
        other.call('post', `/canvases/${own}/move`, { groupId }),
        owner.call('delete', `/groups/${groupId}`),
      ]);
      expect(answers.pop()?.status).toBe(204);
      for (const { status } of answers) expect([200, 201, 404]).toContain(status);
      const { rows } = await service.ctx.pool.query('SELECT id FROM canvases WHERE group_id = $1', [groupId]);
      expect(rows).toEqual([]);
    }
  });
});

describe('a canvas that is deleted', () => {
  test('is restored by who owns the place where it was, as it was', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const [editor] = people as [Person];
    const canvasId = await makeCanvas(editor, groupId);
    await editor.call('post', `/canvases/${canvasId}/edits`, { edits: addNotes(2) }).expect(200);
    const before = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${canvasId}`).expect(200));
    await editor.call('delete', `/canvases/${canvasId}`).expect(403);
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    await owner.call('delete', `/canvases/${canvasId}`).expect(404);
    expect(await trashedCanvases(owner)).toMatchObject([
      { id: canvasId, groupId, groupName: 'Bakers', noteCount: 2, deletedBy: 'Owner' },
    ]);
    expect(await trashedCanvases(editor)).toEqual([]);
    await editor.call('post', `/trash/canvases/${canvasId}/restore`).expect(404);
    await owner.call('post', `/trash/canvases/${canvasId}/restore`).expect(200);
    await owner.call('post', `/trash/canvases/${canvasId}/restore`).expect(404);
    expect(bodyOf(await owner.call('get', `/canvases/${canvasId}`).expect(200))).toEqual(before);
    expect(await trashedCanvases(owner)).toEqual([]);
  });

  test('of one person alone comes back to them, and to nobody else', async () => {
    const ada = service.person();
    const canvasId = await makeCanvas(ada);
    await ada.call('delete', `/canvases/${canvasId}`).expect(204);
    expect(await trashedCanvases(ada)).toMatchObject([{ id: canvasId, groupId: null, groupName: null }]);
    await service.person().call('post', `/trash/canvases/${canvasId}/restore`).expect(404);
    await ada.call('post', `/trash/canvases/${randomUUID()}/restore`).expect(404);
    await ada.call('post', `/trash/canvases/${canvasId}/restore`).expect(200);
    expect(await canvasIds(ada)).toEqual([canvasId]);
  });

  test('and restored by two at once is restored once', async () => {
    const { groupId, owner, people } = await service.groupWith('owner');
    const canvasId = await makeCanvas(owner, groupId);
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    const answers = await Promise.all(
      [owner, ...people].map((one) => one.call('post', `/trash/canvases/${canvasId}/restore`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('pages without gaps, personal ones and those of groups together', async () => {
    const { groupId, owner } = await service.groupWith();
    const made: string[] = [];
    for (const place of [groupId, undefined, groupId, undefined, groupId]) {
      const id = await makeCanvas(owner, place);
      await owner.call('delete', `/canvases/${id}`).expect(204);
      made.unshift(id);
    }
    const ids: string[] = [];
    let cursor = '';
    do {
      const answer = await owner.call('get', `/trash/canvases?limit=2${cursor}`).expect(200);
      const page = bodyOf<Page<TrashedCanvas>>(answer);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(ids).toEqual(made);
  });
});

describe('after 30 days', () => {
  test('what is in the trash cannot be restored, and is removed for good', async () => {
    const { groupId, owner } = await service.groupWith('editor');
    const [inGroup, alone] = [await makeCanvas(owner, groupId), await makeCanvas(owner)];
    await owner.call('post', `/canvases/${alone}/edits`, { edits: addNotes(20) }).expect(200);
    await owner.call('delete', `/canvases/${alone}`).expect(204);
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    for (const id of [inGroup, alone]) await age('canvases', id, '29 days 23 hours');
    await age('groups', groupId, '29 days 23 hours');
    await purge(service.ctx.pool);
    expect(await trashedGroups(owner)).toHaveLength(1);
    expect(await trashedCanvases(owner)).toHaveLength(1);
    for (const id of [inGroup, alone]) await age('canvases', id, '1 hour 1 minute');
    await age('groups', groupId, '1 hour 1 minute');
    expect(await trashedGroups(owner)).toEqual([]);
    expect(await trashedCanvases(owner)).toEqual([]);
    await owner.call('post', `/trash/groups/${groupId}/restore`).expect(404);
    await owner.call('post', `/trash/canvases/${alone}/restore`).expect(404);
    for (const id of [inGroup, alone]) await age('canvases', id, '1 hour');
    await age('groups', groupId, '1 hour');
    await Promise.all([purge(service.ctx.pool), purge(service.ctx.pool)]);
    const { rows } = await service.ctx.pool.query(
      `SELECT id FROM canvases WHERE id = ANY ($1) UNION ALL SELECT id FROM groups WHERE id = $2
       UNION ALL SELECT edit_id FROM edits WHERE canvas_id = ANY ($1)`,
      [[inGroup, alone], groupId],
    );
    expect(rows).toEqual([]);
  });

  test('a purge leaves what lives alone', async () => {
    const { groupId, owner } = await service.groupWith();
    const canvasId = await makeCanvas(owner, groupId);
    await purge(service.ctx.pool);
    expect(await canvasIds(owner)).toEqual([canvasId]);
  });
});
