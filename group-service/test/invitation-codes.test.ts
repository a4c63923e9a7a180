import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  CODE_ALPHABET,
  type InvitationPreview,
  type Invitation,
  type NewInvitation,
} from '@aibmc/common/contract/groups';
import type { Notification } from '@aibmc/common/contract/notifications';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { readCode } from '../src/domain/invitation-codes.ts';
import { purge } from '../src/domain/purge.ts';
import { type FakeUserService, startFakeUserService } from './fake-user-service.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

let users: FakeUserService;
let service: GroupService;
beforeAll(async () => {
  users = await startFakeUserService();
  service = await startGroupService(users.url);
});
afterAll(async () => {
  await service.stop();
  await users.stop();
});
beforeEach(async () => {
  users.mails.length = 0;
  users.hasMail = true;
  await service.ctx.pool.query('DELETE FROM rate_limits');
});

async function invite(owner: Person, groupId: string, terms: object): Promise<NewInvitation> {
  return bodyOf(await owner.call('post', `/groups/${groupId}/invitations`, terms).expect(201));
}

/** Somebody with an account that user-service knows, and who was here before. */
async function personWithEmail(email: string): Promise<Person> {
  const person = service.person('Invited');
  users.accounts.set(email, person.id);
  await person.call('get', '/groups').expect(200);
  return person;
}

async function notificationsOf(person: Person): Promise<Notification[]> {
  return bodyOf<Page<Notification>>(await person.call('get', '/notifications').expect(200)).items;
}

describe('class codes', () => {
  test('are six characters that are not taken for each other, and join like links', async () => {
    const { groupId, owner } = await service.groupWith();
    const { code, token, expiresAt } = await invite(owner, groupId, { role: 'editor', code: true });
    expect(code).toMatch(new RegExp(`^[${CODE_ALPHABET}]{6}$`));
    const days = (Date.parse(expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(13.9);
    expect(days).toBeLessThan(14.1);
    const { items } = bodyOf<Page<Invitation>>(
      await owner.call('get', `/groups/${groupId}/invitations`).expect(200),
    );
    expect(items.find((invitation) => invitation.code === code)).toBeDefined();
    const given = code ?? '';
    const typed = `${given.slice(0, 3)}-${given.slice(3)}`.toLowerCase();
    for (const spelling of [given, typed, typed.replace('-', '%20'), token]) {
      const preview = bodyOf<InvitationPreview>(
        await service.anyone('get', `/invitations/${spelling}`).expect(200),
      );
      expect(preview).toMatchObject({ groupId, role: 'editor', isForOneEmail: false });
    }
    const student = service.person('Student');
    const joined = await student.call('post', `/invitations/${typed}/accept`).expect(200);
    expect(joined.body).toEqual({ groupId, role: 'editor' });
    await student.call('get', `/groups/${groupId}`).expect(200);
  });

  test('are read as they are meant', () => {
    expect(readCode('abc-d e')).toBeNull();
    expect(readCode('kqj-7wx')).toBe('KQJ7WX');
    expect(readCode(' o0 sbz u')).toBe('QQ582V');
    expect(readCode('1234567')).toBeNull();
    for (const letter of 'BOSUZIL01') expect(CODE_ALPHABET).not.toContain(letter);
  });

  test('are not there where none was wished, and end when they are revoked or expired', async () => {
    const { groupId, owner } = await service.groupWith();
    expect((await invite(owner, groupId, {})).code).toBeNull();
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const made = await invite(owner, groupId, { code: true, expiresAt, maxUses: 1 });
    expect(made.expiresAt).toBe(expiresAt);
    await service
      .person()
      .call('post', `/invitations/${made.code ?? ''}/accept`)
      .expect(200);
    await service
      .person()
      .call('post', `/invitations/${made.code ?? ''}/accept`)
      .expect(410);
    await owner.call('delete', `/groups/${groupId}/invitations/${made.id}`).expect(204);
    await service.anyone('get', `/invitations/${made.code ?? ''}`).expect(404);
  });

  test('that are guessed come to a limit for an address, with the time to wait; right ones do not', async () => {
    const { groupId, owner } = await service.groupWith();
    const { code, token } = await invite(owner, groupId, { role: 'viewer', code: true });
    const from = (address: string, given: string) =>
      service.anyone('get', `/invitations/${given}`).set('x-forwarded-for', address);
    const school = '192.0.2.7';
    const class_ = Array.from({ length: 200 }, () => from(school, code ?? ''));
    for (const answer of await Promise.all(class_)) expect(answer.status).toBe(200);
    const wrong = code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
    const guesses = await Promise.all(Array.from({ length: 105 }, () => from(school, wrong)));
    expect(guesses.filter(({ status }) => status === 404)).toHaveLength(100);
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    await from(school, code ?? '').expect(429);
    await from(school, token).expect(200);
    await from('192.0.2.8', code ?? '').expect(200);
  });

  test('that are guessed from everywhere come to a limit in all', async () => {
    const { groupId, owner } = await service.groupWith();
    const { code } = await invite(owner, groupId, { code: true });
    const from = (n: number, given: string) =>
      service.anyone('get', `/invitations/${given}`).set('x-forwarded-for', `198.51.100.${n % 250}`);
    const wrong = code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA';
    await service.ctx.limits.guesses.penalty('all', 970);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => from(n, wrong)));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(30);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
    await from(1, code ?? '').expect(429);
  });
});

