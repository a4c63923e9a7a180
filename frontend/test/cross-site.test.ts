import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { anyUser, type Gateway, sessionTokens, startGateway } from './support.ts';

const group = {
  id: '0190a000-0000-7000-8000-00000000000b',
  name: 'Group',
  role: 'owner',
  description: '',
  memberCount: 1,
  canvasCount: 0,
  createdAt: '2026-11-24T10:00:00.000Z',
} as const;

let local: Gateway;
let published: Gateway;
let created = 0;

beforeAll(async () => {
  const services = {
    users: {
      createSession: () => sessionTokens(local.signer),
      createUser: () => sessionTokens(local.signer),
    },
    groups: {
      createGroup: () => {
        created += 1;
        return group;
      },
    },
  };
  local = await startGateway(services);
  published = await startGateway(services, { PUBLIC_URL: 'https://canvas.example.org' }, local.signer);
});

afterAll(() => Promise.all([local.close(), published.close()]));

const HOST = 'canvas.example.org';
const OWN = `https://${HOST}`;

/** What a browser says about where a request comes from, and whether it is let through. */
const CASES: [headers: Record<string, string>, allowed: boolean][] = [
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-origin', origin: OWN }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: OWN }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: OWN }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
  [{ 'sec-fetch-site': 'nonsense' }, false],
  [{ origin: OWN }, true],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: `https://evil.example.${HOST}` }, false],
  [{ origin: `https://${HOST}.evil.example` }, false],
  [{ origin: `https://${HOST}:8443` }, false],
  [{ origin: 'null' }, false],
  [{ origin: '' }, false],
  [{ referer: `${OWN}/groups` }, false],
  [{}, false],
];

describe.each([
  ['without PUBLIC_URL', () => local, 'aibmc_access'],
  ['with PUBLIC_URL', () => published, '__Host-aibmc_access'],
])('%s', (_what, gateway, name) => {
  const cookie = (): string => `${name}=${local.signer.tokenFor({ id: anyUser().id })}`;

  test.each(CASES)('a call with a cookie and %j', async (headers, allowed) => {
    const before = created;
    const res = await request(gateway().url)
      .post('/api/v1/groups')
      .set({ host: HOST, cookie: cookie(), ...headers })
      .send({ name: 'Group' });
    expect(res.status).toBe(allowed ? 201 : 403);
    if (!allowed) expect(res.body).toMatchObject({ code: 'cross-site' });
    expect(created - before).toBe(allowed ? 1 : 0);
  });

  test.each(CASES)('a form with a cookie and %j', async (headers, allowed) => {
    const res = await request(gateway().url)
      .post('/groups')
      .set({ host: HOST, cookie: cookie(), ...headers })
      .type('form')
      .send({ name: 'Group' });
    expect(res.status).toBe(allowed ? 303 : 403);
  });

  test.each(CASES)('signing in, with no cookie yet and %j', async (headers, allowed) => {
    for (const path of ['/login', '/register']) {
      const res = await request(gateway().url)
        .post(path)
        .set({ host: HOST, ...headers })
        .type('form')
        .send({ email: 'ada@example.org', password: 'long enough', name: 'Ada' });
      expect(res.status).toBe(allowed ? 303 : 403);
      if (!allowed) expect(res.get('set-cookie')).toBeUndefined();
    }
  });
});

describe('calls that no site can make a browser send', () => {
  const bearer = (): string => `Bearer ${local.signer.tokenFor({ id: anyUser().id })}`;

  test('with a Bearer header and no cookie need no origin', async () => {
    await request(local.url)
      .post('/api/v1/groups')
      .set('authorization', bearer())
      .send({ name: 'Group' })
      .expect(201);
  });

  test('with a cookie of ours beside it do', async () => {
    await request(local.url)
      .post('/api/v1/groups')
      .set({ authorization: bearer(), cookie: 'aibmc_refresh=x' })
      .send({ name: 'Group' })
      .expect(403);
  });

  test('to read need none', async () => {
    await request(local.url).get('/').set({ 'sec-fetch-site': 'cross-site' }).expect(200);
  });
});
