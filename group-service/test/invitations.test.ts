import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type {
  Group,
  Invitation,
  InvitationPreview,
  Member,
  NewInvitation,
} from '@aibmc/common/contract/groups';
import type { Problem } from '@aibmc/common/errors';
import type { Page } from '@aibmc/common/cursor';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function invite(owner: Person, groupId: string, terms: object): Promise<NewInvitation> {
  return bodyOf(await owner.call('post', `/groups/${groupId}/invitations`, terms).expect(201));
}

async function openInvitations(owner: Person, groupId: string): Promise<Invitation[]> {
  return bodyOf<Page<Invitation>>(await owner.call('get', `/groups/${groupId}/invitations`).expect(200))
    .items;
}

describe('POST /groups/:groupId/invitations', () => {
  test('answers the token once and keeps its hash only', async () => {
    const { groupId, owner } = await service.groupWith();
    const invitation = await invite(owner, groupId, { role: 'viewer', maxUses: 3 });
    expect(invitation).toMatchObject({ role: 'viewer', maxUses: 3, uses: 0, expiresAt: null });
    expect(invitation.url).toBe(`/join/${invitation.token}`);
    const { token: _token, url: _url, mailed: _mailed, ...kept } = invitation;
    expect(await openInvitations(owner, groupId)).toEqual([kept]);
    const { rows } = await service.ctx.pool.query('SELECT token_hash FROM invitations WHERE id = $1', [
      invitation.id,
    ]);
    expect(rows).toEqual([{ token_hash: createHash('sha256').update(invitation.token).digest() }]);
  });

  test('is for editors where nothing is said', async () => {
    const { groupId, owner } = await service.groupWith();
    expect(await invite(owner, groupId, {})).toMatchObject({ role: 'editor' });
  });

  test.each([
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: '9999-12-31T23:59:59-15:59' }],
    ['maxUses', { maxUses: 0 }],
    ['role', { role: 'king' }],
  ])('names %s where it is wrong: %j', async (path, terms) => {
    const { groupId, owner } = await service.groupWith();
    const body = bodyOf<Problem>(
      await owner.call('post', `/groups/${groupId}/invitations`, terms).expect(422),
    );
    expect(body.errors).toMatchObject([{ path }]);
  });
});

describe('GET /invitations/:token', () => {
  test('tells anyone what it is for', async () => {
    const { groupId, owner } = await service.groupWith('viewer');
    const { token } = await invite(owner, groupId, { role: 'commenter' });
    const body = bodyOf<InvitationPreview>(await service.anyone('get', `/invitations/${token}`).expect(200));
    expect(body).toEqual({
      groupId,
      groupName: 'Bakers',
      groupDescription: '',
      isForOneEmail: false,
      role: 'commenter',
      invitedBy: 'Owner',
      memberCount: 2,
    });
  });

  test('knows nothing of a made-up or revoked token', async () => {
    const { groupId, owner } = await service.groupWith();
    const { id, token } = await invite(owner, groupId, {});
    await service.anyone('get', `/invitations/${'x'.repeat(43)}`).expect(404);
    await owner.call('delete', `/groups/${groupId}/invitations/${id}`).expect(204);
    await owner.call('delete', `/groups/${groupId}/invitations/${id}`).expect(404);
    await service.anyone('get', `/invitations/${token}`).expect(404);
    await service.person().call('post', `/invitations/${token}/accept`).expect(404);
  });

  test('an invitation of another group cannot be revoked through one’s own', async () => {
    const [mine, theirs] = [await service.groupWith(), await service.groupWith()];
    const { id, token } = await invite(theirs.owner, theirs.groupId, {});
    await mine.owner.call('delete', `/groups/${mine.groupId}/invitations/${id}`).expect(404);
    await service.anyone('get', `/invitations/${token}`).expect(200);
  });
});

describe('POST /invitations/:token/accept', () => {
  test('makes a member, once', async () => {
    const { groupId, owner } = await service.groupWith();
    const { token } = await invite(owner, groupId, { role: 'viewer', maxUses: 1 });
    const bob = service.person('Bob');
    await bob.call('post', `/invitations/${token}/accept`).expect(200, { groupId, role: 'viewer' });
    await bob.call('post', `/invitations/${token}/accept`).expect(200, { groupId, role: 'viewer' });
    expect(bodyOf<Group>(await bob.call('get', `/groups/${groupId}`).expect(200)).memberCount).toBe(2);
    const body = bodyOf<Problem>(
      await service.person().call('post', `/invitations/${token}/accept`).expect(410),
    );
    expect(body.code).toBe('gone');
    await service.anyone('get', `/invitations/${token}`).expect(410);
    expect(await openInvitations(owner, groupId)).toEqual([]);
  });

  test('gives the stronger of both roles, never the weaker', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const weaker = await invite(owner, groupId, { role: 'viewer' });
    const stronger = await invite(owner, groupId, { role: 'owner' });
    const editor = people[0]!;
    const accept = (token: string) => editor.call('post', `/invitations/${token}/accept`).expect(200);
    await accept(weaker.token).expect({ groupId, role: 'editor' });
    await accept(stronger.token).expect({ groupId, role: 'owner' });
    await accept(weaker.token).expect({ groupId, role: 'owner' });
    expect((await openInvitations(owner, groupId)).find(({ id }) => id === weaker.id)?.uses).toBe(0);
  });

  test('ends when it expires', async () => {
    const { groupId, owner } = await service.groupWith();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { id, token } = await invite(owner, groupId, { expiresAt });
    await service.anyone('get', `/invitations/${token}`).expect(200);
    await service.ctx.pool.query("UPDATE invitations SET expires_at = now() - interval '1 s' WHERE id = $1", [
      id,
    ]);
    await service.anyone('get', `/invitations/${token}`).expect(410);
    await service.person().call('post', `/invitations/${token}/accept`).expect(410);
  });

  test('five uses let exactly five of twenty in, however they crowd', async () => {
    const { groupId, owner } = await service.groupWith();
    const { token } = await invite(owner, groupId, { maxUses: 5 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => service.person().call('post', `/invitations/${token}/accept`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 410)).toHaveLength(15);
    const members = bodyOf<Page<Member>>(await owner.call('get', `/groups/${groupId}/members`));
    expect(members.items).toHaveLength(6);
  });

  test('one person who clicks many times uses it up once', async () => {
    const { groupId, owner } = await service.groupWith();
    const { token } = await invite(owner, groupId, { maxUses: 2 });
    const bob = service.person();
    await Promise.all(
      Array.from({ length: 6 }, () => bob.call('post', `/invitations/${token}/accept`).expect(200)),
    );
    expect(await openInvitations(owner, groupId)).toMatchObject([{ uses: 1 }]);
  });
});

describe('GET /groups/:groupId/members', () => {
  test('pages in the order of joining', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer', 'viewer', 'viewer', 'viewer');
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = bodyOf<Page<Member>>(
        await owner.call('get', `/groups/${groupId}/members?limit=2${cursor}`).expect(200),
      );
      ids.push(...page.items.map(({ userId }) => userId));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(ids).toEqual([owner.id, ...people.map(({ id }) => id)]);
  });
});
