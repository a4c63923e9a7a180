import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Group, Member } from '@aibmc/common/contract/groups';
import type { Problem } from '@aibmc/common/errors';
import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Page } from '@aibmc/common/cursor';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function membersOf(person: Person, groupId: string): Promise<Member[]> {
  return bodyOf<Page<Member>>(await person.call('get', `/groups/${groupId}/members`).expect(200)).items;
}

describe('POST /groups and GET /groups', () => {
  test('who makes a group owns it, and finds it in their list', async () => {
    const ada = service.person();
    const made = bodyOf<Group>(await ada.call('post', '/groups', { name: '  Bakers ' }).expect(201));
    expect(made).toMatchObject({ name: 'Bakers', role: 'owner', memberCount: 1 });
    const body = bodyOf<Page<Group>>(await ada.call('get', '/groups').expect(200));
    expect(body).toEqual({ items: [made], nextCursor: null });
    await ada.call('get', `/groups/${made.id}`).expect(200, made);
  });

  test('pages through many groups without gaps or repeats', async () => {
    const ada = service.person();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ada.call('post', '/groups', { name }).expect(201);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = bodyOf<Page<Group>>(await ada.call('get', `/groups?limit=2${cursor}`).expect(200));
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(names).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  test('names the field that is wrong', async () => {
    const body = bodyOf<Problem>(await service.person().call('post', '/groups', { name: ' ' }).expect(422));
    expect(body).toMatchObject({ code: 'invalid', errors: [{ path: 'name' }] });
    expect(body.requestId).toEqual(expect.any(String));
  });

  test('a cursor that is none is named', async () => {
    const ada = service.person();
    const body = bodyOf<Problem>(await ada.call('get', '/groups?cursor=%00').expect(422));
    expect(body.errors).toEqual([{ path: 'query.cursor', message: expect.any(String) }]);
    await ada.call('get', '/canvases?cursor=MjAyNg').expect(422);
  });

  test('needs a token', async () => {
    const answer = await service.anyone('get', '/groups').expect(401);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(bodyOf<Problem>(answer).code).toBe('unauthenticated');
  });
});

describe('roles on a group', () => {
  test('an outsider is told that there is nothing, by every route', async () => {
    const { groupId, people } = await service.groupWith('editor');
    const outsider = service.person();
    const member = people[0]!;
    await outsider.call('get', `/groups/${groupId}`).expect(404);
    await outsider.call('patch', `/groups/${groupId}`, { name: 'x' }).expect(404);
    await outsider.call('delete', `/groups/${groupId}`).expect(404);
    await outsider.call('get', `/groups/${groupId}/members`).expect(404);
    await outsider.call('patch', `/groups/${groupId}/members/${member.id}`, { role: 'viewer' }).expect(404);
    await outsider.call('delete', `/groups/${groupId}/members/${member.id}`).expect(404);
    await outsider.call('delete', `/groups/${groupId}/members/${outsider.id}`).expect(404);
    await outsider.call('get', `/groups/${groupId}/invitations`).expect(404);
    await outsider.call('post', `/groups/${groupId}/invitations`, { role: 'editor' }).expect(404);
    await outsider.call('delete', `/groups/${groupId}/invitations/${randomUUID()}`).expect(404);
    await outsider.call('get', `/canvases?groupId=${groupId}`).expect(404);
    await outsider.call('get', `/groups/${randomUUID()}`).expect(404);
    await outsider.call('get', '/groups/not-an-id').expect(404);
  });

  test.each(['editor', 'commenter', 'viewer'])('a %s reads, and manages nothing', async (role) => {
    const { groupId, people, owner } = await service.groupWith(role);
    const member = people[0]!;
    const body = bodyOf<Group>(await member.call('get', `/groups/${groupId}`).expect(200));
    expect(body).toMatchObject({ role, memberCount: 2 });
    expect(await membersOf(member, groupId)).toMatchObject([{ name: 'Owner' }, { name: `A ${role}`, role }]);
    await member.call('patch', `/groups/${groupId}`, { name: 'x' }).expect(403);
    await member.call('delete', `/groups/${groupId}`).expect(403);
    await member.call('patch', `/groups/${groupId}/members/${member.id}`, { role: 'owner' }).expect(403);
    await member.call('delete', `/groups/${groupId}/members/${owner.id}`).expect(403);
    await member.call('get', `/groups/${groupId}/invitations`).expect(403);
    await member.call('post', `/groups/${groupId}/invitations`, { role: 'viewer' }).expect(403);
    await member.call('delete', `/groups/${groupId}/invitations/${randomUUID()}`).expect(403);
    await member.call('delete', `/groups/${groupId}/members/${member.id}`).expect(204);
    await member.call('get', `/groups/${groupId}`).expect(404);
  });

  test('an owner describes it, by itself and with the name', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    await owner.call('patch', `/groups/${groupId}`, { description: ' Bread for all \n' }).expect(200);
    const body = bodyOf<Group>(await people[0]!.call('get', `/groups/${groupId}`).expect(200));
    expect(body).toMatchObject({ name: 'Bakers', description: 'Bread for all', canvasCount: 0 });
    await owner.call('patch', `/groups/${groupId}`, { name: 'Millers', description: '' }).expect(200);
    const answer = await owner
      .call('patch', `/groups/${groupId}`, { description: 'x'.repeat(1_001) })
      .expect(422);
    expect(bodyOf<Problem>(answer).errors?.[0]?.path).toBe('description');
  });

  test('an owner renames, changes roles, removes members and deletes the group with its canvases', async () => {
    const { groupId, people, owner } = await service.groupWith('editor', 'viewer');
    const [editor, viewer] = people as [Person, Person];
    const renamed = bodyOf<Group>(
      await owner.call('patch', `/groups/${groupId}`, { name: 'Millers' }).expect(200),
    );
    expect(renamed).toMatchObject({ id: groupId, name: 'Millers', memberCount: 3 });
    await owner.call('patch', `/groups/${groupId}`, {}).expect(200, renamed);
    const member = bodyOf<Member>(
      await owner.call('patch', `/groups/${groupId}/members/${viewer.id}`, { role: 'commenter' }).expect(200),
    );
    expect(member).toMatchObject({ userId: viewer.id, role: 'commenter', name: 'A viewer' });
    await owner.call('delete', `/groups/${groupId}/members/${viewer.id}`).expect(204);
    await owner.call('delete', `/groups/${groupId}/members/${viewer.id}`).expect(404);
    await owner.call('patch', `/groups/${groupId}/members/${viewer.id}`, { role: 'viewer' }).expect(404);
    const canvas = bodyOf<CanvasSummary>(
      await editor.call('post', '/canvases', { title: 'Bread', groupId }).expect(201),
    );
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    await owner.call('get', `/groups/${groupId}`).expect(404);
    await editor.call('get', `/canvases/${canvas.id}`).expect(404);
  });
});

describe('a group always keeps an owner', () => {
  test('its only owner neither leaves nor steps down', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const body = bodyOf<Problem>(
      await owner.call('delete', `/groups/${groupId}/members/${owner.id}`).expect(409),
    );
    expect(body.code).toBe('last-owner');
    await owner.call('patch', `/groups/${groupId}/members/${owner.id}`, { role: 'editor' }).expect(409);
    await owner.call('patch', `/groups/${groupId}/members/${owner.id}`, { role: 'owner' }).expect(200);
    await owner.call('patch', `/groups/${groupId}/members/${people[0]!.id}`, { role: 'owner' }).expect(200);
    await owner.call('delete', `/groups/${groupId}/members/${owner.id}`).expect(204);
  });

  test('two owners who leave at once: one stays', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner');
      const other = people[0]!;
      const answers = await Promise.all(
        [owner, other].map((one) => one.call('delete', `/groups/${groupId}/members/${one.id}`)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    }
  });

  test('two owners who demote each other at once: one is obeyed', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner');
      const other = people[0]!;
      const answers = await Promise.all([
        owner.call('patch', `/groups/${groupId}/members/${other.id}`, { role: 'viewer' }),
        other.call('patch', `/groups/${groupId}/members/${owner.id}`, { role: 'viewer' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      const roles = (await membersOf(owner, groupId)).map(({ role }) => role).sort();
      expect(roles).toEqual(['owner', 'viewer']);
    }
  });
});

describe('ids in capital letters', () => {
  test('are the same ids: a viewer leaves by theirs, and a canvas stays with its links where it is', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const [viewer] = people as [Person];
    const group = groupId.toUpperCase();
    await viewer.call('delete', `/groups/${group}/members/${viewer.id.toUpperCase()}`).expect(204);
    const made = await owner.call('post', '/canvases', { title: 'Bikes', groupId: group }).expect(201);
    const { id } = made.body as { id: string };
    await owner.call('post', `/canvases/${id}/share-links`, {}).expect(201);
    await owner.call('post', `/canvases/${id}/move`, { groupId: group }).expect(200);
    const links = await owner.call('get', `/canvases/${id}/share-links`).expect(200);
    expect(bodyOf<Page<object>>(links).items).toHaveLength(1);
  });
});

describe('names of people', () => {
  test('follow the token', async () => {
    const { groupId, owner } = await service.groupWith();
    expect(await membersOf(owner, groupId)).toMatchObject([{ userId: owner.id, name: 'Owner' }]);
    const renamed = service.person('Ada Lovelace', owner.id);
    expect(await membersOf(renamed, groupId)).toMatchObject([{ userId: owner.id, name: 'Ada Lovelace' }]);
  });

  test('so does the colour that somebody chose, and it goes when their token has none', async () => {
    const { groupId, owner } = await service.groupWith();
    const actor = await service.ctx.verify(owner.token);
    await service.ctx.people.remember({ ...actor, colour: 'teal' });
    const { rows } = await service.ctx.pool.query('SELECT name, colour FROM people WHERE id = $1', [
      owner.id,
    ]);
    expect(rows).toEqual([{ name: 'Owner', colour: 'teal' }]);
    expect(await membersOf(owner, groupId)).toMatchObject([{ colour: null }]);
  });
});
