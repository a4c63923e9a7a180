import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AdminPerson, Instance } from '@aibmc/common/contract/admin';
import type { User } from '@aibmc/common/contract/users';
import { AppError, type ErrorCode } from '@aibmc/common/errors';
import request from 'supertest';
import { usageChart } from '../src/view-models/usage-chart.ts';
import { IDS, INVITATION_TOKEN } from './fixtures.ts';
import { expectSoundPage } from './sound-page.ts';
import { anyUser, cookieOf, type Gateway, sessionTokens, type Services, startGateway } from './support.ts';

const AT = '2026-11-24T10:00:00.000Z';
const RESET = `/reset/${INVITATION_TOKEN}`;

let asked: { route: string; body: unknown }[] = [];
let failing: Record<string, AppError> = {};
let user: User;

function note(route: string, body?: unknown): void {
  asked.push({ route, body });
  const failure = failing[route];
  if (failure) throw failure;
}

const instance: Instance = {
  registration: 'open',
  people: 1234,
  sessions: 7,
  admins: 1,
  mail: false,
  provider: null,
};

function personAs(fields: Partial<AdminPerson>): AdminPerson {
  return {
    id: IDS.otherPerson,
    email: 'bob@example.org',
    name: 'Bob <b>',
    isAdmin: false,
    secondFactor: true,
    sessions: 2,
    createdAt: AT,
    lastSeenAt: null,
    ...fields,
  };
}

const services: Services = {
  users: {
    getMe: () => user,
    refreshSession: () => sessionTokens(gateway.signer, user),
    getInstance: () => {
      note('getInstance');
      return instance;
    },
    updateInstance: ({ body }) => {
      note('updateInstance', body);
      return instance;
    },
    listPeople: ({ query }) => {
      note('listPeople', query);
      return {
        items: [personAs({}), personAs({ id: user.id, name: 'Ada', isAdmin: true, lastSeenAt: AT })],
        nextCursor: 'bmV4dA',
      };
    },
    updatePerson: ({ params, body }) => {
      note('updatePerson', { ...params, ...body });
      return personAs(body);
    },
    endSessionsOf: ({ params }) => {
      note('endSessionsOf', params);
    },
    removeSecondFactorOf: ({ params }) => {
      note('removeSecondFactorOf', params);
    },
    createPasswordResetFor: ({ params }) => {
      note('createPasswordResetFor', params);
      return { url: RESET, expiresAt: AT };
    },
    listAdminEvents: () => {
      note('listAdminEvents');
      const actor = { id: user.id, name: 'Ada' };
      return {
        items: [
          { id: IDS.note, kind: 'registration-changed', at: AT, actor, person: null, value: 'closed' },
          { id: IDS.canvas, kind: 'admin-given', at: AT, actor: null, person: actor, value: null },
        ],
        nextCursor: null,
      };
    },
  },
  groups: {
    getStorage: () => {
      note('getStorage');
      return {
        ...{ groups: 3, canvases: 4, trashedCanvases: 1, notes: 50, edits: 900, comments: 2 },
        ...{ shareLinks: 1, bytes: 12_345_678 },
      };
    },
  },
  generations: {
    getAiUsage: () => {
      note('getAiUsage');
      return {
        perPerson: 20,
        total: null,
        days: [{ day: new Date().toISOString().slice(0, 10), used: 5 }],
        people: [
          { userId: IDS.otherPerson, today: 2, last30Days: 5 },
          { userId: IDS.session, today: 0, last30Days: 1 },
        ],
        tokens: { prompt: 1000, completion: 2000 },
      };
    },
  },
};

let gateway: Gateway;
let cookie: string;

beforeAll(async () => {
  gateway = await startGateway(services);
});
afterAll(() => gateway.close());
beforeEach(() => {
  asked = [];
  failing = {};
  user = { ...anyUser(), isAdmin: true };
  cookie = `aibmc_access=${gateway.signer.tokenFor(user)}`;
});

