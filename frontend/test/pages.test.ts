import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import { AppError, type ErrorCode } from '@aibmc/common/errors';
import request from 'supertest';
import * as data from './fixtures.ts';
import { IDS, INVITATION_TOKEN, listOf } from './fixtures.ts';
import { expectSoundPage } from './sound-page.ts';
import { anyUser, type Gateway, sessionTokens, type Services, startGateway } from './support.ts';

/** What the services were asked to do, by route, with the body. */
let asked: { route: string; body: unknown; headers?: unknown }[] = [];
/** Routes that fail next, with what. */
let failing: Record<string, AppError> = {};
let role: 'owner' | 'viewer' = 'owner';

function note(route: string, body: unknown, headers?: unknown): void {
  asked.push({ route, body, ...(headers ? { headers } : {}) });
  const failure = failing[route];
  if (failure) throw failure;
}

const services: Services = {
  users: {
    createUser: ({ body }) => {
      note('createUser', body);
      return sessionTokens(gateway.signer);
    },
    createSession: ({ body }) => {
      note('createSession', body);
      return sessionTokens(gateway.signer);
    },
    refreshSession: () => sessionTokens(gateway.signer),
    getMe: () => {
      note('getMe', undefined);
      return anyUser();
    },
    updateMe: ({ body }) => {
      note('updateMe', body);
      return { ...anyUser(), name: body.name ?? '' };
    },
    changePassword: ({ body }) => {
      note('changePassword', body);
    },
    deleteMe: ({ body }) => {
      note('deleteMe', body);
    },
    listSessions: () => {
      note('listSessions', undefined);
      return listOf(data.session);
    },
    deleteSession: ({ params }) => {
      note('deleteSession', params);
    },
    deleteSessions: () => {
      note('deleteSessions', undefined);
    },
    deleteCurrentSession: () => {
      note('deleteCurrentSession', undefined);
    },
  },
  groups: {
    listGroups: () => {
      note('listGroups', undefined);
      return listOf(data.group);
    },
    createGroup: ({ body }) => {
      note('createGroup', body);
      return data.group;
    },
    getGroup: () => {
      note('getGroup', undefined);
      return { ...data.group, role };
    },
    updateGroup: ({ body }) => {
      note('updateGroup', body);
      return data.group;
    },
    deleteGroup: () => {
      note('deleteGroup', undefined);
    },
    listMembers: () => listOf(...data.members),
    updateMember: ({ params, body }) => {
      note('updateMember', { ...params, ...body });
      return data.members[0] ?? never();
    },
    removeMember: ({ params }) => {
      note('removeMember', params);
    },
    listInvitations: () => {
      note('listInvitations', undefined);
      if (role !== 'owner') throw new AppError('forbidden', '');
      return listOf(data.invitation, data.codeInvitation);
    },
    listActivity: () => {
      note('listActivity', undefined);
      return { items: data.happenings, nextCursor: 'bmV4dA' };
    },
    listTrashedGroups: () => {
      note('listTrashedGroups', undefined);
      return listOf(data.trashedGroup);
    },
    restoreGroup: ({ params }) => {
      note('restoreGroup', params);
      return data.group;
    },
    listNotifications: () => {
      note('listNotifications', undefined);
      return { items: data.notifications, nextCursor: 'bmV4dA', unread: 5 };
    },
    readNotifications: ({ body }) => {
      note('readNotifications', body);
    },
    getMute: () => ({ muted: false }),
    setMute: ({ body }) => {
      note('setMute', body);
      return body;
    },
    createInvitation: ({ body }) => {
      note('createInvitation', body);
      return data.newInvitation;
    },
    deleteInvitation: ({ params }) => {
      note('deleteInvitation', params);
    },
    getInvitation: () => {
      note('getInvitation', undefined);
      return data.preview;
    },
    acceptInvitation: ({ params }) => {
      note('acceptInvitation', params);
      return { groupId: IDS.group, role: 'editor' };
    },
  },
  canvases: {
    listCanvases: ({ query }) => {
      note('listCanvases', query);
      return { items: [data.canvas], nextCursor: 'bmV4dA' };
    },
    createCanvas: ({ body }) => {
      note('createCanvas', body);
      return data.canvas;
    },
    getCanvas: ({ params }) => {
      note('getCanvas', params);
      if (params.canvasId !== IDS.canvas) throw new AppError('not-found', '');
      return data.canvasDetail(role);
    },
    updateCanvas: ({ body }) => {
      note('updateCanvas', body);
      return data.canvas;
    },
    deleteCanvas: () => {
      note('deleteCanvas', undefined);
    },
    moveCanvas: ({ body }) => {
      note('moveCanvas', body);
      return data.canvas;
    },
    copyCanvas: ({ body }) => {
      note('copyCanvas', body);
      return data.canvas;
    },
    listTrashedCanvases: () => {
      note('listTrashedCanvases', undefined);
      return listOf(data.trashedCanvas);
    },
    restoreCanvas: ({ params }) => {
      note('restoreCanvas', params);
      return data.canvas;
    },
    applyEdits: ({ body }) => {
      note('applyEdits', body);
      return { revision: 4, edits: body.edits.map(({ id }) => ({ id, revision: 4 })) };
    },
  },
  generations: {
    listModels: () => {
      note('listModels', undefined);
      return data.models;
    },
    getUsage: () => {
      note('getUsage', undefined);
      return data.usage;
    },
    listGenerations: async () => {
      note('listGenerations', undefined);
      await nextTurn();
      note('drafts told', undefined);
      return listOf(data.generation('running'));
    },
    createGeneration: ({ body, headers }) => {
      note('createGeneration', body, headers);
      return data.generation('queued');
    },
    cancelGeneration: ({ params }) => {
      note('cancelGeneration', params);
      return data.generation('cancelled');
    },
  },
};

