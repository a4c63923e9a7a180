import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { peopleInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { close, listen } from '@aibmc/common/process';
import type { Express } from 'express';
import request from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { createApp } from '../src/app.ts';
import type { UserContext } from '../src/context.ts';
import { deliverForgettings } from '../src/domain/forgetting.ts';
import { contextOn, PASSWORD, registerPerson, signInAs } from './service.ts';

const INTERNAL_TOKEN = 'token-of-the-cluster-in-tests';

/** The second port of a service that keeps something about people, and whom it was told to forget. */
async function startPeer(port = 0): Promise<{ server: Server; port: number; forgotten: string[] }> {
  const forgotten: string[] = [];
  const app = createInternalApp({
    log: testLogger(),
    metrics: testMetrics(),
    checkReady: () => Promise.resolve(),
    mount: (internal) => {
      internal.use('/api', requireInternalToken(INTERNAL_TOKEN));
      mountRoutes(
        internal,
        peopleInternalRoutes,
        {
          forgetPerson: ({ params }) => void forgotten.push(params.userId),
          exportPerson: ({ res }) => void res.json({}),
        },
        () => Promise.reject(new Error('no person calls here')),
      );
    },
  });
  const server = await listen(app, port, '127.0.0.1');
  return { server, port: (server.address() as { port: number }).port, forgotten };
}

let db: TestDatabase;
let ctx: UserContext;
let app: Express;
let groups: Awaited<ReturnType<typeof startPeer>>;
let bmcPort: number;

beforeAll(async () => {
  db = await createTestDatabase();
  groups = await startPeer();
  // bmc-service is down: its port is known, and nobody listens
  const bmc = await startPeer();
  bmcPort = bmc.port;
  await close(bmc.server, 100);
  ctx = await contextOn(db, {
    env: {
      INTERNAL_TOKEN,
      GROUP_INTERNAL_URL: `http://127.0.0.1:${groups.port}`,
      BMC_INTERNAL_URL: `http://127.0.0.1:${bmcPort}`,
    },
  });
  app = createApp(ctx);
});

beforeEach(() => db.poolFor('user-service').query('DELETE FROM forgettings'));

afterAll(async () => {
  await close(groups.server, 100);
  await db.drop();
});

async function deletePerson(email: string): Promise<string> {
  const { user, accessToken } = await registerPerson(app, email);
  await request(app)
    .delete('/api/v1/users/me')
    .auth(accessToken, { type: 'bearer' })
    .send({ password: PASSWORD })
    .expect(204);
  return user.id;
}

async function outbox(): Promise<{ peer: string; attempts: number; waits: number }[]> {
  const { rows } = await db.poolFor('user-service').query<{ peer: string; attempts: number; waits: number }>(
    `SELECT peer, attempts, round(extract(epoch FROM due_at - now()))::integer AS waits
     FROM forgettings ORDER BY due_at, peer`,
  );
  return rows;
}

async function letTimePass(seconds: number): Promise<void> {
  await db
    .poolFor('user-service')
    .query("UPDATE forgettings SET due_at = due_at - $1 * interval '1 second'", [seconds]);
}

/** So many seconds, less what a busy machine took since they were counted. */
function expectAbout(waits: number | undefined, seconds: number): void {
  expect(waits).toBeLessThanOrEqual(seconds);
  expect(waits).toBeGreaterThan(seconds - 5);
}

describe('DELETE /users/me', () => {
  test('removes the account, its sessions and tokens; its tokens are refused', async () => {
    const email = 'leaves@example.org';
    const here = await registerPerson(app, email);
    const there = await signInAs(app, email);
    await request(app)
      .delete('/api/v1/users/me')
      .auth(here.accessToken, { type: 'bearer' })
      .send({ password: PASSWORD })
      .expect(204);

    for (const { accessToken, refreshToken } of [here, there]) {
      const me = await request(app).get('/api/v1/users/me').auth(accessToken, { type: 'bearer' }).expect(401);
      expect(me.body).toMatchObject({ code: 'unauthenticated' });
      await request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(401);
    }
    await request(app).post('/api/v1/sessions').send({ email, password: PASSWORD }).expect(401);
    const { rows } = await db.poolFor('user-service').query<{ left: string }>(
      `SELECT (SELECT count(*) FROM users WHERE id = $1)
         + (SELECT count(*) FROM sessions WHERE user_id = $1)
         + (SELECT count(*) FROM refresh_tokens LEFT JOIN sessions ON session_id = sessions.id
            WHERE sessions.id IS NULL) AS left`,
      [here.user.id],
    );
    expect(rows[0]?.left).toBe('0');
    await registerPerson(app, email);
  });

  test('needs the password; without it nothing is removed', async () => {
    const { accessToken } = await registerPerson(app, 'stays@example.org');
    const remove = () => request(app).delete('/api/v1/users/me').auth(accessToken, { type: 'bearer' });
    const wrong = await remove().send({ password: 'not my password' }).expect(401);
    expect(wrong.body).toMatchObject({ code: 'wrong-credentials', errors: [{ path: 'password' }] });
    const missing = await remove().send({}).expect(422);
    expect(missing.body).toMatchObject({ errors: [{ path: 'password' }] });
    expect(await outbox()).toEqual([]);
    await signInAs(app, 'stays@example.org');
  });

  test('asked twice at once, the account is deleted once', async () => {
    const { accessToken } = await registerPerson(app, 'twice@example.org');
    const remove = () =>
      request(app)
        .delete('/api/v1/users/me')
        .auth(accessToken, { type: 'bearer' })
        .send({ password: PASSWORD })
        .then(({ status }) => status);
    expect((await Promise.all([remove(), remove()])).sort()).toEqual([204, 401]);
    expect(await outbox()).toHaveLength(4);
  });
});

describe('other services', () => {
  test('are told until they confirm, and once more when the last access token is out', async () => {
    const userId = await deletePerson('told@example.org');
    const noted = await outbox();
    expect(noted.map(({ peer }) => peer)).toEqual([
      'bmc-service',
      'group-service',
      'bmc-service',
      'group-service',
    ]);
    expectAbout(noted[1]?.waits, 0);
    expectAbout(noted[2]?.waits, 660);

    await deliverForgettings(ctx);
    expect(groups.forgotten).toEqual([userId]);
    const down = await outbox();
    expect(down.map(({ peer, attempts }) => [peer, attempts])).toEqual([
      ['bmc-service', 1],
      ['bmc-service', 0],
      ['group-service', 0],
    ]);
    expectAbout(down[0]?.waits, 8);

    await deliverForgettings(ctx);
    expect((await outbox())[0]?.attempts).toBe(1);
    await letTimePass(8);
    await deliverForgettings(ctx);
    const [again] = await outbox();
    expect(again).toMatchObject({ peer: 'bmc-service', attempts: 2 });
    expectAbout(again?.waits, 16);

    const bmc = await startPeer(bmcPort);
    try {
      await letTimePass(16);
      await deliverForgettings(ctx);
      expect(bmc.forgotten).toEqual([userId]);
      await letTimePass(660);
      await deliverForgettings(ctx);
      expect(bmc.forgotten).toEqual([userId, userId]);
      expect(groups.forgotten).toEqual([userId, userId]);
      expect(await outbox()).toEqual([]);
    } finally {
      await close(bmc.server, 100);
    }
  });

  test('are told once, however many replicas deliver', async () => {
    groups.forgotten.length = 0;
    const userIds: string[] = [];
    for (let n = 0; n < 15; n += 1) userIds.push(await deletePerson(`many-${n}@example.org`));
    await Promise.all(Array.from({ length: 5 }, () => deliverForgettings(ctx)));
    expect([...groups.forgotten].sort()).toEqual([...userIds].sort());
  });

  test('wait ten minutes at most between two attempts', async () => {
    await deletePerson('long-away@example.org');
    await db.poolFor('user-service').query("UPDATE forgettings SET attempts = 60 WHERE peer = 'bmc-service'");
    await deliverForgettings(ctx);
    const [waiting] = await outbox();
    expect(waiting).toMatchObject({ peer: 'bmc-service', attempts: 61 });
    expectAbout(waiting?.waits, 600);
  });
});
