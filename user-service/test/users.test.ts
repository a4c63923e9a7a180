import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;

beforeAll(async () => {
  service = await startService();
  app = service.app;
});

afterAll(() => service.db.drop());

function problemWith(code: string, status: number, paths?: string[]) {
  return {
    type: `urn:aibmc:error:${code}`,
    title: expect.any(String),
    status,
    code,
    detail: expect.any(String),
    requestId: expect.any(String),
    ...(paths ? { errors: paths.map((path) => ({ path, message: expect.any(String) })) } : {}),
  };
}

describe('POST /users', () => {
  test('registers and signs in; the e-mail is kept in lower case, the name is what is before its @', async () => {
    const { status, body } = await answerOf(
      request(app).post('/api/v1/users').send({ email: '  Ada.Lovelace@Example.ORG ', password: PASSWORD }),
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      user: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        email: 'ada.lovelace@example.org',
        name: 'ada.lovelace',
        language: null,
        timeZone: null,
        colour: null,
        wantsMail: true,
        isAdmin: true,
        hasPassword: true,
        secondFactor: false,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 600,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      refreshExpiresIn: 30 * 24 * 3600,
    });
  });

  test('takes a language', async () => {
    const { body } = await answerOf(
      request(app)
        .post('/api/v1/users')
        .send({ email: 'lengua@example.org', password: PASSWORD, language: 'es' }),
    );
    expect((body as { user: { language: string } }).user.language).toBe('es');
  });

  test('takes a name', async () => {
    const { body } = await answerOf(
      request(app)
        .post('/api/v1/users')
        .send({ email: 'grace@example.org', password: PASSWORD, name: ' Grace Hopper ' }),
    );
    expect((body as { user: { name: string } }).user.name).toBe('Grace Hopper');
  });

  test('stores neither the password nor a token', async () => {
    const { refreshToken } = await registerPerson(app, 'secret@example.org');
    const { rows } = await service.pool.query<{ all: string }>(
      `SELECT (SELECT string_agg(users::text, '') FROM users)
         || (SELECT string_agg(sessions::text, '') FROM sessions)
         || (SELECT string_agg(refresh_tokens::text, '') FROM refresh_tokens) AS all`,
    );
    expect(rows[0]?.all).toContain('secret@example.org');
    expect(rows[0]?.all).not.toContain(PASSWORD);
    expect(rows[0]?.all).not.toContain(refreshToken);
    expect(rows[0]?.all).not.toContain(Buffer.from(refreshToken).toString('hex'));
  });

  test('refuses an e-mail that has an account, however it is written, and names the field', async () => {
    await registerPerson(app, 'taken@example.org');
    const { status, body, type } = await answerOf(
      request(app).post('/api/v1/users').send({ email: 'TAKEN@example.org', password: 'another password' }),
    );
    expect(status).toBe(409);
    expect(type).toBe('application/problem+json');
    expect(body).toEqual(problemWith('email-taken', 409, ['email']));
  });

  test('of many registrations of one e-mail at once, one wins', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        request(app).post('/api/v1/users').send({ email: 'race@example.org', password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  test.each([
    ['no e-mail', { password: PASSWORD }, 'email'],
    ['an e-mail that is none', { email: 'nobody', password: PASSWORD }, 'email'],
    ['a password of 9 characters', { email: 'a@example.org', password: '123456789' }, 'password'],
    ['a password of 73 bytes', { email: 'a@example.org', password: 'ñ'.repeat(36) + 'x' }, 'password'],
    ['a number as password', { email: 'a@example.org', password: 1234567890 }, 'password'],
    ['a name of control characters', { email: 'a@example.org', password: PASSWORD, name: '\u0007' }, 'name'],
    ['an empty name', { email: 'a@example.org', password: PASSWORD, name: '  ' }, 'name'],
  ])('refuses %s and names the field', async (_what, body, path) => {
    const answer = await request(app).post('/api/v1/users').send(body).expect(422);
    expect(answer.type).toBe('application/problem+json');
    const { errors, code } = answer.body as { errors: { path: string }[]; code: string };
    expect(code).toBe('invalid');
    expect(errors.map((error) => error.path)).toContain(path);
  });

  test('the message about a short password tells the rule', async () => {
    const { body } = await answerOf(
      request(app).post('/api/v1/users').send({ email: 'a@example.org', password: 'short' }),
    );
    expect((body as { errors: unknown[] }).errors).toEqual([
      { path: 'password', message: 'must have at least 10 characters' },
    ]);
  });

  test('72 bytes of password are fine, and the last one counts', async () => {
    const password = 'x'.repeat(71) + 'y';
    await request(app).post('/api/v1/users').send({ email: 'long@example.org', password }).expect(201);
    const attempt = (given: string) =>
      request(app).post('/api/v1/sessions').send({ email: 'long@example.org', password: given });
    await attempt('x'.repeat(72)).expect(401);
    await attempt(`${password}z`).expect(401);
    await attempt(password).expect(201);
  });

  test('a password is the same in whichever code points its accents come', async () => {
    const email = 'accents@example.org';
    await request(app)
      .post('/api/v1/users')
      .send({ email, password: 'contraseña larga'.normalize('NFD') })
      .expect(201);
    await request(app)
      .post('/api/v1/sessions')
      .send({ email, password: 'contraseña larga'.normalize('NFC') })
      .expect(201);
  });

  test('refuses what is no JSON, other media types and bodies that are too large', async () => {
    const post = () => request(app).post('/api/v1/users');
    expect((await post().type('json').send('{"email":')).body).toEqual(problemWith('invalid-json', 400));
    expect((await post().type('form').send('email=a')).body).toEqual(
      problemWith('unsupported-media-type', 415),
    );
    expect((await post().send({ email: 'x'.repeat(20_000) })).body).toEqual(problemWith('too-large', 413));
  });

  test('another method is answered with 405 and Allow', async () => {
    const { status, headers } = await request(app).get('/api/v1/users');
    expect(status).toBe(405);
    expect(headers['allow']).toBe('POST');
  });
});

describe('GET and PATCH /users/me', () => {
  test('tells who is signed in', async () => {
    const { user, accessToken } = await registerPerson(app, 'me@example.org');
    const { body } = await answerOf(
      request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(200),
    );
    expect(body).toEqual(user);
  });

  test('changes the name, which the next token carries', async () => {
    const { accessToken, refreshToken } = await registerPerson(app, 'rename@example.org');
    await request(app)
      .patch('/api/v1/users/me')
      .auth(accessToken, { type: 'bearer' })
      .send({ name: 'New Name' })
      .expect(200);
    const me = await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' });
    expect((me.body as { name: string }).name).toBe('New Name');
    const { body } = await answerOf(
      request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(200),
    );
    const claims = (body as { accessToken: string }).accessToken.split('.')[1] ?? '';
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ name: 'New Name' });
  });

  test('changes language, time zone, colour and mail; null clears; what is not given stays', async () => {
    const { user, accessToken, refreshToken } = await registerPerson(app, 'profile@example.org');
    const patch = (body: object) =>
      request(app).patch('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).send(body);
    const set = { language: 'es', timeZone: 'Europe/Madrid', colour: 'teal', wantsMail: false };
    expect((await patch(set).expect(200)).body).toEqual({ ...user, ...set });
    expect((await patch({ name: 'Ana' }).expect(200)).body).toEqual({ ...user, ...set, name: 'Ana' });
    const { body } = await answerOf(
      request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(200),
    );
    const verified = await service.ctx.verify((body as { accessToken: string }).accessToken);
    expect(verified).toMatchObject({ name: 'Ana', colour: 'teal', isAdmin: false });
    const cleared = { language: null, timeZone: null, colour: null };
    expect((await patch(cleared).expect(200)).body).toEqual({
      ...user,
      ...cleared,
      name: 'Ana',
      wantsMail: false,
    });
  });

  test.each([
    ['language', 'xx'],
    ['timeZone', 'Europe/Atlantis'],
    ['colour', 'mauve'],
    ['wantsMail', 'perhaps'],
    ['name', null],
  ])('refuses %s %s and names the field', async (field, value) => {
    const { accessToken } = await registerPerson(app, `refuse-${field}@example.org`);
    const answer = await request(app)
      .patch('/api/v1/users/me')
      .auth(accessToken, { type: 'bearer' })
      .send({ [field]: value });
    expect(answer.body).toEqual(problemWith('invalid', 422, [field]));
  });

  test('changes nothing where nothing is given, and nothing but the profile', async () => {
    const { user, accessToken } = await registerPerson(app, 'keep@example.org');
    const patch = (body: object) =>
      request(app).patch('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).send(body);
    expect((await patch({}).expect(200)).body).toEqual(user);
    await patch({ email: 'other@example.org' }).expect(422);
    expect((await patch({ name: '' }).expect(422)).body).toEqual(problemWith('invalid', 422, ['name']));
  });
});

describe('PUT /users/me/password', () => {
  test('changes the password and signs every other session out', async () => {
    const email = 'change@example.org';
    const here = await registerPerson(app, email);
    const there = await signInAs(app, email);
    await request(app)
      .put('/api/v1/users/me/password')
      .auth(here.accessToken, { type: 'bearer' })
      .send({ currentPassword: PASSWORD, newPassword: 'a new password' })
      .expect(204);

    const refresh = (refreshToken: string) =>
      request(app).post('/api/v1/sessions/refresh').send({ refreshToken });
    await refresh(there.refreshToken).expect(401);
    await refresh(here.refreshToken).expect(200);
    await request(app).post('/api/v1/sessions').send({ email, password: PASSWORD }).expect(401);
    await request(app).post('/api/v1/sessions').send({ email, password: 'a new password' }).expect(201);
  });

  test('needs the current password, and names the field', async () => {
    const { accessToken } = await registerPerson(app, 'change-wrong@example.org');
    const put = (body: object) =>
      request(app).put('/api/v1/users/me/password').auth(accessToken, { type: 'bearer' }).send(body);
    const wrong = await put({ currentPassword: 'not my password', newPassword: 'a new password' }).expect(
      401,
    );
    expect(wrong.body).toEqual(problemWith('wrong-credentials', 401, ['currentPassword']));
    const short = await put({ currentPassword: PASSWORD, newPassword: 'short' }).expect(422);
    expect(short.body).toEqual(problemWith('invalid', 422, ['newPassword']));
    await signInAs(app, 'change-wrong@example.org');
  });

  test('guessing the current password is limited', async () => {
    const { accessToken } = await registerPerson(app, 'change-guess@example.org');
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const { status } = await request(app)
        .put('/api/v1/users/me/password')
        .auth(accessToken, { type: 'bearer' })
        .send({ currentPassword: `guess ${guess}`, newPassword: 'a new password' });
      statuses.push(status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });
});