function never(): never {
  throw new Error('not here');
}

let gateway: Gateway;
let cookie: string;

beforeAll(async () => {
  gateway = await startGateway(services);
  cookie = `aibmc_access=${gateway.signer.tokenFor({ id: anyUser().id, name: 'Ada' })}`;
});

afterAll(() => gateway.close());

beforeEach(() => {
  asked = [];
  failing = {};
  role = 'owner';
});

const get = (path: string, as: string | null = cookie) =>
  request(gateway.url)
    .get(path)
    .set(as ? { cookie: as } : {});

const post = (path: string, form: Record<string, string> = {}, as: string | null = cookie) =>
  request(gateway.url)
    .post(path)
    .set({ 'sec-fetch-site': 'same-origin', ...(as ? { cookie: as } : {}) })
    .type('form')
    .send(form);

function fail(route: string, code: ErrorCode, options = {}): void {
  failing[route] = new AppError(code, 'told in English', options);
}

function askedFor(route: string): unknown[] {
  return asked.filter((call) => call.route === route).map(({ body }) => body);
}

const PAGES: [path: string, signedIn: boolean][] = [
  ['/', false],
  ['/', true],
  ['/register', false],
  ['/register?next=%2Fjoin%2Fabc', false],
  ['/login', false],
  ...BLOCKS.map((block): [string, boolean] => [`/learn/${block}`, false]),
  ['/api/docs', false],
  ['/canvases', true],
  [`/canvases?groupId=${IDS.group}`, true],
  ['/canvases/new', true],
  [`/canvases/${IDS.canvas}`, true],
  ['/groups', true],
  [`/groups/${IDS.group}`, true],
  [`/groups/${IDS.group}?q=bikes&sort=title`, true],
  [`/groups/${IDS.group}/people`, true],
  [`/groups/${IDS.group}/activity`, true],
  [`/groups/${IDS.group}/code/${IDS.codeInvitation}`, true],
  ['/canvases?groupId=personal&q=nothing&sort=title', true],
  [`/canvases/${IDS.canvas}/move`, true],
  [`/canvases/${IDS.canvas}/copy`, true],
  ['/trash', true],
  ['/notifications', true],
  [`/notifications/canvases/${IDS.canvas}`, true],
  ['/join', false],
  [`/join/${INVITATION_TOKEN}`, false],
  [`/join/${INVITATION_TOKEN}`, true],
  ['/account', true],
  ['/settings', true],
];

describe('every page', () => {
  describe.each(['en', 'es'])('in %s', (lang) => {
    test.each(PAGES)('%s (signed in: %p) renders', async (path, signedIn) => {
      const res = await get(path, signedIn ? cookie : null)
        .set('accept-language', lang)
        .expect(200);
      expect(res.text).toContain(`<html lang="${lang}"`);
      expect(res.get('content-type')).toMatch('text/html');
      expect(res.get('cache-control')).toBe('no-store');
      expectSoundPage(res.text);
    });
  });

  test('escapes what people wrote', async () => {
    const { text } = await get(`/canvases/${IDS.canvas}`).expect(200);
    expect(text).toContain('Bikes &lt;b&gt;&amp;&#34;');
    expect(text).not.toContain('<script>');
  });

  test('a canvas is read after its drafts, so that one that is told as ended has all of its notes', async () => {
    await get(`/canvases/${IDS.canvas}`).expect(200);
    const routes = asked.map(({ route }) => route);
    expect(routes).toEqual(expect.arrayContaining(['drafts told', 'getCanvas']));
    expect(routes.indexOf('getCanvas')).toBeGreaterThan(routes.indexOf('drafts told'));
  });

  test('a viewer of a canvas or group sees it without what they may not do', async () => {
    role = 'viewer';
    const board = await get(`/canvases/${IDS.canvas}`).expect(200);
    expectSoundPage(board.text);
    expect(board.text).not.toMatch(/action="[^"]*\/(notes|delete|generate|title)"/);
    const members = await get(`/groups/${IDS.group}`).expect(200);
    expectSoundPage(members.text);
    expect(members.text).not.toMatch(/action="\/groups\/[^/"]*\/(invitations|delete|name)"/);
  });
});

