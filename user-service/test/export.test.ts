import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { peopleInternalRoutes } from '@aibmc/common/contract/internal';
import { mountRoutes } from '@aibmc/common/contract/mount';
import { createInternalApp, requireInternalToken } from '@aibmc/common/internal';
import { sendJsonFile } from '@aibmc/common/json-file';
import { close, listen } from '@aibmc/common/process';
import type { Express, Response } from 'express';
import request from 'supertest';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { createApp } from '../src/app.ts';
import { contextOn, registerPerson } from './service.ts';

const INTERNAL_TOKEN = 'token-of-the-cluster-in-tests';

/** The second port of a service that keeps something about people, and how it answers an export. */
async function startPeer(answer: (userId: string, res: Response) => Promise<void>): Promise<Server> {
  const app = createInternalApp({
    log: testLogger(),
    metrics: testMetrics(),
    checkReady: () => Promise.resolve(),
    mount: (internal) => {
      internal.use('/api', requireInternalToken(INTERNAL_TOKEN));
      mountRoutes(
        internal,
        peopleInternalRoutes,
        { forgetPerson: () => undefined, exportPerson: ({ params, res }) => answer(params.userId, res) },
        () => Promise.reject(new Error('no person calls here')),
      );
    },
  });
  return listen(app, 0, '127.0.0.1');
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A list of numbers that fails at one of them, if told. */
async function* numbers(upTo: number, failsAt?: number): AsyncGenerator<number> {
  for (let n = 0; n < upTo; n += 1) {
    if (n === failsAt) throw new Error('the database is away');
    yield await Promise.resolve(n);
  }
}

let db: TestDatabase;
let groups: Server;
let bmc: Server;
let broken: Server;

beforeAll(async () => {
  db = await createTestDatabase();
  groups = await startPeer((userId, res) =>
    sendJsonFile(res, { about: { value: userId }, canvases: { list: numbers(50_000) } }),
  );
  bmc = await startPeer((_userId, res) => sendJsonFile(res, { generations: { list: numbers(0) } }));
  broken = await startPeer((_userId, res) =>
    sendJsonFile(res, { generations: { list: numbers(9_000, 8_000) } }),
  );
});

afterAll(async () => {
  await Promise.all([groups, bmc, broken].map((server) => close(server, 100)));
  await db.drop();
});

async function appWith(bmcUrl: string): Promise<Express> {
  const env = { INTERNAL_TOKEN, GROUP_INTERNAL_URL: urlOf(groups), BMC_INTERNAL_URL: bmcUrl };
  return createApp(await contextOn(db, { env }));
}

function exported(app: Express, accessToken: string) {
  return request(app).get('/api/v1/users/me/export').auth(accessToken, { type: 'bearer' });
}

describe('GET /users/me/export', () => {
  test('gives one JSON file of all services, and nothing secret', async () => {
    const app = await appWith(urlOf(bmc));
    const { user, accessToken, refreshToken } = await registerPerson(app, 'whole@example.org');
    await db.poolFor('user-service').query(
      `INSERT INTO admin_events (id, kind, actor, person, value)
       VALUES (gen_random_uuid(), 'sessions-ended', NULL, $1, NULL)`,
      [user.id],
    );
    const answer = await exported(app, accessToken).expect(200);
    expect(answer.headers['content-disposition']).toBe('attachment; filename=aibmc-export.json');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    const file = JSON.parse(answer.text) as { groupsAndCanvases: { canvases: number[] } };
    expect(file.groupsAndCanvases.canvases).toHaveLength(50_000);
    expect({ ...file, groupsAndCanvases: { ...file.groupsAndCanvases, canvases: [] } }).toEqual({
      exportedAt: expect.stringMatching(/^\d{4}-/),
      account: user,
      sessions: [expect.objectContaining({ device: 'unknown' })],
      identities: [],
      administration: [expect.objectContaining({ kind: 'sessions-ended' })],
      groupsAndCanvases: { about: user.id, canvases: [] },
      ai: { generations: [] },
    });
    expect(answer.text).not.toContain('$2b$');
    expect(answer.text).not.toContain(refreshToken);
  });

  test('says that a service is away before anything is sent', async () => {
    const app = await appWith('http://127.0.0.1:9');
    const { accessToken } = await registerPerson(app, 'away@example.org');
    const answer = await exported(app, accessToken).expect(503).expect('retry-after', '10');
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'unavailable' });
  });

  test('breaks off, rather than look whole, where a service fails in the middle', async () => {
    const app = await appWith(urlOf(broken));
    const { accessToken } = await registerPerson(app, 'broken@example.org');
    await expect(exported(app, accessToken)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test('is limited', async () => {
    const app = await appWith(urlOf(bmc));
    const { accessToken } = await registerPerson(app, 'often@example.org');
    for (let n = 0; n < 10; n += 1) await exported(app, accessToken).expect(200);
    await exported(app, accessToken).expect(429).expect('retry-after', /\d+/);
  });
});
