import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewInvitation } from '@aibmc/common/contract/groups';
import type { Role } from '@aibmc/common/permissions';
import type { LiveClient } from '../../tests/support/live-client.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas, type Replica, startReplica } from './live-harness.ts';

/** What is told within two seconds is told in time. */
const IN_TIME_MS = 2_000;

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

interface Scene {
  groupId: string;
  canvasId: string;
  owner: Person;
  member: Person;
  /** Connections of the member, one on each replica. */
  tabs: LiveClient[];
  bystander: LiveClient;
}

async function scene(role: Role): Promise<Scene> {
  const { groupId, owner, people } = await service.groupWith(role);
  const [member] = people as [Person];
  const canvasId = await makeCanvas(owner, groupId);
  const tabs = await Promise.all([one, two].map((replica) => replica.open(member, canvasId)));
  return { groupId, canvasId, owner, member, tabs, bystander: await one.open(owner, canvasId) };
}

async function expectGone(client: LiveClient): Promise<void> {
  await client.next('gone', undefined, IN_TIME_MS);
  expect(await client.closed).toEqual({ code: 4404, reason: 'access has ended' });
  expect(client.frames.at(-1)?.type).toBe('gone');
}

async function expectStillThere(client: LiveClient): Promise<void> {
  client.send({ type: 'ping' });
  await client.next('pong');
  expect(client.frames.map(({ type }) => type)).not.toContain('gone');
  await client.close();
}

