import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillPath } from '@aibmc/common/contract/client';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import { accountsRoutes } from '@aibmc/common/contract/accounts';
import { adminRoutes } from '@aibmc/common/contract/admin';
import { secondFactorRoutes } from '@aibmc/common/contract/second-factor';
import { usersRoutes } from '@aibmc/common/contract/users';
import { newId } from '@aibmc/common/ids';
import type { Express } from 'express';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { createTestSigner } from '../../tests/support/tokens.ts';
import { createSecondApp } from '../src/app.ts';
import { KeyRing } from '../src/domain/key-ring.ts';
import { answerOf, PASSWORD, registerPerson, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;
let tokens: Record<string, string>;

/** Every way to call that is not a signed-in person's. */
const STRANGERS = [
  'nobody',
  'nonsense',
  'a token of another signer',
  'an unsigned token',
  'an expired token',
  'a token of a session that was signed out',
  'a token of a deleted account',
];

beforeAll(async () => {
  service = await startService();
  app = service.app;
  const { user, accessToken } = await registerPerson(app, 'person@example.org');
  const sessionId = (await service.ctx.verify(accessToken)).sessionId;
  const person = { userId: user.id, name: 'person', colour: null, isAdmin: false, sessionId };
  const hourAgo = new KeyRing(service.pool, () => new Date(Date.now() - 3_600_000));
  await hourAgo.reload();
  const gone = await registerPerson(app, 'gone@example.org');
  await request(app)
    .delete('/api/v1/users/me')
    .auth(gone.accessToken, { type: 'bearer' })
    .send({ password: PASSWORD });
  tokens = {
    nonsense: 'nonsense',
    'a token of another signer': createTestSigner().tokenFor({ id: user.id }),
    'an unsigned token': jwt.sign({ ...person, sub: user.id, sid: sessionId, typ: 'access' }, '', {
      algorithm: 'none',
    }),
    'an expired token': hourAgo.sign(person),
    'a token of a session that was signed out': service.ctx.keys.sign({ ...person, sessionId: newId() }),
    'a token of a deleted account': gone.accessToken,
    person: accessToken,
  };
});

afterAll(() => service.db.drop());

function call(route: Route, caller: string) {
  const path =
    API_PREFIX +
    fillPath(route.path, {
      sessionId: newId(),
      identityId: newId(),
      userId: newId(),
      token: 'x'.repeat(43),
    });
  const method = route.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const pending = request(app)[method](path);
  const token = tokens[caller];
  if (token !== undefined) void pending.auth(token, { type: 'bearer' });
  return route.body ? pending.send({}) : pending;
}

const ROUTES = Object.entries<Route>({
  ...usersRoutes,
  ...accountsRoutes,
  ...secondFactorRoutes,
  ...adminRoutes,
});
const OWN = ROUTES.filter(([, route]) => route.access !== 'anyone');
const OPEN = ROUTES.filter(([, route]) => route.access === 'anyone');

describe.each(OWN)('%s', (_name, route) => {
  test.each(STRANGERS)('refuses %s', async (caller) => {
    const { status, body, headers, type } = await answerOf(call(route, caller));
    expect(status).toBe(401);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(headers['www-authenticate']).toBe('Bearer');
  });
});

describe.each(OPEN)('%s', (_name, route) => {
  test.each(STRANGERS)('is open to %s', async (caller) => {
    const { status } = await call(route, caller);
    const withoutBody = route.params ? 410 : 200;
    expect(status).toBe(route.body ? 422 : withoutBody);
  });
});

describe('a signed-in person', () => {
  test('is let in everywhere', async () => {
    expect(tokens['person']).toBeDefined();
    // those that end the session come last
    const order = OWN.toSorted(
      ([a], [b]) => Number(a.startsWith('deleteS')) - Number(b.startsWith('deleteS')),
    );
    for (const [name, route] of order) {
      if (name === 'deleteCurrentSession' || name === 'deleteSessions') continue;
      expect([name, (await call(route, 'person')).status]).not.toEqual([name, 401]);
    }
  });
});

describe('paths that are no route', () => {
  test.each([
    '/',
    '/api/v1',
    '/api/v1/users/',
    '/api/v1/Users/me',
    '/api/v1/users/someone',
    '/metrics',
    '/livez',
  ])('%s is 404', async (path) => {
    const { status, body } = await answerOf(request(app).get(path));
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'not-found' });
  });
});

describe('health', () => {
  test('is told on the main port, life and readiness on the second', async () => {
    const { body } = await answerOf(request(app).get('/api/v1/health').expect(200));
    expect(body).toEqual({ status: 'ok', service: 'user-service' });
    const second = createSecondApp(service.ctx);
    for (const path of ['/livez', '/readyz', '/metrics']) await request(second).get(path).expect(200);
    await request(second).get('/api/v1/users/me').expect(404);
  });
});
