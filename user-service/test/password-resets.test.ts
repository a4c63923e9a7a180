import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { type MailedService, startMailedService, tokenOf } from './mail-service.ts';
import { answerOf, PASSWORD, registerPerson, signInAs, startService } from './service.ts';

const NEW_PASSWORD = 'another good password';

let service: MailedService;
let app: Express;

beforeAll(async () => {
  service = await startMailedService();
  app = service.app;
});

afterAll(() => service.stop());

function ask(email: string, address = '192.0.2.1') {
  return request(app).post('/api/v1/password-resets').set('x-forwarded-for', address).send({ email });
}

function read(token: string) {
  return request(app).get(`/api/v1/password-resets/${token}`);
}

function reset(token: string, password = NEW_PASSWORD) {
  return request(app).put(`/api/v1/password-resets/${token}`).send({ password });
}

function signIn(email: string, password: string) {
  return request(app).post('/api/v1/sessions').send({ email, password });
}

/** Has a link sent and gives its token. */
async function linkFor(email: string): Promise<string> {
  await ask(email).expect(204);
  return tokenOf((await service.post()).at(-1), 'reset');
}

describe('POST /password-resets', () => {
  test('sends a link to whoever has an account, in their language; nobody else gets anything', async () => {
    const { accessToken } = await registerPerson(app, 'known@example.org');
    await request(app)
      .patch('/api/v1/users/me')
      .auth(accessToken, { type: 'bearer' })
      .send({ language: 'es' });
    const known = await ask('Known@Example.org').expect(204);
    const unknown = await ask('unknown@example.org').expect(204);
    expect(known.text).toBe(unknown.text);
    const mails = await service.post();
    expect(mails.map(({ to }) => to)).toEqual([['known@example.org']]);
    expect(mails[0]?.text).toMatch(/^Subject: Una contraseña nueva/m);
    const { rowCount } = await service.pool.query('SELECT FROM reset_requests');
    expect(rowCount).toBe(0);
  });

  test('does the same work for a known and an unknown address', async () => {
    await registerPerson(app, 'timed@example.org');
    const { rows: before } = await statements();
    await ask('timed@example.org').expect(204);
    await ask('nobody@example.org').expect(204);
    const { rows } = await statements();
    expect(rows).toEqual(before);
    await service.post();
  });

  test('is limited for an e-mail, whether it has an account or not, and for an address', async () => {
    await registerPerson(app, 'much@example.org');
    for (const email of ['much@example.org', 'much-unknown@example.org']) {
      for (let n = 0; n < 5; n += 1) await ask(email, `192.0.2.${10 + n}`).expect(204);
      const { body } = await answerOf(ask(email, '192.0.2.20').expect(429));
      expect(body).toMatchObject({ code: 'too-many-requests' });
    }
    for (let n = 0; n < 60; n += 1) await ask(`person-${n}@example.org`, '198.51.100.1').expect(204);
    await ask('one-more@example.org', '198.51.100.1').expect(429).expect('retry-after', /\d+/);
    await service.post();
  });

  test('says so where this instance sends no mail', async () => {
    const without = await startService();
    try {
      await registerPerson(without.app, 'known@example.org');
      for (const email of ['known@example.org', 'unknown@example.org']) {
        const answer = await request(without.app).post('/api/v1/password-resets').send({ email }).expect(409);
        expect(answer.body).toMatchObject({ code: 'conflict' });
      }
    } finally {
      await without.db.drop();
    }
  });
});

/** What the answer to a request leaves behind, apart from counters: as many rows of the same tables. */
function statements() {
  return service.pool.query<{ tokens: string; mails: string }>(
    `SELECT (SELECT count(*) FROM one_time_tokens) AS tokens, (SELECT count(*) FROM mails) AS mails`,
  );
}

