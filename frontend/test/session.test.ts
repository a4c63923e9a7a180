import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '@aibmc/common/errors';
import type { usersRoutes } from '@aibmc/common/contract/users';
import type { Handlers } from '@aibmc/common/contract/mount';
import request from 'supertest';
import { createTestSigner, type TestSigner } from '../../tests/support/tokens.ts';
import { anyUser, type Gateway, sessionTokens, startGateway, until } from './support.ts';

/** Looks like a token that expires at a time, in seconds; proves nothing. */
function tokenUntil(exp: number): string {
  return ['{}', JSON.stringify({ exp }), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

const EXPIRED = `${tokenUntil(1)}x`;
/** Good for a little longer: worth renewing, and still usable. */
const ENDING = `${tokenUntil(Math.floor(Date.now() / 1000) + 20)}x`;

let signer: TestSigner;
let gateway: Gateway;
let refreshes: string[];
let tokensSeen: (string | undefined)[];
let refresh: Handlers<typeof usersRoutes>['refreshSession'];

const page = { items: [], nextCursor: null };

async function start(env: Record<string, string> = {}): Promise<void> {
  await gateway?.close();
  gateway = await startGateway(
    {
      users: {
        refreshSession: (call) => {
          refreshes.push(call.body.refreshToken);
          return refresh(call);
        },
        getMe: () => anyUser(),
        deleteCurrentSession: () => undefined,
      },
      groups: {
        listGroups: ({ req }) => {
          tokensSeen.push(req.headers.authorization);
          return page;
        },
      },
      canvases: { listCanvases: () => page },
      generations: {
        streamGeneration: ({ res }) => {
          res.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 1\ndata: {}\n\n');
        },
      },
    },
    env,
    signer,
  );
}

beforeEach(async () => {
  signer = createTestSigner();
  refreshes = [];
  tokensSeen = [];
  refresh = () => sessionTokens(signer);
  await start();
});

afterEach(() => gateway.close());

const cookies = (access: string | null, refreshToken: string | null): string =>
  [access && `aibmc_access=${access}`, refreshToken && `aibmc_refresh=${refreshToken}`]
    .filter(Boolean)
    .join('; ');

const valid = (): string => signer.tokenFor({ id: anyUser().id });
const REFRESH = 'r'.repeat(43);

function setCookies(res: { headers: unknown }): string[] {
  return (res.headers as { 'set-cookie'?: string[] })['set-cookie'] ?? [];
}

describe('the cookie of a browser', () => {
  test('becomes the Authorization of a call, and is not renewed while it is good', async () => {
    const token = valid();
    const res = await request(gateway.url)
      .get('/api/v1/groups')
      .set('cookie', cookies(token, REFRESH))
      .expect(200);
    expect(tokensSeen).toEqual([`Bearer ${token}`]);
    expect(refreshes).toEqual([]);
    expect(setCookies(res)).toEqual([]);
  });

  test('gives way to a Bearer header', async () => {
    const token = valid();
    await request(gateway.url)
      .get('/api/v1/groups')
      .set('cookie', cookies(valid(), REFRESH))
      .set('authorization', `Bearer ${token}`)
      .expect(200);
    expect(tokensSeen).toEqual([`Bearer ${token}`]);
  });

  test.each([
    ['missing', null],
    ['spent', EXPIRED],
    ['about to end', ENDING],
    ['no token at all', 'nonsense'],
  ])('is renewed when the access token is %s, with new cookies on the answer', async (_what, access) => {
    const tokens = sessionTokens(signer);
    refresh = () => tokens;
    const res = await request(gateway.url)
      .get('/api/v1/groups')
      .set('cookie', cookies(access, REFRESH))
      .expect(200);
    expect(refreshes).toEqual([REFRESH]);
    expect(tokensSeen).toEqual([`Bearer ${tokens.accessToken}`]);
    const [accessCookie = '', refreshCookie = ''] = setCookies(res);
    expect(accessCookie).toMatch(/^aibmc_access=ey[^;]+; Max-Age=600; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect(refreshCookie).toContain(`aibmc_refresh=${tokens.refreshToken}; Max-Age=86400; Path=/;`);
    expect(refreshCookie).toMatch(/HttpOnly; SameSite=Lax$/);
  });

  test('is renewed on a stream of events too', async () => {
    const res = await request(gateway.url)
      .get('/api/v1/generations/0190a000-0000-7000-8000-00000000000a/events')
      .set('cookie', cookies(EXPIRED, REFRESH))
      .expect(200);
    expect(setCookies(res)).toHaveLength(2);
  });

  test('is exchanged once for many calls at the same time, and for those that come just after', async () => {
    refresh = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return sessionTokens(signer);
    };
    const call = () =>
      request(gateway.url).get('/api/v1/groups').set('cookie', cookies(EXPIRED, REFRESH)).expect(200);
    const all = await Promise.all(Array.from({ length: 8 }, call));
    all.push(await call());
    expect(refreshes).toHaveLength(1);
    expect(new Set(tokensSeen).size).toBe(1);
    expect(new Set(all.map((res) => setCookies(res)[1]?.split(';')[0])).size).toBe(1);
  });

  test('is cleared when its renewal is refused', async () => {
    refresh = () => {
      throw new AppError('unauthenticated', 'The session has ended');
    };
    const res = await request(gateway.url)
      .get('/api/v1/groups')
      .set('cookie', cookies(EXPIRED, REFRESH))
      .expect(401);
    expect(setCookies(res).map((cookie) => cookie.split(';')[0])).toEqual([
      'aibmc_access=',
      'aibmc_refresh=',
    ]);
  });

  test.each([['unavailable'], ['too-many-requests'], ['internal']] as const)(
    'stays when user-service answers %s, and the call says so',
    async (code) => {
      refresh = () => {
        throw new AppError(code, '', { retryAfter: 2 });
      };
      const res = await request(gateway.url).get('/api/v1/groups').set('cookie', cookies(EXPIRED, REFRESH));
      expect(res.status).toBeGreaterThanOrEqual(429);
      expect(setCookies(res)).toEqual([]);
      expect(tokensSeen).toEqual([]);
    },
  );

  test('that is about to end still serves while user-service is away', async () => {
    const seen: (string | undefined)[] = [];
    const alone = await startGateway(
      {
        groupService: (req, res) => {
          seen.push(req.headers.authorization);
          res.end('{}');
        },
      },
      { USER_SERVICE_URL: 'http://127.0.0.1:1' },
    );
    try {
      const res = await request(alone.url)
        .get('/api/v1/groups')
        .set('cookie', cookies(ENDING, REFRESH))
        .expect(200);
      expect(seen).toEqual([`Bearer ${ENDING}`]);
      expect(setCookies(res)).toEqual([]);
    } finally {
      await alone.close();
    }
  });

  test('is not looked at where anyone may call', async () => {
    await request(gateway.url).get('/api/v1/.well-known/jwks.json').set('cookie', cookies(EXPIRED, REFRESH));
    expect(refreshes).toEqual([]);
  });

  test('is cleared when a call ends its session', async () => {
    const res = await request(gateway.url)
      .delete('/api/v1/sessions/current')
      .set({ cookie: cookies(valid(), REFRESH), 'sec-fetch-site': 'same-origin' })
      .expect(204);
    expect(setCookies(res)).toHaveLength(2);
    expect(setCookies(res)[0]).toMatch(/^aibmc_access=;/);
  });

  test('is Secure and bound to the host where people come by https', async () => {
    await start({ PUBLIC_URL: 'https://canvas.example.org' });
    const res = await request(gateway.url)
      .get('/api/v1/groups')
      .set('cookie', `__Host-aibmc_refresh=${REFRESH}`)
      .expect(200);
    expect(setCookies(res)[0]).toMatch(/^__Host-aibmc_access=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    expect(res.get('strict-transport-security')).toBe('max-age=31536000');
    await request(gateway.url).get('/api/v1/groups').set('cookie', cookies(valid(), REFRESH)).expect(401);
  });
});

describe('pages', () => {
  test('send who is signed out to sign in, and know where they wanted to go', async () => {
    const res = await request(gateway.url).get('/canvases?cursor=abc').expect(303);
    expect(res.get('location')).toBe('/login?next=%2Fcanvases%3Fcursor%3Dabc');
  });

  test('renew a session as calls do', async () => {
    const res = await request(gateway.url)
      .get('/canvases')
      .set('cookie', cookies(EXPIRED, REFRESH))
      .expect(200);
    expect(refreshes).toEqual([REFRESH]);
    expect(setCookies(res)).toHaveLength(2);
  });

  test('do not believe a token that only says when it expires', async () => {
    refresh = () => {
      throw new AppError('unauthenticated', '');
    };
    const forged = createTestSigner().tokenFor({ id: anyUser().id });
    const res = await request(gateway.url)
      .get('/canvases')
      .set('cookie', cookies(forged, REFRESH))
      .expect(303);
    expect(setCookies(res)[0]).toMatch(/^aibmc_access=;/);
  });

  test('are a 503 page when it cannot be told who this is; open ones do without', async () => {
    refresh = () => {
      throw new AppError('unavailable', '', { retryAfter: 2 });
    };
    const cookie = cookies(EXPIRED, REFRESH);
    const res = await request(gateway.url).get('/canvases').set('cookie', cookie).expect(503);
    expect(res.get('retry-after')).toBe('2');
    expect(res.get('content-type')).toMatch('text/html');
    expect(setCookies(res)).toEqual([]);
    await request(gateway.url).get('/').set('cookie', cookie).expect(200);
  });
});

describe('waiting for a renewal', () => {
  test('that fails is not remembered: the next call tries again', async () => {
    refresh = () => {
      throw new AppError('unavailable', '');
    };
    const call = () => request(gateway.url).get('/api/v1/groups').set('cookie', cookies(EXPIRED, REFRESH));
    await call().expect(503);
    refresh = () => sessionTokens(signer);
    await call().expect(200);
    await until(() => refreshes.length === 2);
  });
});
