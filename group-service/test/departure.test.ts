import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Departure, Group, Member } from '@aibmc/common/contract/groups';
import type { Page } from '@aibmc/common/cursor';
import { newId } from '@aibmc/common/ids';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas } from './live-harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function departureOf(person: Person): Promise<Departure> {
  return bodyOf<Departure>(await person.call('get', '/departure').expect(200));
}

async function ownersOf(groupId: string): Promise<string[]> {
  const { rows } = await service.ctx.pool.query<{ user_id: string }>(
    "SELECT user_id FROM members WHERE group_id = $1 AND role = 'owner'",
    [groupId],
  );
  return rows.map((row) => row.user_id);
}

async function join(person: Person, groupId: string, owner: Person, role: string): Promise<void> {
  const { token } = bodyOf<{ token: string }>(
    await owner.call('post', `/groups/${groupId}/invitations`, { role }).expect(201),
  );
  await person.call('post', `/invitations/${token}/accept`).expect(200);
}

const forget = (person: Person) => service.internal('delete', `/people/${person.id}`).expect(204);

describe('GET /departure', () => {
  test('tells what becomes of each group and canvas, and so it comes', async () => {
    const leaver = service.person('Leaver');
    const own = async (name: string) =>
      bodyOf<Group>(await leaver.call('post', '/groups', { name }).expect(201)).id;
    const [alone, passed, shared, inTrash] = [
      await own('Alone'),
      await own('Passed'),
      await own('Shared'),
      await own('In the trash'),
    ];
    const [heir, other] = [service.person('Heir'), service.person('Other')];
    await join(other, passed, leaver, 'viewer');
    await join(heir, passed, leaver, 'editor');
    await join(other, shared, leaver, 'owner');
    await join(other, inTrash, leaver, 'editor');
    const elsewhere = await service.groupWith();
    await join(leaver, elsewhere.groupId, elsewhere.owner, 'editor');
    const canvases = [await makeCanvas(leaver), await makeCanvas(leaver), await makeCanvas(leaver, alone)];
    const [trashed, kept] = [await makeCanvas(leaver), await makeCanvas(leaver, shared)];
    const lost = await makeCanvas(leaver, inTrash);
    await leaver.call('delete', `/canvases/${trashed}`).expect(204);
    await leaver.call('delete', `/groups/${inTrash}`).expect(204);

    expect(await departureOf(leaver)).toEqual({
      canvases: 2,
      removed: [{ id: alone, name: 'Alone' }],
      handedOver: [{ id: passed, name: 'Passed', to: 'Heir' }],
      left: 2,
    });
    await forget(leaver);
    expect(await ownersOf(passed)).toEqual([heir.id]);
    expect(await ownersOf(shared)).toEqual([other.id]);
    await other.call('get', `/canvases/${kept}`).expect(200);
    await other.call('get', `/groups/${alone}`).expect(404);
    const { rows } = await service.ctx.pool.query(
      `SELECT id FROM canvases WHERE id = ANY ($1) UNION ALL SELECT id FROM groups WHERE id = ANY ($2)`,
      [
        [...canvases, trashed, lost],
        [alone, inTrash],
      ],
    );
    expect(rows).toEqual([]);
    const activity = bodyOf<Page<object>>(await heir.call('get', `/groups/${passed}/activity`).expect(200));
    expect(activity.items).toMatchObject([
      { kind: 'member-left', actor: null, person: { id: leaver.id, name: '' } },
      { kind: 'role-changed', actor: null, person: { id: heir.id }, role: 'owner', roleBefore: 'editor' },
      ...Array.from({ length: 4 }, () => ({})),
      {},
    ]);
  });

  test('a deletion that is repeated changes nothing more', async () => {
    const { groupId, owner, people } = await service.groupWith('editor', 'viewer');
    await forget(owner);
    await forget(owner);
    expect(await ownersOf(groupId)).toEqual([people[0]?.id]);
  });

  test('share links that they made end, and their invitations', async () => {
    const { groupId, owner, people } = await service.groupWith('owner');
    const [other] = people as [Person];
    const canvasId = await makeCanvas(owner, groupId);
    const share = async (one: Person) =>
      bodyOf<{ url: string }>(
        await one.call('post', `/canvases/${canvasId}/share-links`, { role: 'viewer' }).expect(201),
      ).url.replace('/s/', '/shared/');
    const [theirs, others] = [await share(owner), await share(other)];
    const { token } = bodyOf<{ token: string }>(
      await owner.call('post', `/groups/${groupId}/invitations`, {}).expect(201),
    );
    await forget(owner);
    await service.anyone('get', theirs).expect(404);
    await service.anyone('get', others).expect(200);
    await service.anyone('get', `/invitations/${token}`).expect(404);
  });
});