const get = (path: string, as: string = cookie) => request(gateway.url).get(path).set('cookie', as);

const post = (path: string, form: Record<string, string> = {}) =>
  request(gateway.url).post(path).set({ 'sec-fetch-site': 'same-origin', cookie }).type('form').send(form);

function fail(route: string, code: ErrorCode): void {
  failing[route] = new AppError(code, 'told in English');
}

function askedFor(route: string): unknown[] {
  return asked.filter((call) => call.route === route).map(({ body }) => body);
}

describe('administration', () => {
  test.each(['/admin', '/admin/people', '/admin/ai', '/admin/events'])('%s is a whole page', async (path) => {
    const res = await get(path).expect(200);
    expectSoundPage(res.text);
    expect(res.text).toContain('href="/admin">');
  });

  test.each(['/admin', '/admin/people', '/admin/ai', '/admin/events'])(
    '%s answers anybody else with 403 and asks nothing for them',
    async (path) => {
      user = { ...anyUser(), id: IDS.otherPerson };
      const res = await get(path, `aibmc_access=${gateway.signer.tokenFor(user)}`).expect(403);
      expectSoundPage(res.text);
      expect(res.text).toContain('This is for who administers the instance');
      expect(res.text).not.toContain('href="/admin"');
      expect(asked).toEqual([]);
    },
  );

  test('is there at once for who was made an administrator: the token is renewed', async () => {
    const id = IDS.generation;
    user = { ...anyUser(), id, isAdmin: true };
    const old = gateway.signer.tokenFor({ id, name: 'Ada' });
    const res = await get('/admin', `aibmc_access=${old}; aibmc_refresh=${'r'.repeat(43)}`).expect(200);
    expect(res.get('set-cookie')).toHaveLength(2);
  });

  test('tells counts, what is configured, how the services are, and that canvases stay closed', async () => {
    const { text } = await get('/admin').expect(200);
    expect(text).toContain('1,234');
    expect(text).toContain('12.3 MB');
    expect(text).toContain('You cannot open other people’s canvases');
    expect(text.match(/Answers, in \d+ ms/g)).toHaveLength(3);
    expect(text.match(/Not configured/g)).toHaveLength(2);
  });

  test('does without a part that is away', async () => {
    fail('getStorage', 'unavailable');
    fail('getAiUsage', 'unavailable');
    expectSoundPage((await get('/admin').expect(200)).text);
    expectSoundPage((await get('/admin/ai').expect(200)).text);
    const lonely = await startGateway(services, { BMC_SERVICE_URL: 'http://127.0.0.1:1' }, gateway.signer);
    try {
      const res = await request(lonely.url).get('/admin').set('cookie', cookie).expect(200);
      expect(res.text.match(/Does not answer/g)).toHaveLength(1);
    } finally {
      await lonely.close();
    }
  });

  test('names those who used most by their ids, and an account that is gone as such', async () => {
    const { text } = await get('/admin/ai').expect(200);
    expect(askedFor('listPeople')).toEqual([{ ids: `${IDS.otherPerson},${IDS.session}`, limit: 2 }]);
    expect(text).toContain('Bob &lt;b&gt;');
    expect(text).toContain(IDS.session.slice(-12));
  });

  test('changes who may register', async () => {
    const res = await post('/admin/registration', { registration: 'closed' }).expect(303);
    expect(res.get('location')).toBe('/admin?notice=registration-changed');
    expect(askedFor('updateInstance')).toEqual([{ registration: 'closed' }]);
    expectSoundPage((await post('/admin/registration', { registration: 'maybe' }).expect(422)).text);
  });

  test('says what administrators did in sentences', async () => {
    const { text } = await get('/admin/events').expect(200);
    expect(text).toContain('Ada changed who may register: Nobody');
    expect(text).toContain('a deleted account made Ada an administrator');
  });
});