describe('a link', () => {
  test('tells whose it is, sets the password once, and signs out everywhere', async () => {
    const email = 'forgot@example.org';
    const { accessToken, refreshToken } = await registerPerson(app, email);
    const token = await linkFor(email);
    expect((await read(token).expect(200)).body).toEqual({
      email,
      expiresAt: expect.stringMatching(/^\d{4}-/),
    });
    await reset(token).expect(204);
    await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(401);
    await request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(401);
    await signIn(email, PASSWORD).expect(401);
    await signIn(email, NEW_PASSWORD).expect(201);
    expect((await reset(token).expect(410)).body).toMatchObject({ code: 'gone' });
    await read(token).expect(410);
  });

  test('is used by one of many at once', async () => {
    await registerPerson(app, 'race@example.org');
    const token = await linkFor('race@example.org');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => reset(token, `password no ${n}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(7).fill(410)]);
    const winner = answers.findIndex(({ status }) => status === 204);
    await signIn('race@example.org', `password no ${winner}`).expect(201);
  });

  test('is void after an hour', async () => {
    await registerPerson(app, 'late@example.org');
    const token = await linkFor('late@example.org');
    const age = (minutes: number) =>
      service.pool.query("UPDATE one_time_tokens SET expires_at = expires_at - $1 * interval '1 minute'", [
        minutes,
      ]);
    await age(58);
    await read(token).expect(200);
    await age(2);
    await read(token).expect(410);
    await reset(token).expect(410);
  });

  test('is void once the password was changed, and so is every other link', async () => {
    const email = 'changed@example.org';
    const { accessToken } = await registerPerson(app, email);
    const first = await linkFor(email);
    const second = await linkFor(email);
    await request(app)
      .put('/api/v1/users/me/password')
      .auth(accessToken, { type: 'bearer' })
      .send({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
      .expect(204);
    await reset(first).expect(410);
    await reset(second).expect(410);

    const [third, fourth] = [await linkFor(email), await linkFor(email)];
    await reset(third, 'the third password').expect(204);
    await reset(fourth).expect(410);
  });

  test('that is unknown is gone; one that can be none is not found; a bad password keeps it good', async () => {
    await reset('x'.repeat(43)).expect(410);
    await read('short').expect(404);
    await registerPerson(app, 'bad@example.org');
    const token = await linkFor('bad@example.org');
    const { body } = await answerOf(reset(token, 'short').expect(422));
    expect((body as { errors: { path: string }[] }).errors[0]?.path).toBe('password');
    await reset(token).expect(204);
  });

  test('is stored as a hash only, apart from the mail that is on its way', async () => {
    await registerPerson(app, 'hash@example.org');
    const token = await linkFor('hash@example.org');
    const { rows } = await service.pool.query<{ all: string }>(
      `SELECT (SELECT string_agg(one_time_tokens::text, '') FROM one_time_tokens)
         || coalesce((SELECT string_agg(mails::text, '') FROM mails), '') AS all`,
    );
    expect(rows[0]?.all).not.toContain(token);
  });

  test('leaves the second factor on', async () => {
    const { user } = await registerPerson(app, 'factor@example.org');
    await service.pool.query(
      "INSERT INTO second_factors (user_id, secret, confirmed_at) VALUES ($1, 'JBSWY3DPEHPK3PXP', now())",
      [user.id],
    );
    await reset(await linkFor('factor@example.org')).expect(204);
    const { body } = await answerOf(signIn('factor@example.org', NEW_PASSWORD).expect(401));
    expect(body).toMatchObject({ code: 'second-factor-required' });
  });
});

describe('DELETE /users/me of an account without a password', () => {
  test('works soon after signing in, and not later', async () => {
    const { user, accessToken } = await registerPerson(app, 'leaves@example.org');
    await service.pool.query('UPDATE users SET password_hash = NULL WHERE id = $1', [user.id]);
    const remove = () =>
      request(app).delete('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).send({});
    const age = (minutes: number) =>
      service.pool.query("UPDATE sessions SET created_at = created_at - $1 * interval '1 minute'", [minutes]);
    await age(11);
    expect((await remove().expect(403)).body).toMatchObject({ code: 'sign-in-again' });
    await age(-11);
    await remove().expect(204);
    await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(401);
  });
});

describe('PUT /users/me/password of an account without one', () => {
  test('sets the first soon after signing in, and not later', async () => {
    const email = 'provider@example.org';
    const { user, accessToken } = await registerPerson(app, email);
    const { accessToken: elsewhere } = await signInAs(app, email);
    await service.pool.query('UPDATE users SET password_hash = NULL WHERE id = $1', [user.id]);
    await signIn(email, PASSWORD).expect(401);
    const choose = () =>
      request(app)
        .put('/api/v1/users/me/password')
        .auth(accessToken, { type: 'bearer' })
        .send({ newPassword: NEW_PASSWORD });
    const age = (minutes: number) =>
      service.pool.query("UPDATE sessions SET created_at = created_at - $1 * interval '1 minute'", [minutes]);
    await age(10);
    expect((await choose().expect(403)).body).toMatchObject({ code: 'sign-in-again' });
    await age(-1);
    await choose().expect(204);
    await signIn(email, NEW_PASSWORD).expect(201);
    await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(200);
    await request(app).get('/api/v1/users/me').auth(elsewhere, { type: 'bearer' }).expect(401);
    expect((await choose().expect(422)).body).toMatchObject({ errors: [{ path: 'currentPassword' }] });
  });
});
