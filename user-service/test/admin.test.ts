import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { adminRoutes, type AdminEvent, type AdminPerson } from '@aibmc/common/contract/admin';
import { fillPath } from '@aibmc/common/contract/client';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import type { SessionTokens } from '@aibmc/common/contract/users';
import { newId } from '@aibmc/common/ids';
import type { Express } from 'express';
import request from 'supertest';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;
let admin: SessionTokens;

beforeAll(async () => {
  service = await startService();
  app = service.app;
  admin = await registerPerson(app, 'admin@example.org');
});

beforeEach(() => service.pool.query('DELETE FROM admin_events'));

afterAll(() => service.db.drop());

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

function as(person: SessionTokens, method: Method, path: string) {
  return request(app)[method](`/api/v1${path}`).auth(person.accessToken, { type: 'bearer' });
}

function setAdmin(by: SessionTokens, userId: string, isAdmin: boolean) {
  return as(by, 'patch', `/admin/people/${userId}`).send({ isAdmin });
}

async function events(): Promise<AdminEvent[]> {
  const { body } = await answerOf(as(admin, 'get', '/admin/events').expect(200));
  return (body as { items: AdminEvent[] }).items;
}

async function people(query: string): Promise<{ items: AdminPerson[]; nextCursor: string | null }> {
  const { body } = await answerOf(as(admin, 'get', `/admin/people${query}`).expect(200));
  return body as { items: AdminPerson[]; nextCursor: string | null };
}

describe.each(Object.entries<Route>(adminRoutes))('%s', (_name, route) => {
  const call = (token: string | null) => {
    const method = route.method.toLowerCase() as Method;
    const pending = request(app)[method](API_PREFIX + fillPath(route.path, { userId: newId() }));
    if (token !== null) void pending.auth(token, { type: 'bearer' });
    return route.body ? pending.send({}) : pending;
  };

  test('is for administrators only', async () => {
    const { accessToken } = await registerPerson(app, `nobody-${newId()}@example.org`);
    expect((await call(accessToken).expect(403)).body).toMatchObject({ code: 'forbidden' });
    await call(null).expect(401);
  });

  test('is closed to who was one when the token was signed, and open to who is one since', async () => {
    const was = await registerPerson(app, `was-${newId()}@example.org`);
    await setAdmin(admin, was.user.id, true).expect(200);
    expect((await call(was.accessToken)).status).not.toBe(403);
    await setAdmin(admin, was.user.id, false).expect(200);
    const claiming = service.ctx.keys.sign({
      userId: was.user.id,
      name: 'was',
      colour: null,
      isAdmin: true,
      sessionId: (await service.ctx.verify(was.accessToken)).sessionId,
    });
    await call(claiming).expect(403);
  });
});

describe('the instance', () => {
  test('tells its counts, and who may register can be changed, which is noted', async () => {
    const { body } = await answerOf(as(admin, 'get', '/admin/instance').expect(200));
    expect(body).toEqual({
      registration: 'open',
      people: expect.any(Number),
      sessions: expect.any(Number),
      admins: 1,
      mail: false,
      provider: null,
    });
    const changed = await as(admin, 'patch', '/admin/instance').send({ registration: 'closed' }).expect(200);
    expect(changed.body).toMatchObject({ registration: 'closed' });
    await request(app).post('/api/v1/users').send({ email: 'x@example.org', password: PASSWORD }).expect(403);
    await as(admin, 'patch', '/admin/instance').send({ registration: 'open' }).expect(200);
    await as(admin, 'patch', '/admin/instance').send({ registration: 'open' }).expect(200);
    expect((await events()).map(({ kind, value, actor }) => [kind, value, actor?.id])).toEqual([
      ['registration-changed', 'open', admin.user.id],
      ['registration-changed', 'closed', admin.user.id],
    ]);
    await as(admin, 'patch', '/admin/instance').send({ registration: 'ajar' }).expect(422);
  });
});

