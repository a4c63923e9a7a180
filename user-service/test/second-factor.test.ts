import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import { answerOf, PASSWORD, registerPerson, signInAs, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;

beforeAll(async () => {
  service = await startService({
    env: { SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '40', SIGN_IN_FAILURES_PER_ADDRESS: '1000' },
  });
  app = service.app;
});

afterAll(() => service.db.drop());

/** The code of an authenticator, so many steps of 30 seconds from now. */
function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** A code that no authenticator shows at this moment. */
function wrongCode(secret: string): string {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((c) => !right.includes(c)) ?? '';
}

const FACTOR = '/api/v1/users/me/second-factor';

interface Protected {
  email: string;
  userId: string;
  accessToken: string;
  refreshToken: string;
  secret: string;
  recoveryCodes: string[];
}

/** An account whose second factor is on, and whose codes were not used yet. */
async function protectedPerson(email: string): Promise<Protected> {
  const { user, accessToken, refreshToken } = await registerPerson(app, email);
  const bearer = { type: 'bearer' } as const;
  const started = await request(app)
    .post(FACTOR)
    .auth(accessToken, bearer)
    .send({ password: PASSWORD })
    .expect(201);
  const { secret } = started.body as { secret: string };
  const confirmed = await request(app)
    .put(FACTOR)
    .auth(accessToken, bearer)
    .send({ code: codeOf(secret) })
    .expect(200);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  await letStepsPass(user.id);
  return { email, userId: user.id, accessToken, refreshToken, secret, recoveryCodes };
}

/** As if the last code had been used long ago. */
async function letStepsPass(userId: string): Promise<void> {
  await service.pool.query('UPDATE second_factors SET last_step = 0 WHERE user_id = $1', [userId]);
}

function signIn(email: string, password = PASSWORD) {
  return answerOf(request(app).post('/api/v1/sessions').send({ email, password }));
}

async function challengeOf(email: string): Promise<string> {
  const { status, body } = await signIn(email);
  expect([status, body]).toMatchObject([401, { code: 'second-factor-required' }]);
  return (body as { details: { challenge: string } }).details.challenge;
}

function complete(challenge: string, code: string) {
  return answerOf(request(app).post('/api/v1/sessions/second-factor').send({ challenge, code }));
}

function call(
  method: 'post' | 'put' | 'delete',
  path: string,
  { accessToken }: { accessToken: string },
  body: object,
) {
  return answerOf(request(app)[method](path).auth(accessToken, { type: 'bearer' }).send(body));
}

async function isSecondFactorOn({ accessToken }: { accessToken: string }): Promise<boolean> {
  const { body } = await answerOf(request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }));
  return (body as { secondFactor: boolean }).secondFactor;
}

describe('switching the second factor on', () => {
  test('takes the password, then a code; only then it counts', async () => {
    const person = await registerPerson(app, 'on@example.org');
    expect(await call('post', FACTOR, person, {})).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'password' }] },
    });
    expect(await call('post', FACTOR, person, { password: 'not my password' })).toMatchObject({
      status: 401,
      body: { code: 'wrong-credentials', errors: [{ path: 'password' }] },
    });
    expect(await call('put', FACTOR, person, { code: '123456' })).toMatchObject({ status: 409 });
    const { status, body } = await call('post', FACTOR, person, { password: PASSWORD });
    expect(status).toBe(201);
    const { secret, uri } = body as { secret: string; uri: string };
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect(uri).toMatch(/^otpauth:\/\/totp\/AIBMC:on%40example\.org\?issuer=AIBMC&/);
    await signInAs(app, 'on@example.org');
    expect(await call('put', FACTOR, person, { code: wrongCode(secret) })).toMatchObject({
      status: 401,
      body: { code: 'wrong-credentials', errors: [{ path: 'code' }] },
    });
    expect(await isSecondFactorOn(person)).toBe(false);

    const typed = `${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)}`;
    const confirmed = await call('put', FACTOR, person, { code: typed });
    const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
    expect(await isSecondFactorOn(person)).toBe(true);
    expect(await call('post', FACTOR, person, { password: PASSWORD })).toMatchObject({ status: 409 });
    expect(await call('put', FACTOR, person, { code: codeOf(secret) })).toMatchObject({ status: 409 });
  });

  test('begun twice, the later secret is the one', async () => {
    const person = await registerPerson(app, 'again@example.org');
    const first = (await call('post', FACTOR, person, { password: PASSWORD })).body as { secret: string };
    const second = (await call('post', FACTOR, person, { password: PASSWORD })).body as { secret: string };
    expect((await call('put', FACTOR, person, { code: codeOf(first.secret) })).status).toBe(401);
    expect((await call('put', FACTOR, person, { code: codeOf(second.secret) })).status).toBe(200);
  });

  test('confirmed twice at once, there is one set of recovery codes', async () => {
    const person = await registerPerson(app, 'race-on@example.org');
    const { secret } = (await call('post', FACTOR, person, { password: PASSWORD })).body as {
      secret: string;
    };
    const confirm = () => call('put', FACTOR, person, { code: codeOf(secret) });
    const statuses = (await Promise.all([confirm(), confirm(), confirm()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 409, 409]);
    const { rowCount } = await service.pool.query('SELECT FROM recovery_codes WHERE user_id = $1', [
      person.user.id,
    ]);
    expect(rowCount).toBe(10);
  });

  test('an account without a password needs a sign-in of the last ten minutes', async () => {
    const person = await registerPerson(app, 'provider-only@example.org');
    await service.pool.query('UPDATE users SET password_hash = NULL WHERE id = $1', [person.user.id]);
    await service.pool.query(
      "UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1",
      [person.user.id],
    );
    expect(await call('post', FACTOR, person, {})).toMatchObject({
      status: 403,
      body: { code: 'sign-in-again' },
    });
    await service.pool.query('UPDATE sessions SET created_at = now() WHERE user_id = $1', [person.user.id]);
    expect((await call('post', FACTOR, person, {})).status).toBe(201);
  });
});

