import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionTokens } from '@aibmc/common/contract/users';
import { sessionInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { close, listen } from '@aibmc/common/process';
import type { Express } from 'express';
import request from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { createApp } from '../src/app.ts';
import type { UserContext } from '../src/context.ts';
import { cleanUp, startBackground } from '../src/domain/background.ts';
import { tellEndedSessions } from '../src/domain/ended-sessions.ts';
import { answerOf, contextOn, PASSWORD, registerPerson, signInAs } from './service.ts';

const INTERNAL_TOKEN = 'token-of-the-cluster-in-tests';

interface TestPeer {
  server: Server;
  port: number;
  /** Sessions it was told of. */
  told: string[];
  /** Called with each that is told. */
  onTold: () => void;
}

/** The second port of a service that keeps connections open. */
async function startPeer(port = 0): Promise<TestPeer> {
  const peer = { told: [] as string[], onTold: () => undefined as void };
  const app = createInternalApp({
    log: testLogger(),
    metrics: testMetrics(),
    checkReady: () => Promise.resolve(),
    mount: (internal) => {
      internal.use('/api', requireInternalToken(INTERNAL_TOKEN));
      const endSessions = ({ body }: { body: { sessionIds: string[] } }): void => {
        peer.told.push(...body.sessionIds);
        peer.onTold();
      };
      mountRoutes(internal, sessionInternalRoutes, { endSessions }, () =>
        Promise.reject(new Error('no person calls here')),
      );
    },
  });
  const server = await listen(app, port, '127.0.0.1');
  return Object.assign(peer, { server, port: (server.address() as { port: number }).port });
}

let db: TestDatabase;
let ctx: UserContext;
let app: Express;
let groups: TestPeer;
let bmc: TestPeer;

beforeAll(async () => {
  db = await createTestDatabase();
  [groups, bmc] = await Promise.all([startPeer(), startPeer()]);
  ctx = await contextOn(db, {
    env: {
      INTERNAL_TOKEN,
      GROUP_INTERNAL_URL: `http://127.0.0.1:${groups.port}`,
      BMC_INTERNAL_URL: `http://127.0.0.1:${bmc.port}`,
    },
  });
  app = createApp(ctx);
});

beforeEach(async () => {
  await db.poolFor('user-service').query('DELETE FROM ended_sessions');
  groups.told.length = 0;
  bmc.told.length = 0;
});

afterAll(async () => {
  await Promise.all([close(groups.server, 100), close(bmc.server, 100)]);
  await db.drop();
});

async function sessionOf({ accessToken }: SessionTokens): Promise<string> {
  return (await ctx.verify(accessToken)).sessionId;
}

function as({ accessToken }: SessionTokens, method: 'delete' | 'put', path: string, body?: object) {
  return request(app)[method](`/api/v1${path}`).auth(accessToken, { type: 'bearer' }).send(body);
}

async function outbox(): Promise<{ session_id: string; attempts: number }[]> {
  const { rows } = await db
    .poolFor('user-service')
    .query<{ session_id: string; attempts: number }>('SELECT session_id, attempts FROM ended_sessions');
  return rows;
}

describe('other services are told of a session that ended', () => {
  test('by signing out here, there and everywhere', async () => {
    const here = await registerPerson(app, 'out@example.org');
    const there = await signInAs(app, 'out@example.org');
    const [thereId, hereId] = [await sessionOf(there), await sessionOf(here)];
    await as(here, 'delete', `/sessions/${thereId}`).expect(204);
    await tellEndedSessions(ctx);
    expect(groups.told).toEqual([thereId]);
    expect(bmc.told).toEqual([thereId]);
    await as(here, 'delete', '/sessions/current').expect(204);
    await tellEndedSessions(ctx);
    expect(groups.told).toEqual([thereId, hereId]);
    const again = await signInAs(app, 'out@example.org');
    const more = await signInAs(app, 'out@example.org');
    const ids = [await sessionOf(again), await sessionOf(more)];
    await as(again, 'delete', '/sessions').expect(204);
    await tellEndedSessions(ctx);
    expect(new Set(groups.told.slice(2))).toEqual(new Set(ids));
    expect(await outbox()).toEqual([]);
  });

  test('by another password, but for the session that changed it', async () => {
    const here = await registerPerson(app, 'password@example.org');
    const there = await sessionOf(await signInAs(app, 'password@example.org'));
    const body = { currentPassword: PASSWORD, newPassword: 'another battery staple' };
    await as(here, 'put', '/users/me/password', body).expect(204);
    await tellEndedSessions(ctx);
    expect(groups.told).toEqual([there]);
  });

  test('by the end of the account', async () => {
    const person = await registerPerson(app, 'gone@example.org');
    const id = await sessionOf(person);
    await as(person, 'delete', '/users/me', { password: PASSWORD }).expect(204);
    await tellEndedSessions(ctx);
    expect(bmc.told).toEqual([id]);
  });

  test('unless every token of it is out already', async () => {
    const here = await registerPerson(app, 'idle@example.org');
    const there = await sessionOf(await signInAs(app, 'idle@example.org'));
    await db
      .poolFor('user-service')
      .query("UPDATE sessions SET last_used_at = now() - interval '11 minutes 1 second' WHERE id = $1", [
        there,
      ]);
    await as(here, 'delete', `/sessions/${there}`).expect(204);
    expect(await outbox()).toEqual([]);
  });

  test('within two seconds', async () => {
    const person = await registerPerson(app, 'fast@example.org');
    const id = await sessionOf(person);
    const stop = startBackground(ctx);
    try {
      const told = new Promise<void>((resolve) => {
        groups.onTold = resolve;
      });
      const begun = Date.now();
      await as(person, 'delete', '/sessions/current').expect(204);
      await told;
      expect(Date.now() - begun).toBeLessThan(2_000);
      expect(groups.told).toEqual([id]);
    } finally {
      await stop();
    }
  });

  test('once, however many replicas tell', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      const person = await registerPerson(app, `many-${n}@example.org`);
      ids.push(await sessionOf(person));
      await as(person, 'delete', '/sessions/current').expect(204);
    }
    await Promise.all(Array.from({ length: 5 }, () => tellEndedSessions(ctx)));
    expect(groups.told.toSorted()).toEqual(ids.toSorted());
  });

  test('again and again where one does not answer, for eleven minutes', async () => {
    await close(bmc.server, 100);
    const person = await registerPerson(app, 'again@example.org');
    const id = await sessionOf(person);
    await as(person, 'delete', '/sessions/current').expect(204);
    await tellEndedSessions(ctx);
    expect(groups.told).toEqual([id]);
    await tellEndedSessions(ctx);
    expect(await outbox()).toEqual([{ session_id: id, attempts: 1 }]);
    const pool = db.poolFor('user-service');
    await pool.query("UPDATE ended_sessions SET due_at = due_at - interval '1 second'");
    bmc = await startPeer(bmc.port);
    await tellEndedSessions(ctx);
    expect(bmc.told).toEqual([id]);
    expect(await outbox()).toEqual([]);

    await pool.query(
      "INSERT INTO ended_sessions (session_id, ended_at) VALUES ($1, now() - interval '12 minutes')",
      [id],
    );
    await cleanUp(ctx);
    expect(await outbox()).toEqual([]);
  });
});

describe('the list of sessions', () => {
  test('tells the last use as of the last refresh, which comes every ten minutes at least', async () => {
    const { accessToken, refreshToken, expiresIn } = await registerPerson(app, 'used@example.org');
    expect(expiresIn).toBeLessThanOrEqual(600);
    await db
      .poolFor('user-service')
      .query("UPDATE sessions SET last_used_at = now() - interval '9 minutes' WHERE id = $1", [
        (await ctx.verify(accessToken)).sessionId,
      ]);
    await request(app).post('/api/v1/sessions/refresh').send({ refreshToken }).expect(200);
    const { body } = await answerOf(
      request(app).get('/api/v1/sessions').auth(accessToken, { type: 'bearer' }),
    );
    const [session] = (body as { items: { lastUsedAt: string }[] }).items;
    expect(Date.now() - Date.parse(session?.lastUsedAt ?? '')).toBeLessThan(60_000);
  });
});