describe('people', () => {
  test('are found by name and e-mail, in any case and letter by letter, in pages, newest first', async () => {
    for (const name of ['Zoë One', 'Zoë Two', 'Zoë 100%']) {
      await request(app)
        .post('/api/v1/users')
        .send({
          email: `${name.replace(/\W/g, '-').toLowerCase()}@zoe.example.org`,
          password: PASSWORD,
          name,
        })
        .expect(201);
    }
    const all = await people('?q=zoë');
    expect(all.items.map(({ name }) => name)).toEqual(['Zoë 100%', 'Zoë Two', 'Zoë One']);
    expect((await people('?q=ZOE.EXAMPLE')).items).toHaveLength(3);
    expect((await people('?q=100%25')).items).toHaveLength(1);
    expect((await people('?q=_')).items).toEqual([]);
    const first = await people('?q=zoë&limit=2');
    const rest = await people(`?q=zoë&limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(rest.nextCursor).toBeNull();
    await as(admin, 'get', '/admin/people?cursor=nonsense').expect(422);
    const [some, , other] = all.items.map(({ id }) => id);
    const named = await people(`?ids=${other},${newId()},${some}`);
    expect(named.items.map(({ id }) => id)).toEqual([some, other]);
    await as(admin, 'get', '/admin/people?ids=nonsense').expect(422);
  });

  test('are shown with their sessions, when they were last there, and nothing secret', async () => {
    const { user } = await registerPerson(app, 'shown@example.org');
    await signInAs(app, 'shown@example.org');
    const { items } = await people('?q=shown@');
    expect(items).toEqual([
      {
        id: user.id,
        email: 'shown@example.org',
        name: 'shown',
        isAdmin: false,
        secondFactor: false,
        sessions: 2,
        createdAt: user.createdAt,
        lastSeenAt: expect.stringMatching(/^\d{4}-/),
      },
    ]);
  });

  test('are signed out everywhere at once', async () => {
    const person = await registerPerson(app, 'out@example.org');
    await as(admin, 'delete', `/admin/people/${person.user.id}/sessions`).expect(204);
    await as(person, 'get', '/users/me').expect(401);
    await request(app)
      .post('/api/v1/sessions/refresh')
      .send({ refreshToken: person.refreshToken })
      .expect(401);
    expect(await events()).toMatchObject([
      { kind: 'sessions-ended', person: { id: person.user.id, name: 'out' }, value: null },
    ]);
  });

  test('get a link to a new password, good for a day, once', async () => {
    const person = await registerPerson(app, 'lost@example.org');
    const { body } = await answerOf(
      as(admin, 'post', `/admin/people/${person.user.id}/password-resets`).expect(201),
    );
    const { url, expiresAt } = body as { url: string; expiresAt: string };
    expect(url).toMatch(/^\/reset\/[\w-]{43}$/);
    const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    const reset = () =>
      request(app)
        .put(`/api/v1/password-resets/${url.slice('/reset/'.length)}`)
        .send({ password: 'another good password' });
    await reset().expect(204);
    await reset().expect(410);
    await as(person, 'get', '/users/me').expect(401);
    expect(await events()).toMatchObject([{ kind: 'password-reset-made', actor: { name: 'admin' } }]);
  });

  test('have their second factor switched off', async () => {
    const { user } = await registerPerson(app, 'device@example.org');
    const remove = () => as(admin, 'delete', `/admin/people/${user.id}/second-factor`).expect(204);
    await remove();
    expect(await events()).toEqual([]);
    await service.pool.query(
      "INSERT INTO second_factors (user_id, secret, confirmed_at) VALUES ($1, 'JBSWY3DPEHPK3PXP', now())",
      [user.id],
    );
    expect((await people('?q=device@')).items[0]?.secondFactor).toBe(true);
    await remove();
    await signInAs(app, 'device@example.org');
    expect(await events()).toMatchObject([{ kind: 'second-factor-removed', person: { id: user.id } }]);
  });

  test('who are not there are 404, and leave no event', async () => {
    const path = `/admin/people/${newId()}`;
    await as(admin, 'patch', path).send({ isAdmin: true }).expect(404);
    await as(admin, 'delete', `${path}/sessions`).expect(404);
    await as(admin, 'post', `${path}/password-resets`).expect(404);
    await as(admin, 'delete', `${path}/second-factor`).expect(404);
    expect(await events()).toEqual([]);
  });
});

describe('administrators', () => {
  test('are made and unmade; each change is noted once; the last one stays', async () => {
    const other = await registerPerson(app, 'other@example.org');
    const given = await setAdmin(admin, other.user.id, true).expect(200);
    expect(given.body).toMatchObject({ id: other.user.id, isAdmin: true });
    await setAdmin(admin, other.user.id, true).expect(200);
    await setAdmin(other, other.user.id, false).expect(200);
    expect((await setAdmin(admin, admin.user.id, false).expect(409)).body).toMatchObject({
      code: 'last-admin',
    });
    expect((await events()).map(({ kind }) => kind)).toEqual(['admin-taken', 'admin-given']);
  });

  test('who unmake each other at the same time leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const rivals = [];
      for (let n = 0; n < 4; n += 1) {
        const rival = await registerPerson(app, `rival-${round}-${n}@example.org`);
        await setAdmin(admin, rival.user.id, true).expect(200);
        rivals.push(rival);
      }
      const everybody = [admin, ...rivals];
      await Promise.all(
        everybody.map((person, n) => {
          const next = everybody[(n + 1) % everybody.length] ?? admin;
          return setAdmin(person, next.user.id, false);
        }),
      );
      const { rows } = await service.pool.query<{ id: string }>('SELECT id FROM users WHERE is_admin');
      expect(rows.length).toBeGreaterThanOrEqual(1);
      await service.pool.query('UPDATE users SET is_admin = (id = $1)', [admin.user.id]);
    }
  });

  test('cannot delete their account while they are the last one and others are there', async () => {
    const remove = (person: SessionTokens) => as(person, 'delete', '/users/me').send({ password: PASSWORD });
    expect((await remove(admin).expect(409)).body).toMatchObject({ code: 'last-admin' });
    const successor = await registerPerson(app, 'successor@example.org');
    await setAdmin(admin, successor.user.id, true).expect(200);
    const answers = await Promise.all([remove(admin), remove(successor)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const { rows } = await service.pool.query<{ id: string }>('SELECT id FROM users WHERE is_admin');
    expect(rows).toHaveLength(1);
    const left = answers[0].status === 204 ? successor : admin;
    // what was noted of who is gone names nobody any more
    const { body } = await answerOf(as(left, 'get', '/admin/events').expect(200));
    const gone = answers[0].status === 204 ? admin : successor;
    expect(JSON.stringify(body)).not.toContain(gone.user.id);
  });
});

test('the last person of all may delete their account; the next one administers', async () => {
  const alone = await startService();
  try {
    const { accessToken } = await registerPerson(alone.app, 'alone@example.org');
    await request(alone.app)
      .delete('/api/v1/users/me')
      .auth(accessToken, { type: 'bearer' })
      .send({ password: PASSWORD })
      .expect(204);
    expect((await registerPerson(alone.app, 'next@example.org')).user.isAdmin).toBe(true);
  } finally {
    await alone.db.drop();
  }
});
