import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionTokens } from '@aibmc/common/contract/users';
import type { Express } from 'express';
import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import {
  followToCallback,
  type ProviderAccount,
  startTestProvider,
  type TestProvider,
} from '../../tests/support/oidc-provider.ts';
import { cleanUp } from '../src/domain/background.ts';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

const REDIRECT_URI = 'http://localhost:8888/login/provider/callback';

let provider: TestProvider;
let service: TestService;
let app: Express;

beforeAll(async () => {
  provider = await startTestProvider();
  service = await startService({ env: provider.env });
  app = service.app;
});

afterAll(async () => {
  await provider.stop();
  await service.db.drop();
});

interface Begun {
  url: string;
  binding: string;
}

async function begin(more: { invitation?: string } = {}): Promise<Begun> {
  const answer = await request(app)
    .post('/api/v1/provider-sign-ins')
    .send({ redirectUri: REDIRECT_URI, ...more })
    .expect(201);
  return answer.body as Begun;
}

async function beginToConnect({ accessToken }: { accessToken: string }): Promise<Begun> {
  const answer = await request(app)
    .post('/api/v1/users/me/identities')
    .auth(accessToken, { type: 'bearer' })
    .send({ redirectUri: REDIRECT_URI })
    .expect(201);
  return answer.body as Begun;
}

function finish({ binding }: { binding: string }, callbackUrl: string) {
  return answerOf(request(app).post('/api/v1/provider-sign-ins/finish').send({ binding, callbackUrl }));
}

/** All of it, as a browser does it whose person has this account at the provider. */
async function come(account: ProviderAccount, begun?: Begun) {
  provider.signInAs(account);
  const started = begun ?? (await begin());
  return finish(started, await followToCallback(started.url));
}

async function signedIn(account: ProviderAccount): Promise<SessionTokens> {
  const { status, body } = await come(account);
  expect([status, body]).toMatchObject([201, {}]);
  return body as SessionTokens;
}

function identitiesOf({ accessToken }: { accessToken: string }) {
  return answerOf(request(app).get('/api/v1/users/me/identities').auth(accessToken, { type: 'bearer' }));
}

const ana = { id: 'ana', email: 'Ana@Example.org', name: 'Ana Ruiz' };

