import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '@aibmc/common/contract/users';
import type { Express } from 'express';
import request from 'supertest';
import { cleanUp } from '../src/domain/background.ts';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;

beforeAll(async () => {
  service = await startService();
  app = service.app;
});

afterAll(() => service.db.drop());

interface SessionPage {
  items: Session[];
  nextCursor: string | null;
}

async function sessionsOf(accessToken: string, query = ''): Promise<SessionPage> {
  const { body } = await answerOf(
    request(app).get(`/api/v1/sessions${query}`).auth(accessToken, { type: 'bearer' }).expect(200),
  );
  return body as SessionPage;
}

function refresh(refreshToken: string) {
  return request(app).post('/api/v1/sessions/refresh').send({ refreshToken });
}

describe('POST /sessions', () => {
  test('signs in with the e-mail in any case', async () => {
    const { user } = await registerPerson(app, 'in@example.org');
    const tokens = await signInAs(app, 'IN@Example.org');
    expect(tokens.user).toEqual(user);
    await request(app).get('/api/v1/users/me').auth(tokens.accessToken, { type: 'bearer' }).expect(200);
  });

  test('a wrong password and an unknown e-mail get the same answer', async () => {
    await registerPerson(app, 'known@example.org');
    const attempt = (email: string) =>
      request(app)
        .post('/api/v1/sessions')
        .set('x-request-id', 'the-same-id')
        .send({ email, password: 'wrong' });
    const known = await attempt('known@example.org');
    const unknown = await attempt('unknown@example.org');
    expect(known.status).toBe(401);
    expect(known.body).toMatchObject({ code: 'wrong-credentials', status: 401 });
    expect(unknown.status).toBe(known.status);
    expect(unknown.body).toEqual(known.body);
    const { date: _knownDate, ...knownHeaders } = known.headers as Record<string, string>;
    const { date: _unknownDate, ...unknownHeaders } = unknown.headers as Record<string, string>;
    expect(unknownHeaders).toEqual(knownHeaders);
  });

  test('names the fields that are missing', async () => {
    const { body } = await answerOf(request(app).post('/api/v1/sessions').send({}).expect(422));
    const { errors } = body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['email', 'password']);
  });

  test('a password that was changed while it was compared opens no session', async () => {
    const { user } = await registerPerson(app, 'meanwhile@example.org');
    const slow = await service.pool.connect();
    await slow.query('BEGIN');
    await slow.query("UPDATE users SET password_hash = 'changed' WHERE id = $1", [user.id]);
    const attempt = request(app)
      .post('/api/v1/sessions')
      .send({ email: 'meanwhile@example.org', password: PASSWORD })
      .then(({ status }) => status);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await slow.query('COMMIT');
    slow.release();
    expect(await attempt).toBe(401);
  });
});

describe('GET /sessions', () => {
  test('lists devices newest first and marks the current one', async () => {
    const email = 'list@example.org';
    await request(app).post('/api/v1/users').send({ email, password: PASSWORD, device: 'Phone' }).expect(201);
    await signInAs(app, email, 'Kitchen tablet');
    const answer = await request(app)
      .post('/api/v1/sessions')
      .set('user-agent', 'curl/8')
      .send({ email, password: PASSWORD });
    const { accessToken } = answer.body as { accessToken: string };

    const { items, nextCursor } = await sessionsOf(accessToken);
    expect(items.map(({ device }) => device)).toEqual(['curl/8', 'Kitchen tablet', 'Phone']);
    expect(items.map(({ current }) => current)).toEqual([true, false, false]);
    expect(nextCursor).toBeNull();
  });

  test('comes in pages', async () => {
    const email = 'pages@example.org';
    await registerPerson(app, email);
    await signInAs(app, email, 'second');
    const { accessToken } = await signInAs(app, email, 'third');

    const first = await sessionsOf(accessToken, '?limit=2');
    expect(first.items.map(({ device }) => device)).toEqual(['third', 'second']);
    const second = await sessionsOf(accessToken, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.items).toHaveLength(1);
    expect(second.nextCursor).toBeNull();
  });

  test.each(['cursor=nonsense', 'limit=0', 'limit=many'])('refuses %s and names it', async (query) => {
    const { accessToken } = await registerPerson(app, `${query.replace('=', '-')}@example.org`);
    const { body } = await answerOf(
      request(app).get(`/api/v1/sessions?${query}`).auth(accessToken, { type: 'bearer' }).expect(422),
    );
    const { errors } = body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual([`query.${query.split('=')[0]}`]);
  });
});