describe('on open connections, at every replica', () => {
  test('a role that is changed is told, and holds for the next edit', async () => {
    const { groupId, owner, member, tabs, bystander } = await scene('editor');
    const setRole = (role: Role) =>
      owner.call('patch', `/groups/${groupId}/members/${member.id}`, { role }).expect(200);
    for (const role of ['viewer', 'editor'] as const) {
      await setRole(role);
      for (const tab of tabs) {
        expect((await tab.next('role', undefined, IN_TIME_MS)).role).toBe(role);
        tab.send({ type: 'edits', edits: [addNote()] });
        if (role === 'editor') await tab.next('ack');
        else expect(await tab.next('reject')).toMatchObject({ code: 'forbidden' });
      }
    }
    expect(bystander.frames.map(({ type }) => type)).not.toContain('role');
    await Promise.all([...tabs, bystander].map((client) => client.close()));
  });

  test('an invitation that raises a role is told', async () => {
    const { groupId, owner, member, tabs, bystander } = await scene('viewer');
    const { token } = bodyOf<NewInvitation>(
      await owner.call('post', `/groups/${groupId}/invitations`, { role: 'editor' }).expect(201),
    );
    await member.call('post', `/invitations/${token}/accept`).expect(200);
    for (const tab of tabs) expect((await tab.next('role', undefined, IN_TIME_MS)).role).toBe('editor');
    await Promise.all([...tabs, bystander].map((client) => client.close()));
  });

  test('a member who is removed is gone, the others stay', async () => {
    const { groupId, owner, member, tabs, bystander } = await scene('editor');
    await owner.call('delete', `/groups/${groupId}/members/${member.id}`).expect(204);
    await Promise.all(tabs.map(expectGone));
    await bystander.next('people', ({ people }) => people.length === 1);
    await expectStillThere(bystander);
  });

  test('who leaves by themselves is gone', async () => {
    const { groupId, member, tabs, bystander } = await scene('viewer');
    await member.call('delete', `/groups/${groupId}/members/${member.id}`).expect(204);
    await Promise.all(tabs.map(expectGone));
    await expectStillThere(bystander);
  });

  test('when the canvas is deleted everybody on it is gone, on others of the group nobody', async () => {
    const { groupId, canvasId, owner, member, tabs, bystander } = await scene('editor');
    const elsewhere = await two.open(member, await makeCanvas(owner, groupId));
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    await Promise.all([...tabs, bystander].map(expectGone));
    await expectStillThere(elsewhere);
  });

  test('when the group is deleted everybody is gone', async () => {
    const { groupId, owner, tabs, bystander } = await scene('editor');
    await owner.call('delete', `/groups/${groupId}`).expect(204);
    await Promise.all([...tabs, bystander].map(expectGone));
  });

  test('when an account is deleted its person is gone, and who inherits is told', async () => {
    const { owner, tabs, bystander } = await scene('editor');
    const own = await two.open(owner, await makeCanvas(owner));
    await service.internal('delete', `/people/${owner.id}`).expect(204);
    await Promise.all([bystander, own].map(expectGone));
    for (const tab of tabs) {
      expect((await tab.next('role', undefined, IN_TIME_MS)).role).toBe('owner');
      await tab.close();
    }
  });

  test('what changed while the connections for notices were cut is found after it', async () => {
    const { groupId, owner, member, tabs, bystander } = await scene('editor');
    const superuser = await service.db.superuser();
    await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND usename = 'group_service'`,
    );
    await superuser.query('DELETE FROM group_service.members WHERE group_id = $1 AND user_id = $2', [
      groupId,
      member.id,
    ]);
    await superuser.end();
    await Promise.all(tabs.map(expectGone));
    await expectStillThere(bystander);
    await owner.call('get', `/groups/${groupId}`).expect(200);
  });

  test('what was told to nobody is found by looking now and then', async () => {
    const looking = await startReplica(service, { recheckMs: 200 });
    const { groupId, owner, member, canvasId, tabs, bystander } = await scene('editor');
    const tab = await looking.open(member, canvasId);
    const superuser = await service.db.superuser();
    await superuser.query('DELETE FROM group_service.members WHERE group_id = $1 AND user_id = $2', [
      groupId,
      member.id,
    ]);
    await superuser.end();
    await expectGone(tab);
    await Promise.all([...tabs, bystander].map((client) => client.close()));
    await looking.stop();
    await owner.call('get', `/groups/${groupId}`).expect(200);
  });

  test('a role that changes between its reading and the handshake is told after it', async () => {
    const { groupId, canvasId, owner, member, tabs, bystander } = await scene('editor');
    const { pool } = one.ctx;
    const query = pool.query.bind(pool) as (given: { name?: string }) => Promise<unknown>;
    const slow = async (given: { name?: string }): Promise<unknown> => {
      const result = await query(given);
      if (given.name === 'find-canvas') {
        await owner.call('patch', `/groups/${groupId}/members/${member.id}`, { role: 'viewer' }).expect(200);
        await tabs[0]!.next('role');
      }
      return result;
    };
    Object.assign(pool, { query: slow });
    const late = await one.open(member, canvasId).finally(() => Object.assign(pool, { query }));
    expect((await late.next('welcome')).role).toBe('editor');
    expect((await late.next('role', undefined, IN_TIME_MS)).role).toBe('viewer');
    await Promise.all([...tabs, bystander, late].map((client) => client.close()));
  });

  test('edits that are committed between the reading of the revision and the handshake are sent', async () => {
    const { canvasId, owner, member, tabs, bystander } = await scene('editor');
    const { pool } = two.ctx;
    await Promise.all(tabs.map((tab) => tab.close()));
    const query = pool.query.bind(pool) as (given: { name?: string }) => Promise<unknown>;
    const slow = async (given: { name?: string }): Promise<unknown> => {
      const result = await query(given);
      if (given.name === 'find-canvas') {
        await two.edit(owner, canvasId, [addNote()]);
        await one.edit(owner, canvasId, [addNote()]);
      }
      return result;
    };
    Object.assign(pool, { query: slow });
    const late = await two.open(member, canvasId).finally(() => Object.assign(pool, { query }));
    expect((await late.next('welcome')).revision).toBe(0);
    await late.next('edits', ({ to }) => to === 2);
    expect(late.edits().map(({ revision }) => revision)).toEqual([1, 2]);
    await Promise.all([bystander, late].map((client) => client.close()));
  });
});