describe('signing in with a second factor', () => {
  test('the password gives a challenge, and the challenge with a code a session', async () => {
    const person = await protectedPerson('in@example.org');
    const challenge = await challengeOf(person.email);
    const { status, body } = await complete(challenge, codeOf(person.secret));
    expect([status, body]).toMatchObject([201, { user: { id: person.userId, secondFactor: true } }]);
    expect((await complete(challenge, codeOf(person.secret, 1))).status).toBe(410);
  });

  test('a wrong password is told the same whether there is a second factor, none, or no account', async () => {
    const { email } = await protectedPerson('hidden@example.org');
    await registerPerson(app, 'plain@example.org');
    const answers = [];
    for (const asked of [email, 'plain@example.org', 'nobody@example.org']) {
      const { status, body } = await signIn(asked, 'not my password');
      const { requestId, ...told } = body as { requestId: string };
      expect(requestId).toBeDefined();
      answers.push({ status, told });
    }
    expect(answers[0]).toMatchObject({ status: 401, told: { code: 'wrong-credentials' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('a code of the step before or after counts, an older one does not', async () => {
    const { email, userId, secret } = await protectedPerson('clock@example.org');
    for (const [steps, expected] of [
      [-3, 401],
      [-1, 201],
      [1, 201],
      [3, 401],
    ] as const) {
      await letStepsPass(userId);
      const answer = await complete(await challengeOf(email), codeOf(secret, steps));
      expect([steps, answer.status]).toEqual([steps, expected]);
    }
  });

  test('of twenty who come at once with the same code one gets in', async () => {
    const { email, secret } = await protectedPerson('race@example.org');
    const challenges: string[] = [];
    for (let n = 0; n < 20; n += 1) challenges.push(await challengeOf(email));
    const code = codeOf(secret);
    const answers = await Promise.all(challenges.map((challenge) => complete(challenge, code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  test('one challenge opens one session, whatever comes at once', async () => {
    const { email, userId, secret, recoveryCodes } = await protectedPerson('one@example.org');
    const challenge = await challengeOf(email);
    const codes = [codeOf(secret), ...recoveryCodes.slice(0, 4)];
    const answers = await Promise.all(codes.map((code) => complete(challenge, code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const { rowCount } = await service.pool.query('SELECT FROM sessions WHERE user_id = $1', [userId]);
    expect(rowCount).toBe(2);
    // whoever lost the race used no recovery code up
    const left = await service.pool.query('SELECT FROM recovery_codes WHERE user_id = $1', [userId]);
    expect(left.rowCount).toBeGreaterThanOrEqual(9);
  });

  test('five wrong codes end the challenge, for the right one too', async () => {
    const { email, secret } = await protectedPerson('five@example.org');
    const challenge = await challengeOf(email);
    for (let n = 0; n < 5; n += 1) expect((await complete(challenge, wrongCode(secret))).status).toBe(401);
    expect(await complete(challenge, codeOf(secret))).toMatchObject({ status: 410, body: { code: 'gone' } });
    expect((await complete(await challengeOf(email), codeOf(secret))).status).toBe(201);
  });

  test('a challenge ends after five minutes, when the password changes, and when the factor is removed', async () => {
    const { email, secret, accessToken, recoveryCodes } = await protectedPerson('over@example.org');
    const late = await challengeOf(email);
    await service.pool.query("UPDATE one_time_tokens SET expires_at = now() - interval '1 second'");
    expect((await complete(late, codeOf(secret))).status).toBe(410);

    const changed = await challengeOf(email);
    await request(app)
      .put('/api/v1/users/me/password')
      .auth(accessToken, { type: 'bearer' })
      .send({ currentPassword: PASSWORD, newPassword: 'another battery staple' })
      .expect(204);
    expect((await complete(changed, codeOf(secret))).status).toBe(410);

    const removed = (await signIn(email, 'another battery staple')).body as {
      details: { challenge: string };
    };
    await call('delete', FACTOR, { accessToken }, { code: recoveryCodes[0] });
    expect((await complete(removed.details.challenge, codeOf(secret))).status).toBe(410);
  });

  test('wrong codes count for the account, and the right password does not clear them', async () => {
    const strict = await startService({ env: { SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS: '7' } });
    try {
      app = strict.app;
      const { email, secret } = await protectedPerson('guessed@example.org');
      const statuses: number[] = [];
      for (let round = 0; round < 2; round += 1) {
        const challenge = await challengeOf(email);
        for (let n = 0; n < 4; n += 1) statuses.push((await complete(challenge, wrongCode(secret))).status);
      }
      expect(statuses).toEqual([...Array<number>(7).fill(401), 429]);
      expect((await complete(await challengeOf(email), codeOf(secret))).status).toBe(429);
    } finally {
      app = service.app;
      await strict.db.drop();
    }
  });

  test('what is no challenge is told as one that is over', async () => {
    expect(await complete('x'.repeat(43), '123456')).toMatchObject({ status: 410, body: { code: 'gone' } });
    expect((await complete('short', '123456')).status).toBe(422);
  });

  test('a session that is open goes on', async () => {
    const { refreshToken } = await protectedPerson('goes-on@example.org');
    await request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(200);
  });
});

describe('recovery codes', () => {
  test('sign in once each, however they are typed', async () => {
    const { email, recoveryCodes } = await protectedPerson('recovers@example.org');
    const [first = '', second = ''] = recoveryCodes;
    const typed = first.toUpperCase().replaceAll('-', ' ');
    expect((await complete(await challengeOf(email), typed)).status).toBe(201);
    expect((await complete(await challengeOf(email), first)).status).toBe(401);
    expect((await complete(await challengeOf(email), second)).status).toBe(201);
  });

  test("are of their own account only, and are stored as hashes; no answer tells another's", async () => {
    const one = await protectedPerson('mine@example.org');
    const other = await protectedPerson('yours@example.org');
    expect((await complete(await challengeOf(one.email), other.recoveryCodes[0] ?? '')).status).toBe(401);
    const { rows } = await service.pool.query<{ text: string }>(
      'SELECT encode(hash, $1) AS text FROM recovery_codes',
      ['escape'],
    );
    const stored = rows.map(({ text }) => text).join(' ');
    for (const code of one.recoveryCodes) expect(stored).not.toContain(code.replaceAll('-', ''));
  });

  test('are renewed with a code, which voids the old ones', async () => {
    const person = await protectedPerson('renews@example.org');
    const path = '/api/v1/users/me/recovery-codes';
    expect((await call('post', path, person, { code: wrongCode(person.secret) })).status).toBe(401);
    const { status, body } = await call('post', path, person, { code: codeOf(person.secret) });
    expect(status).toBe(201);
    const [fresh = ''] = (body as { recoveryCodes: string[] }).recoveryCodes;
    expect((await complete(await challengeOf(person.email), person.recoveryCodes[0] ?? '')).status).toBe(401);
    expect((await complete(await challengeOf(person.email), fresh)).status).toBe(201);
  });
});

describe('switching the second factor off', () => {
  test('takes a code; then the password is enough, and the recovery codes are gone', async () => {
    const person = await protectedPerson('off@example.org');
    expect((await call('delete', FACTOR, person, { code: wrongCode(person.secret) })).status).toBe(401);
    expect(await isSecondFactorOn(person)).toBe(true);
    expect((await call('delete', FACTOR, person, { code: codeOf(person.secret) })).status).toBe(204);
    expect(await isSecondFactorOn(person)).toBe(false);
    await signInAs(app, person.email);
    const { rowCount } = await service.pool.query('SELECT FROM recovery_codes WHERE user_id = $1', [
      person.userId,
    ]);
    expect(rowCount).toBe(0);
    expect((await call('delete', FACTOR, person, { code: '123456' })).status).toBe(401);
  });
});