describe('errors', () => {
  test('an unknown path is a 404 page, for programs problem+json', async () => {
    const page = await get('/nothing/here', null).expect(404);
    expectSoundPage(page.text);
    expect(page.text).toContain(page.get('x-request-id') ?? 'no id');
    const problem = await get('/nothing/here', null).set('accept', 'application/json').expect(404);
    expect(problem.body).toMatchObject({ code: 'not-found' });
  });

  test("another's canvas is a 404 page in the reader's language, with the person in its header", async () => {
    const res = await get(`/canvases/${IDS.group}`).set('accept-language', 'es').expect(404);
    expect(res.text).toContain('<html lang="es"');
    expect(res.text).toContain('action="/logout"');
    expectSoundPage(res.text);
  });

  test('a slash too many is taken away', async () => {
    expect((await get('/canvases/?cursor=a').expect(308)).get('location')).toBe('/canvases?cursor=a');
  });

  test('a form that is none, or too long, is refused', async () => {
    const send = () =>
      request(gateway.url).post('/login').set({ 'sec-fetch-site': 'same-origin', accept: 'text/html' });
    await send().type('json').send({ email: 'a' }).expect(415);
    await send()
      .type('form')
      .send({ email: 'x'.repeat(70_000) })
      .expect(413);
  });

  test.each([
    [500, 'internal'],
    [503, 'unavailable'],
    [403, 'forbidden'],
  ] as const)('a service that answers %i is told as a page', async (status, code) => {
    fail('getCanvas', code, { retryAfter: 3 });
    const res = await get(`/canvases/${IDS.canvas}`).expect(status);
    expectSoundPage(res.text);
    expect(res.text).not.toContain('told in English');
  });

  test('a session that ended elsewhere leads to signing in again', async () => {
    fail('listCanvases', 'unauthenticated');
    const res = await get('/canvases').expect(303);
    expect(res.get('location')).toBe('/login?next=%2Fcanvases');
    expect(res.get('set-cookie')?.[0]).toMatch(/^aibmc_access=;/);
  });
});

describe('a page without a part of what it shows', () => {
  test.each([
    ['/canvases', ['listGroups']],
    ['/canvases/new', ['listGroups', 'listModels', 'getUsage']],
    [`/canvases/${IDS.canvas}`, ['listGenerations', 'listModels', 'getUsage']],
    [`/groups/${IDS.group}`, ['listInvitations', 'listActivity', 'listCanvases']],
    ['/trash', ['listTrashedGroups']],
    ['/account', ['listSessions']],
    ['/settings', ['listModels', 'getUsage']],
  ])('%s renders without %j', async (path, routes) => {
    for (const route of routes) fail(route, 'unavailable');
    const res = await get(path).expect(200);
    expectSoundPage(res.text);
  });

  test('greets by the name in the token while user-service is away', async () => {
    const lonely = await startGateway(services, { USER_SERVICE_URL: 'http://127.0.0.1:1' }, gateway.signer);
    try {
      const res = await request(lonely.url).get('/canvases').set('cookie', cookie).expect(200);
      expectSoundPage(res.text);
      expect(res.text).toContain('Ada');
    } finally {
      await lonely.close();
    }
  });

  test('shows the canvas while bmc-service is away, and says why it cannot draft', async () => {
    const lonely = await startGateway(services, { BMC_SERVICE_URL: 'http://127.0.0.1:1' }, gateway.signer);
    try {
      const send = request(lonely.url);
      expectSoundPage((await send.get(`/canvases/${IDS.canvas}`).set('cookie', cookie).expect(200)).text);
      const res = await send
        .post(`/canvases/${IDS.canvas}/generate`)
        .set({ cookie, 'sec-fetch-site': 'same-origin' })
        .type('form')
        .send({})
        .expect(503);
      expectSoundPage(res.text);
    } finally {
      await lonely.close();
    }
  });
});