describe('a group is never without an owner', () => {
  test('when one owner leaves, one is demoted and one deletes the account, all at once', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner', 'owner', 'editor');
      const [second, third, editor] = people as [Person, Person, Person];
      await Promise.all([
        owner.call('delete', `/groups/${groupId}/members/${owner.id}`),
        second.call('patch', `/groups/${groupId}/members/${third.id}`, { role: 'viewer' }),
        third.call('patch', `/groups/${groupId}/members/${second.id}`, { role: 'viewer' }),
        forget(round % 2 === 0 ? second : third),
      ]);
      expect((await ownersOf(groupId)).length).toBeGreaterThan(0);
      const { items } = bodyOf<Page<Member>>(
        await editor.call('get', `/groups/${groupId}/members`).expect(200),
      );
      expect(items.some(({ role }) => role === 'owner')).toBe(true);
    }
  });

  test('when two owners delete their accounts at once, with a member who joins', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner');
      const [second] = people as [Person];
      const { token } = bodyOf<{ token: string }>(
        await owner.call('post', `/groups/${groupId}/invitations`, { role: 'viewer' }).expect(201),
      );
      const joiner = service.person('Joiner');
      const [, , joined] = await Promise.all([
        forget(owner),
        forget(second),
        joiner.call('post', `/invitations/${token}/accept`),
      ]);
      if (joined.status === 200) expect(await ownersOf(groupId)).toEqual([joiner.id]);
      else {
        expect([404, 410]).toContain(joined.status);
        const { rows } = await service.ctx.pool.query('SELECT id FROM groups WHERE id = $1', [groupId]);
        expect(rows).toEqual([]);
      }
    }
  });

  test('when its owner deletes the account while another is made owner and the group is deleted', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { groupId, owner, people } = await service.groupWith('viewer');
      const [viewer] = people as [Person];
      await Promise.all([
        owner.call('patch', `/groups/${groupId}/members/${viewer.id}`, { role: 'owner' }),
        owner.call('delete', `/groups/${groupId}`),
        forget(owner),
      ]);
      const { rows } = await service.ctx.pool.query('SELECT id FROM groups WHERE id = $1', [groupId]);
      if (rows.length > 0) expect(await ownersOf(groupId)).toEqual([viewer.id]);
    }
  });
});

describe('an account that is deleted while others go on', () => {
  test('costs none of them an error: who comes by its links, moves, deletes or shares a canvas', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { groupId, owner, people } = await service.groupWith('owner');
      const [leaver] = people as [Person];
      const elsewhere = bodyOf<Group>(await owner.call('post', '/groups', { name: 'Elsewhere' }).expect(201));
      const [shared, moved, deleted] = [
        await makeCanvas(leaver, groupId),
        await makeCanvas(owner, groupId),
        await makeCanvas(owner, groupId),
      ];
      const links = [];
      for (const canvasId of [shared, moved]) {
        for (const role of ['editor', 'viewer']) {
          const made = await leaver.call('post', `/canvases/${canvasId}/share-links`, { role }).expect(201);
          links.push(bodyOf<{ id: string; url: string }>(made));
        }
      }
      const come = links.map(({ url }) =>
        service.anyone('post', `${url.replace('/s/', '/shared/')}/passes`, { name: 'Ada' }),
      );
      const answers = await Promise.all([
        ...come,
        forget(leaver),
        owner.call('post', `/canvases/${moved}/move`, { groupId: elsewhere.id }),
        owner.call('delete', `/canvases/${deleted}`),
        owner.call('delete', `/canvases/${shared}/share-links/${links[0]?.id}`),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
      expect(await ownersOf(groupId)).toEqual([owner.id]);
    }
  });
});

describe('GET /internal/people/:userId/export', () => {
  test('has all that is kept of a person, and nothing of what is not theirs', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const [editor] = people as [Person];
    const shared = await makeCanvas(owner, groupId);
    const [mine, theirs] = [addNote('Written by the editor'), addNote('Written by the owner')];
    await editor.call('post', `/canvases/${shared}/edits`, { edits: [mine] }).expect(200);
    await owner.call('post', `/canvases/${shared}/edits`, { edits: [theirs] }).expect(200);
    const comment = { id: newId(), noteId: mine.note.id, text: 'My own words' };
    await editor.call('post', `/canvases/${shared}/comments`, comment).expect(201);
    const [own, trashed] = [await makeCanvas(editor), await makeCanvas(editor)];
    await editor.call('post', `/canvases/${own}/edits`, { edits: addNotes(3) }).expect(200);
    await editor.call('delete', `/canvases/${trashed}`).expect(204);
    const answer = await service.internal('get', `/people/${editor.id}/export`).expect(200);
    expect(answer.body).toMatchObject({
      groups: [{ groupId, name: 'Bakers', role: 'editor' }],
      canvases: [
        { canvas: { id: own }, notes: [{}, {}, {}] },
        { canvas: { id: trashed }, notes: [] },
      ],
      notes: [{ canvasId: shared, id: mine.note.id, text: 'Written by the editor' }],
      comments: [{ canvasId: shared, text: 'My own words' }],
      votes: [],
      muted: [],
    });
    expect(answer.text).not.toMatch('Written by the owner');
    await service.internal('get', `/people/${editor.id}/export`, undefined, 'wrong').expect(401);
  });

  test('of somebody who was never here is empty', async () => {
    const answer = await service.internal('get', `/people/${newId()}/export`).expect(200);
    expect(answer.body).toEqual({
      groups: [],
      canvases: [],
      notes: [],
      comments: [],
      votes: [],
      muted: [],
      notifications: [],
      activity: [],
    });
  });
});
