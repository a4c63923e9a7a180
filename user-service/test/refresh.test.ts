import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionTokens } from '@aibmc/common/contract/users';
import type { Express } from 'express';
import request from 'supertest';
import { cleanUp } from '../src/domain/background.ts';
import { hashToken } from '../src/domain/refresh-tokens.ts';
import { answerOf, registerPerson, startService, type TestService } from './service.ts';

let service: TestService;
let app: Express;

beforeAll(async () => {
  service = await startService();
  app = service.app;
});

afterAll(() => service.db.drop());

function refresh(refreshToken: string) {
  return request(app).post('/api/v1/sessions/refresh').send({ refreshToken });
}

async function refreshed(refreshToken: string): Promise<SessionTokens> {
  return (await refresh(refreshToken).expect(200)).body as SessionTokens;
}

async function spentAgo(refreshToken: string, interval: string): Promise<void> {
  const { rowCount } = await service.pool.query(
    'UPDATE refresh_tokens SET spent_at = spent_at - $2::interval WHERE hash = $1 AND spent_at IS NOT NULL',
    [hashToken(refreshToken), interval],
  );
  expect(rowCount).toBe(1);
}

describe('POST /sessions/refresh', () => {
  test('gives new tokens of the same session', async () => {
    const first = await registerPerson(app, 'again@example.org');
    const second = await refreshed(first.refreshToken);
    expect(second.user).toEqual(first.user);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const { body } = await answerOf(
      request(app).get('/api/v1/sessions').auth(second.accessToken, { type: 'bearer' }).expect(200),
    );
    expect((body as { items: unknown[] }).items).toHaveLength(1);
    await refreshed(second.refreshToken);
  });

  test('tabs that refresh at once all get the same, good token', async () => {
    const { refreshToken } = await registerPerson(app, 'tabs@example.org');
    const answers = await Promise.all(Array.from({ length: 20 }, () => refreshed(refreshToken)));
    const tokens = new Set(answers.map((answer) => answer.refreshToken));
    expect(tokens.size).toBe(1);
    await refreshed([...tokens][0] ?? '');
  });

  test('within the grace a spent token gives the one at the end of the chain', async () => {
    const { refreshToken } = await registerPerson(app, 'chain@example.org');
    const second = await refreshed(refreshToken);
    const third = await refreshed(second.refreshToken);
    const late = await refreshed(refreshToken);
    expect(late.refreshToken).toBe(third.refreshToken);
  });

  test('after the grace a spent token ends the session, for whoever holds its newest token too', async () => {
    const first = await registerPerson(app, 'stolen@example.org');
    const second = await refreshed(first.refreshToken);
    await spentAgo(first.refreshToken, '9 seconds');
    await refreshed(first.refreshToken);
    await spentAgo(first.refreshToken, '2 seconds');

    const reuse = await refresh(first.refreshToken).expect(401);
    expect(reuse.body).toMatchObject({ code: 'unauthenticated' });
    await refresh(second.refreshToken).expect(401);
    await request(app).get('/api/v1/users/me').auth(second.accessToken, { type: 'bearer' }).expect(401);
  });

  test('a race for a token after its grace ends the session once and gives nobody anything', async () => {
    const first = await registerPerson(app, 'late-race@example.org');
    const second = await refreshed(first.refreshToken);
    await spentAgo(first.refreshToken, '11 seconds');
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(first.refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    await refresh(second.refreshToken).expect(401);
  });

  test('refreshing and signing out at the same time do not hinder each other, and signing out wins', async () => {
    const { accessToken, refreshToken } = await registerPerson(app, 'out-race@example.org');
    const signOut = request(app).delete('/api/v1/sessions').auth(accessToken, { type: 'bearer' });
    const answers = await Promise.all([...Array.from({ length: 8 }, () => refresh(refreshToken)), signOut]);
    expect(answers.at(-1)?.status).toBe(204);
    expect(answers.slice(0, -1).every(({ status }) => status === 200 || status === 401)).toBe(true);
    await refresh(refreshToken).expect(401);
  });

  test('an unknown token is refused, and one that can be none names the field', async () => {
    expect((await refresh('x'.repeat(43)).expect(401)).body).toMatchObject({ code: 'unauthenticated' });
    const { body } = await answerOf(refresh('short').expect(422));
    expect((body as { errors: { path: string }[] }).errors[0]?.path).toBe('refreshToken');
  });

  test('spent tokens are removed after 30 days', async () => {
    const first = await registerPerson(app, 'old@example.org');
    await refreshed(first.refreshToken);
    await spentAgo(first.refreshToken, '30 days 1 minute');
    await cleanUp(service.ctx);
    const { rowCount } = await service.pool.query('SELECT FROM refresh_tokens WHERE hash = $1', [
      hashToken(first.refreshToken),
    ]);
    expect(rowCount).toBe(0);
  });
});