describe('signing in with the provider', () => {
  test('whoever nobody knows is registered, with e-mail and name of the provider and no password', async () => {
    const { user } = await signedIn(ana);
    expect(user).toMatchObject({ email: 'ana@example.org', name: 'Ana Ruiz', hasPassword: false });
    const again = await signedIn({ ...ana, email: 'other@example.org', name: 'Other' });
    expect(again.user).toMatchObject({ id: user.id, email: 'ana@example.org', name: 'Ana Ruiz' });
    const { body } = await identitiesOf(again);
    expect(body).toMatchObject({ items: [{ issuer: provider.issuer, email: 'other@example.org' }] });
    await request(app)
      .post('/api/v1/sessions')
      .send({ email: 'ana@example.org', password: PASSWORD })
      .expect(401);
  });

  test('a name that is none is replaced by the e-mail’s', async () => {
    const { user } = await signedIn({ id: 'nameless', email: 'nameless@example.org', name: ' \u200b ' });
    expect(user.name).toBe('nameless');
  });

  test('needs an e-mail of the provider to register', async () => {
    expect(await come({ id: 'silent' })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await come({ id: 'silent', email: 'no address' })).toMatchObject({ status: 403 });
  });

  test('an e-mail that has an account signs nobody in to it', async () => {
    const owner = await registerPerson(app, 'owner@example.org');
    const answer = await come({ id: 'claims-it', email: 'owner@example.org' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'link-first' } });
    expect((await identitiesOf(owner)).body).toEqual({ items: [] });
  });

  test('the same stranger twice at once becomes one account', async () => {
    const twin = { id: 'twin', email: 'twin@example.org' };
    provider.signInAs(twin);
    const begun = await Promise.all([begin(), begin(), begin()]);
    const callbacks = await Promise.all(begun.map(({ url }) => followToCallback(url)));
    const answers = await Promise.all(begun.map((one, n) => finish(one, callbacks[n] ?? '')));
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    const { rowCount } = await service.pool.query("SELECT FROM users WHERE email = 'twin@example.org'");
    expect(rowCount).toBe(1);
    await signedIn(twin);
  });

  test('registration that is closed stays closed, and known people still come in', async () => {
    const known = await signedIn({ id: 'known', email: 'known@example.org' });
    await service.pool.query("UPDATE instance SET registration = 'closed'");
    try {
      const refused = await come({ id: 'late', email: 'late@example.org' });
      expect(refused).toMatchObject({ status: 403, body: { code: 'registration-closed' } });
      expect((await signedIn({ id: 'known' })).user.id).toBe(known.user.id);
    } finally {
      await service.pool.query("UPDATE instance SET registration = 'open'");
    }
  });

  test('asks for a code where the account has a second factor', async () => {
    const careful = { id: 'careful', email: 'careful@example.org' };
    const { accessToken } = await signedIn(careful);
    const factor = '/api/v1/users/me/second-factor';
    const bearer = { type: 'bearer' } as const;
    const { body: made } = await answerOf(request(app).post(factor).auth(accessToken, bearer).send({}));
    const totp = new TOTP({ secret: Secret.fromBase32((made as { secret: string }).secret) });
    await request(app).put(factor).auth(accessToken, bearer).send({ code: totp.generate() }).expect(200);

    const { status, body } = await come(careful);
    expect([status, body]).toMatchObject([401, { code: 'second-factor-required' }]);
    const { challenge } = (body as { details: { challenge: string } }).details;
    const code = totp.generate({ timestamp: Date.now() + 30_000 });
    await request(app).post('/api/v1/sessions/second-factor').send({ challenge, code }).expect(201);
  });
});