describe('an invitation for one e-mail address', () => {
  test('is mailed, told in the application, and accepted by that account alone', async () => {
    const { groupId, owner } = await service.groupWith();
    const invited = await personWithEmail('grace@example.org');
    const made = await invite(owner, groupId, {
      role: 'commenter',
      email: ' Grace@Example.org ',
      language: 'es',
    });
    expect(made).toMatchObject({ email: 'grace@example.org', mailed: true });
    expect(users.mails).toEqual([
      {
        id: made.id,
        to: { email: 'grace@example.org', language: 'es' },
        mail: {
          kind: 'invitation',
          groupName: 'Bakers',
          invitedBy: 'Owner',
          role: 'commenter',
          path: made.url,
        },
      },
    ]);
    expect(await notificationsOf(invited)).toMatchObject([
      { kind: 'invitation', path: made.url, role: 'commenter', group: { id: groupId, name: 'Bakers' } },
    ]);
    const shown = await service.anyone('get', `/invitations/${made.token}`).expect(200);
    expect(bodyOf<InvitationPreview>(shown).isForOneEmail).toBe(true);
    expect(JSON.stringify(shown.body)).not.toMatch(/grace/i);
    const other = await service.person().call('post', `/invitations/${made.token}/accept`).expect(403);
    expect(JSON.stringify(other.body)).not.toMatch(/grace/i);
    await invited
      .call('post', `/invitations/${made.token}/accept`)
      .expect(200, { groupId, role: 'commenter' });
  });

  test('tells who makes it nothing of whether an account has the address', async () => {
    const { groupId, owner } = await service.groupWith();
    await personWithEmail('known@example.org');
    const answers = [
      await invite(owner, groupId, { email: 'known@example.org' }),
      await invite(owner, groupId, { email: 'unknown@example.org' }),
    ];
    const shapes = answers.map(({ role, mailed, uses, maxUses, code, expiresAt }) => ({
      role,
      mailed,
      uses,
      maxUses,
      code,
      expiresAt,
    }));
    expect(shapes[0]).toEqual(shapes[1]);
  });

  test('works as a link where mail is not configured, and where user-service is away', async () => {
    const { groupId, owner } = await service.groupWith();
    users.hasMail = false;
    expect(await invite(owner, groupId, { email: 'a@example.org' })).toMatchObject({ mailed: false });
    const lonely = await startGroupService();
    const there = await lonely.groupWith();
    const made = await invite(there.owner, there.groupId, { email: 'a@example.org' });
    expect(made.mailed).toBe(false);
    await lonely.anyone('get', `/invitations/${made.token}`).expect(200);
    await lonely.person().call('post', `/invitations/${made.token}/accept`).expect(503);
    await lonely.stop();
  });

  test('that is revoked is told no more; one whose account is deleted is gone', async () => {
    const { groupId, owner } = await service.groupWith();
    const invited = await personWithEmail('ruth@example.org');
    const { id } = await invite(owner, groupId, { email: 'ruth@example.org' });
    expect(await notificationsOf(invited)).toHaveLength(1);
    await owner.call('delete', `/groups/${groupId}/invitations/${id}`).expect(204);
    expect(await notificationsOf(invited)).toEqual([]);
    const { token } = await invite(owner, groupId, { email: 'ruth@example.org' });
    await service.internal('delete', `/people/${invited.id}`).expect(204);
    await service.anyone('get', `/invitations/${token}`).expect(404);
  });

  test('names an address that is none', async () => {
    const { groupId, owner } = await service.groupWith();
    const answer = await owner.call('post', `/groups/${groupId}/invitations`, { email: 'x' }).expect(422);
    expect(bodyOf<Problem>(answer).errors?.[0]?.path).toBe('email');
  });
});

describe('GET /internal/invitations/:token', () => {
  test('tells whether an account with an e-mail address could accept it', async () => {
    const { groupId, owner } = await service.groupWith();
    const check = async (given: string, email: string) =>
      bodyOf<{ isOpen: boolean }>(
        await service.internal('get', `/invitations/${given}?email=${encodeURIComponent(email)}`).expect(200),
      ).isOpen;
    const open = await invite(owner, groupId, { code: true, maxUses: 1 });
    const bound = await invite(owner, groupId, { email: 'ada@example.org' });
    expect(await check(open.token, 'any@example.org')).toBe(true);
    expect(await check(open.code ?? '', 'any@example.org')).toBe(true);
    expect(await check(bound.token, 'Ada@example.org')).toBe(true);
    expect(await check(bound.token, 'any@example.org')).toBe(false);
    expect(await check(randomUUID(), 'any@example.org')).toBe(false);
    await service.person().call('post', `/invitations/${open.token}/accept`).expect(200);
    expect(await check(open.token, 'any@example.org')).toBe(false);
  });
});

describe('invitations that are over', () => {
  test('are removed after a while', async () => {
    const { groupId, owner } = await service.groupWith();
    const [old, recent] = [
      await invite(owner, groupId, { code: true }),
      await invite(owner, groupId, { code: true }),
    ];
    const { pool } = service.ctx;
    await pool.query("UPDATE invitations SET expires_at = now() - interval '31 days' WHERE id = $1", [
      old.id,
    ]);
    await pool.query("UPDATE invitations SET expires_at = now() - interval '1 day' WHERE id = $1", [
      recent.id,
    ]);
    await purge(pool);
    const { rows } = await pool.query('SELECT id FROM invitations WHERE id = ANY ($1)', [
      [old.id, recent.id],
    ]);
    expect(rows).toEqual([{ id: recent.id }]);
  });
});