describe('DELETE /sessions', () => {
  test('/current signs out here: neither token is good any more', async () => {
    const email = 'out@example.org';
    const other = await registerPerson(app, email);
    const here = await signInAs(app, email);
    await request(app)
      .delete('/api/v1/sessions/current')
      .auth(here.accessToken, { type: 'bearer' })
      .expect(204);
    await refresh(here.refreshToken).expect(401);
    await request(app).get('/api/v1/users/me').auth(here.accessToken, { type: 'bearer' }).expect(401);
    await refresh(other.refreshToken).expect(200);
  });

  test('/:sessionId signs another device out, at once', async () => {
    const email = 'other-device@example.org';
    const lost = await registerPerson(app, email);
    const here = await signInAs(app, email);
    const lostId = (await sessionsOf(here.accessToken)).items.find(({ current }) => !current)?.id ?? '';
    const remove = () =>
      request(app).delete(`/api/v1/sessions/${lostId}`).auth(here.accessToken, { type: 'bearer' });
    await remove().expect(204);
    await refresh(lost.refreshToken).expect(401);
    await refresh(here.refreshToken).expect(200);
    expect((await sessionsOf(here.accessToken)).items).toHaveLength(1);
    await remove().expect(404);
  });

  test("somebody else's session is not there", async () => {
    const theirs = await registerPerson(app, 'theirs@example.org');
    const mine = await registerPerson(app, 'mine@example.org');
    const theirId = (await sessionsOf(theirs.accessToken)).items[0]?.id ?? '';
    const remove = (id: string) =>
      request(app).delete(`/api/v1/sessions/${id}`).auth(mine.accessToken, { type: 'bearer' });
    expect((await remove(theirId).expect(404)).body).toMatchObject({ code: 'not-found' });
    await remove('no-uuid').expect(404);
    await refresh(theirs.refreshToken).expect(200);
  });

  test('signs out everywhere', async () => {
    const email = 'everywhere@example.org';
    const there = await registerPerson(app, email);
    const here = await signInAs(app, email);
    await request(app).delete('/api/v1/sessions').auth(here.accessToken, { type: 'bearer' }).expect(204);
    await refresh(there.refreshToken).expect(401);
    await refresh(here.refreshToken).expect(401);
  });
});

describe('a session that is not used', () => {
  test('ends after 30 days and is then removed with its tokens', async () => {
    const idle = await registerPerson(app, 'idle@example.org');
    const used = await signInAs(app, 'idle@example.org');
    await service.pool.query(
      `UPDATE sessions SET last_used_at = now() - interval '30 days 1 minute'
       WHERE user_id = $1 AND id = (SELECT min(id::text)::uuid FROM sessions WHERE user_id = $1)`,
      [idle.user.id],
    );
    await refresh(idle.refreshToken).expect(401);
    await request(app).get('/api/v1/users/me').auth(idle.accessToken, { type: 'bearer' }).expect(401);
    expect((await sessionsOf(used.accessToken)).items).toHaveLength(1);

    await cleanUp(service.ctx);
    const { rows } = await service.pool.query(
      'SELECT FROM sessions JOIN refresh_tokens ON session_id = sessions.id WHERE user_id = $1',
      [idle.user.id],
    );
    expect(rows).toHaveLength(1);
    await refresh(used.refreshToken).expect(200);
  });
});
