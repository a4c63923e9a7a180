import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { invitationInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { close, listen } from '@aibmc/common/process';
import request from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import type { TestDatabase } from '../../tests/support/database.ts';
import { createApp } from '../src/app.ts';
import { answerOf, contextOn, PASSWORD, registerPerson, startService, type TestService } from './service.ts';

const INTERNAL_TOKEN = 'token-of-the-cluster-in-tests';

let service: TestService;
let groups: Server;
/** What group-service is asked, and which tokens it says are open to whom. */
let asked: { token: string; email: string }[] = [];
const OPEN: Record<string, string> = { 'a-good-token': 'invited@example.org', ABC234: 'class@example.org' };

beforeAll(async () => {
  const app = createInternalApp({
    log: testLogger(),
    metrics: testMetrics(),
    checkReady: () => Promise.resolve(),
    mount: (internal) => {
      internal.use('/api', requireInternalToken(INTERNAL_TOKEN));
      mountRoutes(
        internal,
        invitationInternalRoutes,
        {
          checkInvitation: ({ params: { token }, query: { email } }) => {
            asked.push({ token, email });
            return { isOpen: OPEN[token] === email };
          },
        },
        () => Promise.reject(new Error('no person calls here')),
      );
    },
  });
  groups = await listen(app, 0, '127.0.0.1');
  const { port } = groups.address() as { port: number };
  service = await startService({ env: { INTERNAL_TOKEN, GROUP_INTERNAL_URL: `http://127.0.0.1:${port}` } });
});

afterAll(async () => {
  await close(groups, 100);
  await service.db.drop();
});

beforeEach(async () => {
  asked = [];
  await service.pool.query('DELETE FROM users');
  await setMode('open');
});

function register(email: string, more: object = {}) {
  return request(service.app)
    .post('/api/v1/users')
    .send({ email, password: PASSWORD, ...more });
}

async function setMode(registration: string): Promise<void> {
  const { rowCount } = await service.pool.query('UPDATE instance SET registration = $1', [registration]);
  expect(rowCount).toBe(1);
}

function signInOptions() {
  return answerOf(request(service.app).get('/api/v1/sign-in-options').expect(200));
}

describe('the first account', () => {
  test('administers; those after it do not', async () => {
    expect((await registerPerson(service.app, 'first@example.org')).user.isAdmin).toBe(true);
    expect((await registerPerson(service.app, 'second@example.org')).user.isAdmin).toBe(false);
  });

  test('is exactly one of 50 that register at once, on two replicas', async () => {
    const other = createApp(await contextOn(service.db));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        request(n % 2 ? service.app : other)
          .post('/api/v1/users')
          .send({ email: `race-${n}@example.org`, password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(50).fill(201));
    const { rows } = await service.pool.query<{ people: number; admins: number }>(
      'SELECT count(*)::integer AS people, count(*) FILTER (WHERE is_admin)::integer AS admins FROM users',
    );
    expect(rows).toEqual([{ people: 50, admins: 1 }]);
    const told = answers.filter(({ body }) => (body as { user: { isAdmin: boolean } }).user.isAdmin);
    expect(told).toHaveLength(1);
  });

  test.each(['closed', 'invitation'])('may register where registration is %s', async (mode) => {
    await setMode(mode);
    expect((await registerPerson(service.app, 'first@example.org')).user.isAdmin).toBe(true);
    await register('second@example.org').expect(403);
  });

  test('is told by GET /sign-in-options', async () => {
    expect((await signInOptions()).body).toEqual({
      registration: 'open',
      isFirst: true,
      mail: false,
      provider: null,
    });
    await registerPerson(service.app, 'first@example.org');
    await setMode('invitation');
    expect((await signInOptions()).body).toEqual({
      registration: 'invitation',
      isFirst: false,
      mail: false,
      provider: null,
    });
  });
});

describe('registration by invitation', () => {
  beforeEach(async () => {
    await registerPerson(service.app, 'first@example.org');
    await setMode('invitation');
  });

  test.each([
    ['no invitation', {}],
    ['an unknown one', { invitation: 'unknown' }],
    ['one for somebody else', { invitation: 'ABC234' }],
  ])('refuses %s', async (_what, more) => {
    const { status, body } = await answerOf(register('invited@example.org', more));
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'registration-closed' });
    await request(service.app)
      .post('/api/v1/sessions')
      .send({ email: 'invited@example.org', password: PASSWORD })
      .expect(401);
  });

  test('lets in who was invited, by token or code; group-service is asked with the e-mail', async () => {
    await register('Invited@example.org', { invitation: 'a-good-token' }).expect(201);
    await register('class@example.org', { invitation: 'ABC234' }).expect(201);
    expect(asked).toEqual([
      { token: 'a-good-token', email: 'invited@example.org' },
      { token: 'ABC234', email: 'class@example.org' },
    ]);
  });

  test.each(['', '.', '..', '../people', 'a/good/token', '\ud800-\ud800', 'tóken-', 'x'.repeat(101)])(
    'names the field where %j cannot be an invitation, and asks nobody',
    async (invitation) => {
      const answer = await register('odd@example.org', { invitation }).expect(422);
      expect(answer.body).toMatchObject({ errors: [{ path: 'invitation' }] });
      expect(asked).toEqual([]);
    },
  );

  test('answers 503 while group-service is away, and lets nobody in', async () => {
    const db: TestDatabase = service.db;
    const away = createApp(await contextOn(db, { env: { GROUP_INTERNAL_URL: 'http://127.0.0.1:9' } }));
    await request(away)
      .post('/api/v1/users')
      .send({ email: 'invited@example.org', password: PASSWORD, invitation: 'a-good-token' })
      .expect(503);
    const { rowCount } = await service.pool.query('SELECT FROM users');
    expect(rowCount).toBe(1);
  });

  test('an invitation is not asked about where everybody may register', async () => {
    await setMode('open');
    await register('anybody@example.org', { invitation: 'unknown' }).expect(201);
    expect(asked).toEqual([]);
  });
});

describe('closed registration', () => {
  test('lets nobody in, invited or not; who has an account signs in', async () => {
    await registerPerson(service.app, 'first@example.org');
    await setMode('closed');
    const { body } = await answerOf(
      register('invited@example.org', { invitation: 'a-good-token' }).expect(403),
    );
    expect(body).toMatchObject({ code: 'registration-closed' });
    await request(service.app)
      .post('/api/v1/sessions')
      .send({ email: 'first@example.org', password: PASSWORD })
      .expect(201);
  });

  test('counts for who was let through just before it closed', async () => {
    await registerPerson(service.app, 'first@example.org');
    const slow = await service.pool.connect();
    await slow.query('BEGIN');
    await slow.query("UPDATE instance SET registration = 'closed'");
    const late = register('late@example.org').then(({ status }) => status);
    await untilWaiting();
    await slow.query('COMMIT');
    slow.release();
    expect(await late).toBe(403);
  });
});

/** Resolves once a statement of the service waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rowCount } = await service.pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount) return;
  }
}