describe('what the browser comes back with', () => {
  const bea = { id: 'bea', email: 'bea@example.org' };

  test('counts once', async () => {
    provider.signInAs(bea);
    const begun = await begin();
    const callback = await followToCallback(begun.url);
    const answers = await Promise.all(Array.from({ length: 10 }, () => finish(begun, callback)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
    expect(await finish(begun, callback)).toMatchObject({ status: 410, body: { code: 'gone' } });
  });

  test('counts only with the binding of the browser that began', async () => {
    provider.signInAs(bea);
    const mine = await begin();
    const theirs = await begin();
    const callback = await followToCallback(mine.url);
    expect(await finish({ binding: 'x'.repeat(43) }, callback)).toMatchObject({ status: 410 });
    const crossed = await finish(theirs, callback);
    expect(crossed).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    expect((await finish(mine, callback)).status).toBe(201);
  });

  test.each([
    ['another state', (url: URL) => void url.searchParams.set('state', 'x')],
    ['no state', (url: URL) => void url.searchParams.delete('state')],
    ['another code', (url: URL) => void url.searchParams.set('code', 'x'.repeat(43))],
    ['no code', (url: URL) => void url.searchParams.delete('code')],
    ['another issuer', (url: URL) => void url.searchParams.set('iss', 'https://elsewhere.example.org')],
    ['another page', (url: URL) => void (url.pathname = '/elsewhere')],
    ['another origin', (url: URL) => void (url.host = 'elsewhere.example.org')],
  ])('is refused with %s', async (_what, change) => {
    provider.signInAs(bea);
    const begun = await begin();
    const callback = new URL(await followToCallback(begun.url));
    change(callback);
    expect(await finish(begun, callback.href)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test('is refused with another nonce, and with a code of another challenge', async () => {
    provider.signInAs(bea);
    for (const name of ['nonce', 'code_challenge']) {
      const begun = await begin();
      const url = new URL(begun.url);
      expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      url.searchParams.set(name, 'x'.repeat(43));
      expect(await finish(begun, await followToCallback(url.href))).toMatchObject({ status: 400 });
    }
  });

  test('is a refusal where the person denied it', async () => {
    provider.signInAs(null);
    const begun = await begin();
    const callback = await followToCallback(begun.url);
    expect(callback).toContain('error=access_denied');
    expect(await finish(begun, callback)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('is too late after ten minutes, and what was begun is removed then', async () => {
    provider.signInAs(bea);
    const begun = await begin();
    const callback = await followToCallback(begun.url);
    await service.pool.query("UPDATE provider_sign_ins SET expires_at = expires_at - interval '10 minutes'");
    expect(await finish(begun, callback)).toMatchObject({ status: 410 });
    await begin();
    await service.pool.query("UPDATE provider_sign_ins SET expires_at = expires_at - interval '10 minutes'");
    await cleanUp(service.ctx);
    expect((await service.pool.query('SELECT FROM provider_sign_ins')).rowCount).toBe(0);
  });
});

describe('connecting the provider', () => {
  test('to an account with a password; then both sign in to it; a new session takes the place of the one that began', async () => {
    const person = await registerPerson(app, 'connects@example.org');
    const account = { id: 'connects', email: 'private@example.org' };
    const { status, body } = await come(account, await beginToConnect(person));
    const tokens = body as SessionTokens;
    expect([status, tokens.user.id]).toEqual([201, person.user.id]);
    await request(app)
      .post('/api/v1/sessions/refresh')
      .send({ refreshToken: tokens.refreshToken })
      .expect(200);
    const sessions = await answerOf(
      request(app).get('/api/v1/sessions').auth(tokens.accessToken, { type: 'bearer' }),
    );
    expect((sessions.body as { items: unknown[] }).items).toHaveLength(1);
    expect((await identitiesOf(person)).status).toBe(401);
    expect((await signedIn(account)).user.id).toBe(person.user.id);
    const again = await signInAs(app, 'connects@example.org');
    expect((await come(account, await beginToConnect(again))).status).toBe(201);
    expect((await identitiesOf(tokens)).body).toMatchObject({ items: [{ email: 'private@example.org' }] });
  });

  test('is refused where it signs in to somebody else’s', async () => {
    const taken = { id: 'taken', email: 'taken@example.org' };
    await signedIn(taken);
    const other = await registerPerson(app, 'wants-it@example.org');
    const answer = await come(taken, await beginToConnect(other));
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await identitiesOf(other)).body).toEqual({ items: [] });
  });

  test('ends where the session ended meanwhile', async () => {
    const person = await registerPerson(app, 'leaves@example.org');
    const begun = await beginToConnect(person);
    await request(app)
      .delete('/api/v1/sessions/current')
      .auth(person.accessToken, { type: 'bearer' })
      .expect(204);
    expect(await come({ id: 'leaves' }, begun)).toMatchObject({ status: 410 });
  });

  test('takes the password, or a sign-in of the last ten minutes', async () => {
    const { user, accessToken } = await registerPerson(app, 'stale@example.org');
    await service.pool.query(
      "UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1",
      [user.id],
    );
    const connect = (more: object) =>
      answerOf(
        request(app)
          .post('/api/v1/users/me/identities')
          .auth(accessToken, { type: 'bearer' })
          .send({ redirectUri: REDIRECT_URI, ...more }),
      );
    expect(await connect({})).toMatchObject({ status: 403, body: { code: 'sign-in-again' } });
    expect(await connect({ password: 'wrong' })).toMatchObject({ status: 401 });
    expect(await connect({ password: PASSWORD })).toMatchObject({ status: 201 });
  });
});

describe('disconnecting the provider', () => {
  async function disconnect({ accessToken }: { accessToken: string }, id: string): Promise<number> {
    const { status } = await request(app)
      .delete(`/api/v1/users/me/identities/${id}`)
      .auth(accessToken, { type: 'bearer' });
    return status;
  }

  async function idsOf(person: { accessToken: string }): Promise<string[]> {
    const { body } = await identitiesOf(person);
    return (body as { items: { id: string }[] }).items.map(({ id }) => id);
  }

  test('is refused for the only way in, and possible beside a password', async () => {
    const only = await signedIn({ id: 'only', email: 'only@example.org' });
    const [id = ''] = await idsOf(only);
    expect(await disconnect(only, id)).toBe(409);
    await request(app)
      .put('/api/v1/users/me/password')
      .auth(only.accessToken, { type: 'bearer' })
      .send({ newPassword: PASSWORD })
      .expect(204);
    expect(await disconnect(only, id)).toBe(204);
    expect(await disconnect(only, id)).toBe(404);
    expect(await come({ id: 'only', email: 'only@example.org' })).toMatchObject({
      status: 409,
      body: { code: 'link-first' },
    });
  });

  test('of two at once one stays', async () => {
    const two = await signedIn({ id: 'two-a', email: 'two@example.org' });
    const { body } = await come({ id: 'two-b' }, await beginToConnect(two));
    const now = body as SessionTokens;
    const ids = await idsOf(now);
    expect(ids).toHaveLength(2);
    const statuses = await Promise.all(ids.map((id) => disconnect(now, id)));
    expect(statuses.toSorted()).toEqual([204, 409]);
    expect(await idsOf(now)).toHaveLength(1);
  });

  test('of somebody else is not possible', async () => {
    const mine = await signedIn({ id: 'mine', email: 'mine@example.org' });
    const [id = ''] = await idsOf(mine);
    expect(await disconnect(await registerPerson(app, 'thief@example.org'), id)).toBe(404);
  });
});

describe('where the provider sends people back to', () => {
  function start(redirectUri: string, at = app) {
    return answerOf(request(at).post('/api/v1/provider-sign-ins').send({ redirectUri }));
  }

  test.each([
    'https://evil.example.org/login/provider/callback',
    'http://localhost:8888/elsewhere',
    'http://localhost:8888/login/provider/callback?next=https://evil.example.org',
    'http://localhost:8888/login/provider/callback#x',
    'http://user@localhost:8888/login/provider/callback',
    'http://localhost.evil.example.org/login/provider/callback',
    'http://127.0.0.1.evil.example.org/login/provider/callback',
    'ftp://localhost/login/provider/callback',
  ])('is not %s', async (redirectUri) => {
    expect(await start(redirectUri)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'redirectUri' }] },
    });
  });

  test('is the callback page of PUBLIC_URL and nowhere else, where that is set', async () => {
    const there = await startService({ env: { ...provider.env, PUBLIC_URL: 'https://canvas.example.org' } });
    try {
      const good = await start('https://canvas.example.org/login/provider/callback', there.app);
      expect(good.status).toBe(201);
      for (const other of [REDIRECT_URI, 'https://canvas.example.org.evil.org/login/provider/callback']) {
        expect((await start(other, there.app)).status).toBe(422);
      }
    } finally {
      await there.db.drop();
    }
  });
});

describe('a provider that is away', () => {
  test('keeps nobody from starting or from signing in by password, and is found once it is back', async () => {
    const away = await startTestProvider();
    await away.stop();
    const alone = await startService({ env: away.env });
    try {
      await registerPerson(alone.app, 'patient@example.org');
      const start = () =>
        answerOf(request(alone.app).post('/api/v1/provider-sign-ins').send({ redirectUri: REDIRECT_URI }));
      expect(await start()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      const back = await startTestProvider(Number(new URL(away.issuer).port));
      back.signInAs({ id: 'back', email: 'back@example.org' });
      const { status, body } = await start();
      expect(status).toBe(201);
      const { url, binding } = body as Begun;
      const callbackUrl = await followToCallback(url);
      await back.stop();
      const answer = await answerOf(
        request(alone.app).post('/api/v1/provider-sign-ins/finish').send({ binding, callbackUrl }),
      );
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    } finally {
      await alone.db.drop();
    }
  });

  test('is none where none is configured', async () => {
    const without = await startService();
    try {
      const { status } = await answerOf(
        request(without.app).post('/api/v1/provider-sign-ins').send({ redirectUri: REDIRECT_URI }),
      );
      expect(status).toBe(404);
    } finally {
      await without.db.drop();
    }
  });
});