describe('people of the instance', () => {
  const BASE = `/admin/people/${IDS.otherPerson}`;

  test('are searched, page by page', async () => {
    const { text } = await get('/admin/people?q=b%26b&cursor=YQ').expect(200);
    expect(askedFor('listPeople')).toEqual([{ q: 'b&b', cursor: 'YQ', limit: 25 }]);
    expect(text).toContain('href="/admin/people?q=b%26b&amp;cursor=bmV4dA"');
    expect(text).toContain('name="back" value="/admin/people?q=b%26b&amp;cursor=YQ"');
  });

  test.each([
    ['/admin', { isAdmin: 'yes' }, 'updatePerson', { isAdmin: true }, 'admin-given'],
    ['/admin', { isAdmin: 'no' }, 'updatePerson', { isAdmin: false }, 'admin-taken'],
    ['/sessions/delete', {}, 'endSessionsOf', {}, 'sessions-ended'],
    ['/second-factor/delete', {}, 'removeSecondFactorOf', {}, 'second-factor-removed'],
  ])('%s %j comes back to the list as it was', async (path, form, route, body, notice) => {
    const res = await post(BASE + path, { ...form, back: '/admin/people?q=bob' }).expect(303);
    expect(askedFor(route)).toEqual([{ userId: IDS.otherPerson, ...body }]);
    expect(res.get('location')).toBe(`/admin/people?q=bob&notice=${notice}`);
  });

  test.each(['//evil.example', '/canvases', 'https://evil.example'])('never leads to %s', async (back) => {
    const res = await post(`${BASE}/sessions/delete`, { back }).expect(303);
    expect(res.get('location')).toBe('/admin/people?notice=sessions-ended');
  });

  test('the last administrator stays, and the page says so', async () => {
    fail('updatePerson', 'last-admin');
    const res = await post(`${BASE}/admin`, { isAdmin: 'no', back: '/admin/people?q=bob' }).expect(409);
    expectSoundPage(res.text);
    expect(res.text).toContain('An instance needs an administrator');
    expect(askedFor('listPeople')).toMatchObject([{ q: 'bob' }]);
  });

  test('a link to a new password is shown once', async () => {
    const res = await post(`${BASE}/password-resets`, { name: 'Bob <b>' }).expect(303);
    const kept = cookieOf(res, 'aibmc_reset_link');
    expect(kept).toMatch(/Path=\/admin\/people; .*HttpOnly; SameSite=Strict/);
    const page = await get('/admin/people', `${cookie}; ${kept.split(';')[0]}`).expect(200);
    expectSoundPage(page.text);
    expect(page.text).toContain(`value="${gateway.url}${RESET}"`);
    expect(page.text).toContain('Link to a new password for Bob &lt;b&gt;');
    expect(cookieOf(page, 'aibmc_reset_link')).toMatch(/^aibmc_reset_link=;/);
    expect((await get('/admin/people')).text).not.toContain(RESET);
  });
});

describe('the chart of use', () => {
  const now = new Date('2026-11-25T00:30:00Z');

  test('has a bar for each of 30 days, those without use as well, oldest first', () => {
    const days = [
      { day: '2026-11-25', used: 10 },
      { day: '2026-11-01', used: 1 },
      { day: '2026-10-01', used: 99 },
    ];
    const { bars, total, most } = usageChart(days, 'en', now);
    expect(bars).toHaveLength(30);
    expect([bars[0]?.day, bars.at(-1)?.day]).toEqual(['2026-10-27', '2026-11-25']);
    expect(total).toBe(11);
    expect(most).toBe(10);
  });

  test('shows even the least, and nothing for nothing', () => {
    const { bars } = usageChart(
      [
        { day: '2026-11-24', used: 1 },
        { day: '2026-11-25', used: 10_000 },
      ],
      'es',
      now,
    );
    expect(bars.slice(-3).map(({ height }) => height)).toEqual([0, 3, 120]);
    expect(usageChart([], 'en', now).most).toBe(1);
  });
});