describe('register and sign in', () => {
  const form = { email: 'ada@example.org', password: 'correct horse', name: 'Ada' };

  test.each(['/register', '/login'])('%s signs in and goes where somebody wanted to go', async (path) => {
    const res = await post(path, { ...form, next: `/join/${INVITATION_TOKEN}` }, null).expect(303);
    expect(res.get('location')).toBe(`/join/${INVITATION_TOKEN}`);
    expect(res.get('set-cookie')).toHaveLength(2);
  });

  test('keep where to go from one to the other', async () => {
    const next = `%2Fjoin%2F${INVITATION_TOKEN}`;
    const join = await get(`/join/${INVITATION_TOKEN}`, null);
    expect(join.text).toContain(`/login?next=${next}`);
    expect(join.text).toContain(`/register?next=${next}`);
    const login = await get(`/login?next=${next}`, null);
    expect(login.text).toContain(`name="next" value="/join/${INVITATION_TOKEN}"`);
    expect(login.text).toContain(`/register?next=${next}`);
    const register = await get(`/register?next=${next}`, null);
    expect(register.text).toContain(`name="next" value="/join/${INVITATION_TOKEN}"`);
    const failed = await post(
      '/login',
      { email: 'x', password: '', next: `/join/${INVITATION_TOKEN}` },
      null,
    );
    expect(failed.text).toContain(`/register?next=${next}`);
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example'])(
    'never lead to %s',
    async (next) => {
      expect((await post('/login', { ...form, next }, null)).get('location')).toBe('/canvases');
      expect((await get(`/login?next=${encodeURIComponent(next)}`, null)).text).not.toContain('evil');
    },
  );

  test('show each fault at its field and keep what was typed, but never a password', async () => {
    const bad = { email: 'not-mail<>', password: 'short', name: 'Ada L.' };
    const res = await post('/register', bad, null).set('accept-language', 'es').expect(422);
    expectSoundPage(res.text);
    expect(res.text).toContain('value="not-mail&lt;&gt;"');
    expect(res.text).toContain('value="Ada L."');
    expect(res.text).not.toContain('value="short"');
    expect(res.text).not.toMatch(/must (be|have)|Invalid/);
    expect(askedFor('createUser')).toEqual([]);
  });

  test.each([
    ['/register', 'createUser', 'email-taken', 409],
    ['/login', 'createSession', 'wrong-credentials', 401],
    ['/login', 'createSession', 'too-many-requests', 429],
    ['/login', 'createSession', 'unavailable', 503],
    ['/register', 'createUser', 'invalid', 422],
  ] as const)('%s: %s answering %s shows the form again with %i', async (path, route, code, status) => {
    fail(route, code, { retryAfter: 30 });
    const res = await post(path, form, null).expect(status);
    expectSoundPage(res.text);
    expect(res.text).toContain('value="ada@example.org"');
    expect(res.text).not.toContain('told in English');
    expect(res.text).not.toContain(form.password);
    expect(res.get('retry-after')).toBe('30');
    expect(res.get('set-cookie')).toBeUndefined();
  });

  test('an e-mail that has an account is told at its field', async () => {
    fail('createUser', 'email-taken', { errors: [{ path: 'email', message: 'told in English' }] });
    const res = await post('/register', form, null).expect(409);
    expect(res.text).toContain('There is an account with this e-mail already');
    expect(res.text).not.toContain('told in English');
  });

  test.each([
    ['/register', 'createUser'],
    ['/login', 'createSession'],
  ])('%s tells which browser it is for the list of devices', async (path, route) => {
    await post(path, form, null)
      .set('user-agent', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0')
      .expect(303);
    expect(askedFor(route)[0]).toMatchObject({ device: expect.stringContaining('Firefox/140.0') });
  });

  test('are passed over by who is signed in', async () => {
    expect((await get('/login?next=/groups').expect(303)).get('location')).toBe('/groups');
  });

  test('signing out ends the session at user-service and in the browser', async () => {
    const res = await post('/logout').expect(303);
    expect(askedFor('deleteCurrentSession')).toHaveLength(1);
    expect(res.get('Set-Cookie')?.map((each) => each.split(';')[0])).toEqual([
      'aibmc_access=',
      'aibmc_refresh=',
    ]);
  });
});

describe('a new canvas', () => {
  const form = {
    title: '',
    idea: 'A van that repairs bikes at offices. Monthly plan.',
    language: 'es',
    groupId: IDS.group,
    model: 'pattern-library',
    action: 'draft',
  };

  test('is made and drafted with the key of its form', async () => {
    const requestKey = 'key-of-the-form-1';
    const res = await post('/canvases/new', { ...form, requestKey }).expect(303);
    expect(res.get('location')).toBe(`/canvases/${IDS.canvas}`);
    expect(askedFor('createCanvas')).toEqual([
      {
        title: 'A van that repairs bikes at offices',
        idea: form.idea,
        language: 'es',
        groupId: IDS.group,
        kind: 'bmc',
      },
    ]);
    expect(asked.find(({ route }) => route === 'createGeneration')).toMatchObject({
      body: { canvasId: IDS.canvas, model: 'pattern-library' },
      headers: { 'idempotency-key': requestKey },
    });
  });

  test('is made once where its form is sent twice', async () => {
    const twice = { ...form, requestKey: 'key-of-the-form-2' };
    const all = await Promise.all([post('/canvases/new', twice), post('/canvases/new', twice)]);
    expect(all.map(({ status }) => status)).toEqual([303, 303]);
    expect(askedFor('createCanvas')).toHaveLength(1);
  });

  test('may stay empty', async () => {
    await post('/canvases/new', { title: 'Mine', idea: '', action: 'empty' }).expect(303);
    expect(askedFor('createCanvas')).toMatchObject([{ title: 'Mine', idea: '', language: 'en' }]);
    expect(askedFor('createGeneration')).toEqual([]);
  });

  test('needs an idea to be drafted', async () => {
    const res = await post('/canvases/new', { ...form, idea: ' ', title: 'Kept' }).expect(422);
    expectSoundPage(res.text);
    expect(res.text).toContain('Kept');
    expect(askedFor('createCanvas')).toEqual([]);
  });

  test.each([
    ['quota-used', 'quota-used'],
    ['unavailable', 'generation-not-started'],
  ] as const)('is kept where its draft cannot start: %s', async (code, notice) => {
    fail('createGeneration', code);
    const res = await post('/canvases/new', { ...form, requestKey: `key-for-${code}` }).expect(303);
    expect(res.get('location')).toBe(`/canvases/${IDS.canvas}?notice=${notice}`);
    expectSoundPage((await get(res.get('location') ?? '')).text);
  });

  test('in a group that is gone keeps the idea', async () => {
    fail('createCanvas', 'not-found');
    const res = await post('/canvases/new', { ...form, requestKey: 'key-of-the-form-3' }).expect(422);
    expect(res.text).toContain('A van that repairs bikes');
  });
});

describe('forms on a canvas', () => {
  const path = `/canvases/${IDS.canvas}`;

  function lastEdit(): Edit | undefined {
    return (askedFor('applyEdits').at(-1) as { edits: Edit[] } | undefined)?.edits[0];
  }

  test('add a note and come back to its block', async () => {
    const res = await post(`${path}/notes`, { block: 'channels', text: ' Web shop ' }).expect(303);
    expect(res.get('location')).toBe(`${path}#block-channels`);
    expect(lastEdit()).toMatchObject({ type: 'note.add', note: { block: 'channels', text: 'Web shop' } });
  });

  test('change, move and remove a note', async () => {
    await post(`${path}/notes/${IDS.note}`, { text: 'New' }).expect(303);
    expect(lastEdit()).toMatchObject({ type: 'note.set', noteId: IDS.note, set: { text: 'New' } });
    await post(`${path}/notes/${IDS.note}`, { block: 'channels' }).expect(303);
    expect(lastEdit()).toMatchObject({ type: 'note.set', set: { block: 'channels' } });
    await post(`${path}/notes/${IDS.note}/delete`).expect(303);
    expect(lastEdit()).toMatchObject({ type: 'note.remove', noteId: IDS.note });
  });

  test('rename, delete, draft and cancel', async () => {
    await post(`${path}/title`, { title: 'Other' }).expect(303);
    expect(askedFor('updateCanvas')).toEqual([{ title: 'Other' }]);
    await post(`${path}/generate`, { requestKey: 'key-12345', model: '' }).expect(303);
    expect(asked.at(-1)).toMatchObject({
      route: 'createGeneration',
      body: { canvasId: IDS.canvas },
      headers: { 'idempotency-key': 'key-12345' },
    });
    await post(`${path}/generate`, { requestKey: 'key-12346', continues: IDS.generation }).expect(303);
    expect(asked.at(-1)).toMatchObject({ body: { canvasId: IDS.canvas, continues: IDS.generation } });
    await post(`${path}/generations/${IDS.generation}/cancel`).expect(303);
    expect(askedFor('cancelGeneration')).toEqual([{ generationId: IDS.generation }]);
    const res = await post(`${path}/delete`).expect(303);
    expect(res.get('location')).toBe(`/canvases?notice=canvas-deleted&restore=${IDS.canvas}`);
  });

  test.each([
    ['notes', { block: 'channels', text: '' }, 422],
    ['notes', { block: 'channels', text: 'x'.repeat(281) }, 422],
    ['notes', { block: 'nowhere', text: 'x' }, 422],
    [`notes/${IDS.note}`, { text: '' }, 422],
    ['title', { title: ' ' }, 422],
  ] as const)('%s with %j shows the canvas again', async (form, values, status) => {
    const res = await post(`${path}/${form}`, values).expect(status);
    expectSoundPage(res.text);
    expect(res.text).toContain(`name="next" value="${path}"`);
    expect(askedFor('applyEdits')).toEqual([]);
  });

  test.each([
    ['notes', 'applyEdits', 'forbidden', 403],
    ['notes', 'applyEdits', 'unavailable', 503],
    ['generate', 'createGeneration', 'quota-used', 429],
    ['generate', 'createGeneration', 'conflict', 409],
    ['delete', 'deleteCanvas', 'forbidden', 403],
  ] as const)('%s: %s answering %s shows it again with %s', async (form, route, code, status) => {
    fail(route, code);
    const res = await post(`${path}/${form}`, { block: 'channels', text: 'Kept words' }).expect(status);
    expectSoundPage(res.text);
    if (form === 'notes') expect(res.text).toContain('Kept words');
  });

  test('of somebody signed out lead to signing in, and do nothing', async () => {
    const res = await post(`${path}/notes`, { block: 'channels', text: 'x' }, null)
      .set('referer', gateway.url + path)
      .expect(303);
    expect(res.get('location')).toBe(`/login?next=${encodeURIComponent(path)}&notice=sign-in-again`);
    expect(asked).toEqual([]);
  });
});

describe('forms of groups', () => {
  const path = `/groups/${IDS.group}`;

  test('make, rename, describe and delete a group', async () => {
    const made = await post('/groups', { name: 'Founders', description: 'Of spring' }).expect(303);
    expect(made.get('location')).toBe(path);
    expect(askedFor('createGroup')).toEqual([{ name: 'Founders', description: 'Of spring' }]);
    await post(path, { name: 'Makers', description: '' }).expect(303);
    expect(askedFor('updateGroup')).toEqual([{ name: 'Makers', description: '' }]);
    const deleted = await post(`${path}/delete`).expect(303);
    expect(deleted.get('location')).toBe(`/groups?notice=group-deleted&restore=${IDS.group}`);
  });

  test('show faults with what was typed', async () => {
    const list = await post('/groups', { name: '' }).expect(422);
    expectSoundPage(list.text);
    const one = await post(path, { name: 'x'.repeat(121) }).expect(422);
    expectSoundPage(one.text);
    expect(one.text).toContain('x'.repeat(121));
  });

  test('make an invitation whose link is shown once, whole', async () => {
    const res = await post(`${path}/invitations`, { role: 'viewer', expiresInDays: '7', maxUses: '' }).expect(
      303,
    );
    expect(res.get('location')).toBe(`${path}#invitations`);
    const [body] = askedFor('createInvitation') as [{ role: string; expiresAt: string; maxUses?: number }];
    expect(body.role).toBe('viewer');
    expect(body.maxUses).toBeUndefined();
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const [flash = ''] = res.get('set-cookie') ?? [];
    expect(flash).toMatch(/HttpOnly; SameSite=Strict/);
    const link = `${gateway.url}/join/${INVITATION_TOKEN}`;
    const shown = await get(path, `${cookie}; ${flash.split(';')[0] ?? ''}`).expect(200);
    expect(shown.text).toContain(link);
    expect(shown.get('set-cookie')?.[0]).toMatch(/^aibmc_invitation=;/);
    expect((await get(path)).text).not.toContain(link);
  });

  test.each<Record<string, string>>([
    { role: 'king' },
    { role: 'editor', maxUses: '0' },
    { role: 'editor', expiresInDays: 'soon' },
    { role: 'editor', kind: 'pigeon' },
    { role: 'editor', kind: 'email', email: 'nobody' },
    { role: 'editor', kind: 'email', email: '' },
  ])('refuse an invitation with %j', async (form) => {
    expectSoundPage((await post(`${path}/invitations`, form).expect(422)).text);
    expect(askedFor('createInvitation')).toEqual([]);
  });

  test('make a class code, which is shown large', async () => {
    await post(`${path}/invitations`, { kind: 'code', role: 'editor', email: 'left@over.example' }).expect(
      303,
    );
    expect(askedFor('createInvitation')).toMatchObject([{ code: true }]);
    expect(askedFor('createInvitation')[0]).not.toHaveProperty('email');
    const large = await get(`${path}/code/${IDS.codeInvitation}`).expect(200);
    expect(large.text).toContain('<span>K7M</span><span>2QX</span>');
    expect(large.text).toContain(`${new URL(gateway.url).host}/join`);
    await get(`${path}/code/${IDS.invitation}`).expect(404);
    expect((await get(path)).text).toContain('Code K7M2QX');
  });

  test('make an invitation for one e-mail address, for one use', async () => {
    await post(`${path}/invitations`, {
      kind: 'email',
      role: 'viewer',
      email: 'bob@example.org',
      maxUses: '9',
    }).expect(303);
    expect(askedFor('createInvitation')).toMatchObject([
      { role: 'viewer', email: 'bob@example.org', maxUses: 1, code: false },
    ]);
  });

  test('a role that was changed leads back to where it was changed', async () => {
    const next = `${path}/people?cursor=abc`;
    const res = await post(`${path}/members/${IDS.otherPerson}`, { role: 'viewer', next }).expect(303);
    expect(res.get('location')).toBe(`${next}&notice=role-changed`);
  });

  test('change and remove members, and let one leave', async () => {
    await post(`${path}/members/${IDS.otherPerson}`, { role: 'viewer' }).expect(303);
    expect(askedFor('updateMember')).toEqual([
      { groupId: IDS.group, userId: IDS.otherPerson, role: 'viewer' },
    ]);
    const removed = await post(`${path}/members/${IDS.otherPerson}/delete`).expect(303);
    expect(removed.get('location')).toBe(`${path}?notice=member-removed`);
    const left = await post(`${path}/members/${anyUser().id}/delete`).expect(303);
    expect(left.get('location')).toBe('/groups?notice=left-group');
    await post(`${path}/invitations/${IDS.invitation}/delete`).expect(303);
    expect(askedFor('deleteInvitation')).toHaveLength(1);
  });

  test('say why the last owner stays', async () => {
    fail('removeMember', 'last-owner');
    const own = await post(`${path}/members/${anyUser().id}/delete`).expect(409);
    expectSoundPage(own.text);
    expect(own.text).toContain('You are the only owner of this group');
    fail('updateMember', 'last-owner');
    const other = await post(`${path}/members/${IDS.otherPerson}`, { role: 'viewer' }).expect(409);
    expect(other.text).toContain('Make somebody else an owner first');
  });

  test('join by an invitation', async () => {
    const res = await post(`/join/${INVITATION_TOKEN}`).expect(303);
    expect(res.get('location')).toBe(`${path}?notice=joined`);
    expect(askedFor('acceptInvitation')).toEqual([{ token: INVITATION_TOKEN }]);
  });

  test.each(['gone', 'not-found'] as const)('an invitation that is %s says so', async (code) => {
    fail('getInvitation', code);
    expectSoundPage((await get(`/join/${INVITATION_TOKEN}`, null).expect(410)).text);
    fail('acceptInvitation', code);
    expectSoundPage((await post(`/join/${INVITATION_TOKEN}`).expect(410)).text);
  });
});

describe('joining with a code', () => {
  const codeForm = (code: string) => get(`/join?code=${encodeURIComponent(code)}`, null);

  test.each(['k7m2qx', ' K7M 2QX ', 'k7m-2qx', 'k 7 m 2 q x', 'http://localhost/join/K7M2QX'])(
    '%j is the code K7M2QX',
    async (typed) => {
      expect((await codeForm(typed).expect(303)).get('location')).toBe('/join/K7M2QX');
    },
  );

  test('a link or its token that was pasted is opened', async () => {
    for (const typed of [INVITATION_TOKEN, `https://a.example/join/${INVITATION_TOKEN}`])
      expect((await codeForm(typed).expect(303)).get('location')).toBe(`/join/${INVITATION_TOKEN}`);
  });

  test.each(['', 'abc', 'abcdefgh', '<b>"', '//evil.example'])('%j is none, and is kept', async (typed) => {
    const res = await codeForm(typed).expect(422);
    expectSoundPage(res.text);
    expect(res.text).toContain('A code has six letters and digits');
  });

  test('one that no group has can be corrected', async () => {
    fail('getInvitation', 'not-found');
    const res = await get('/join/K7M2QX', null).expect(404);
    expectSoundPage(res.text);
    expect(res.text).toContain('value="K7M2QX"');
  });

  test('too many wrong ones: when to try again', async () => {
    fail('getInvitation', 'too-many-requests', { retryAfter: 290 });
    const res = await get('/join/K7M2QX', null).expect(429);
    expectSoundPage(res.text);
    expect(res.text).toContain('Try again in 5 minutes');
    expect(res.get('retry-after')).toBe('290');
  });

  test('an invitation for another e-mail address says so, and no address', async () => {
    fail('acceptInvitation', 'forbidden');
    const res = await post(`/join/${INVITATION_TOKEN}`).expect(403);
    expectSoundPage(res.text);
    expect(res.text).toContain('sent to another e-mail address');
  });

  test('who is in the group already is led there', async () => {
    const { text } = await get(`/join/${INVITATION_TOKEN}`);
    expect(text).toContain(`href="/groups/${IDS.group}"`);
    fail('getGroup', 'not-found');
    expect((await get(`/join/${INVITATION_TOKEN}`)).text).toContain(`action="/join/${INVITATION_TOKEN}"`);
  });
});

describe('canvases that go elsewhere', () => {
  const path = `/canvases/${IDS.canvas}`;

  test('are moved and copied', async () => {
    const moved = await post(`${path}/move`, { groupId: '' }).expect(303);
    expect(askedFor('moveCanvas')).toEqual([{ groupId: null }]);
    expect(moved.get('location')).toBe(`${path}?notice=canvas-moved`);
    await post(`${path}/copy`, { groupId: IDS.group, title: 'Other' }).expect(303);
    expect(askedFor('copyCanvas')).toEqual([{ groupId: IDS.group, title: 'Other' }]);
  });

  test('stay where the place is gone, or not for them', async () => {
    for (const code of ['not-found', 'forbidden'] as const) {
      fail('copyCanvas', code);
      const res = await post(`${path}/copy`, { groupId: IDS.group, title: 'Kept <b>' });
      expectSoundPage(res.text);
      expect(res.text).toContain('Choose another place');
      expect(res.text).toContain('Kept &lt;b&gt;');
    }
  });

  test('are not offered to be moved to who may not', async () => {
    role = 'viewer';
    await get(`${path}/move`).expect(403);
    await get(`${path}/copy`).expect(200);
  });

  test('are searched, filtered and sorted, page after page', async () => {
    const res = await get('/canvases?groupId=personal&q=bikes&sort=title').expect(200);
    expect(askedFor('listCanvases')).toMatchObject([{ personal: 'true', q: 'bikes', sort: 'title' }]);
    expect(res.text).toContain(
      'href="/canvases?groupId=personal&amp;q=bikes&amp;sort=title&amp;cursor=bmV4dA"',
    );
    await get('/canvases?groupId=nonsense&sort=nonsense').expect(200);
    expect(askedFor('listCanvases')[1]).toMatchObject({ sort: 'updated' });
  });

  test('goes on behind the longest title in two bytes a letter', async () => {
    const cursor = Buffer.from(`${'ñ'.repeat(120)}/${IDS.canvas}`).toString('base64url');
    await get(`/canvases?sort=title&cursor=${cursor}`).expect(200);
    expect(askedFor('listCanvases')).toMatchObject([{ sort: 'title', cursor }]);
  });
});

describe('the trash', () => {
  test('takes a deletion back from the notice that tells of it', async () => {
    const told = await get(`/groups?notice=group-deleted&restore=${IDS.group}`).expect(200);
    expect(told.text).toContain(`action="/trash/groups/${IDS.group}/restore"`);
    const res = await post(`/trash/groups/${IDS.group}/restore`, { next: '/groups' }).expect(303);
    expect(res.get('location')).toBe('/groups?notice=group-restored');
    expect((await get('/groups?notice=group-deleted&restore=x')).text).not.toContain('/trash/groups/x');
  });

  test('restores canvases, and says why one cannot come back', async () => {
    await post(`/trash/canvases/${IDS.canvas}/restore`).expect(303);
    expect(askedFor('restoreCanvas')).toEqual([{ canvasId: IDS.canvas }]);
    for (const [code, status, text] of [
      ['conflict', 409, 'Its group is not there any more'],
      ['not-found', 404, 'This is not in the trash any more'],
    ] as const) {
      fail('restoreCanvas', code);
      const res = await post(`/trash/canvases/${IDS.canvas}/restore`).expect(status);
      expectSoundPage(res.text);
      expect(res.text).toContain(text);
    }
  });
});

describe('notifications', () => {
  test('are marked as read, one or all, and turned off for a canvas', async () => {
    await post('/notifications/read', { id: IDS.session }).expect(303);
    await post('/notifications/read', { upTo: IDS.session }).expect(303);
    expect(askedFor('readNotifications')).toEqual([{ ids: [IDS.session] }, { upTo: IDS.session }]);
    await post('/notifications/read', { id: 'x' }).expect(400);
    const muted = await post(`/notifications/canvases/${IDS.canvas}`, { muted: 'true' }).expect(303);
    expect(muted.get('location')).toBe(`/notifications/canvases/${IDS.canvas}?notice=muted`);
    expect(askedFor('setMute')).toEqual([{ muted: true }]);
  });

  test('the bell is on every page of who is signed in, and on no other', async () => {
    for (const path of ['/canvases', '/groups', '/trash', `/canvases/${IDS.canvas}`])
      expect([path, (await get(path)).text.includes('data-bell ')]).toEqual([path, true]);
    expect((await get('/', null)).text.includes('data-bell ')).toBe(false);
  });
});

describe('language and theme', () => {
  test('are chosen by a form and kept', async () => {
    const res = await post('/language', { lang: 'es', next: '/login?next=%2Fgroups' }, null).expect(303);
    expect(res.get('location')).toBe('/login?next=%2Fgroups');
    const chosen = res.get('set-cookie')?.[0]?.split(';')[0] ?? '';
    expect(chosen).toBe('aibmc_lang=es');
    expect((await get('/', chosen).set('accept-language', 'en')).text).toContain('<html lang="es"');
    const dark = await post('/theme', { theme: 'dark', next: '//evil.example' }, null).expect(303);
    expect(dark.get('location')).toBe('/');
    expect((await get('/', 'aibmc_theme=dark')).text).toContain('data-theme="dark"');
    expect((await post('/language', { lang: 'xx' }, null).expect(303)).get('set-cookie')).toBeUndefined();
  });

  test('a notice is shown once: the page that the language switch leads to has none', async () => {
    const { text } = await get('/canvases?notice=canvas-deleted&cursor=a').expect(200);
    expect(text).toContain('name="next" value="/canvases?cursor=a"');
    expect((await get('/?notice=%3Cscript%3E')).text).not.toContain('script&gt;');
  });
});
