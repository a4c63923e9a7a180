import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_ROUTES, type OwnedRoute } from '@aibmc/common/contract/all';
import { fillPath } from '@aibmc/common/contract/client';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import { newId } from '@aibmc/common/ids';
import { type Action, can } from '@aibmc/common/permissions';
import {
  type Caller,
  CALLERS,
  FORGED,
  guestRoleOf,
  PERSON_CALLERS,
  type PersonCaller,
  roleOf,
} from './authorization/callers.ts';
import { noteEdit, type Request, REQUESTS, sessionOf } from './authorization/requests.ts';
import { makeWorld, SECRETS, type World } from './authorization/world.ts';
import { type Api, register, startTestCluster, type TestCluster, type TestPerson } from './cluster.ts';
import { openLive, UpgradeRefused } from './support/live-client.ts';

/**
 * The authorisation matrix: every route of the contract × every kind of caller, through the gateway. A route that
 * is added to the contract without a line in REQUESTS fails the first test.
 */

/** Routes that name their group or canvas elsewhere than in the path, where `access` cannot say it. */
const ACTION_ON_NAMED_RESOURCE: Record<string, Action> = {
  createCanvas: 'group.add-canvas',
  createGeneration: 'canvas.generate',
  listGenerations: 'canvas.generate',
};

/** What is answered where the request names something of the caller's own that is not there, or not valid. */
const NOT_THERE: Record<string, number> = {
  refreshSession: 401,
  confirmEmail: 410,
  getPasswordReset: 410,
  resetPassword: 410,
  // no mail is configured
  requestPasswordReset: 409,
  completeSession: 410,
  startProviderSignIn: 404,
  finishProviderSignIn: 404,
  connectIdentity: 404,
  deleteIdentity: 404,
  confirmSecondFactor: 409,
  removeSecondFactor: 401,
  renewRecoveryCodes: 401,
};

/** What the table of roles cannot say. */
const EXCEPTIONS: Record<string, Partial<Record<Caller, number>>> = {
  // the owner of a world is its only one, and a group is never left without
  removeMember: { owner: 409 },
  // what is in the trash is shown to who may restore it only
  restoreGroup: { viewer: 404, commenter: 404, editor: 404 },
  restoreCanvas: { viewer: 404, commenter: 404, editor: 404 },
  // a comment is its author's, or else the owners'
  deleteComment: { commenter: 403, editor: 403, 'guest-commenter': 403, 'guest-editor': 403 },
};

let cluster: TestCluster;
let api: Api;
let deletedToken: string;
const people = {} as Record<PersonCaller, TestPerson>;
let cells = 0;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = cluster.api;
  people.admin = await register(api, 'admin');
  for (const name of PERSON_CALLERS) people[name] ??= await register(api, name);
  deletedToken = await registerAndDelete();
});
afterAll(async () => {
  console.log(
    `the authorisation matrix has ${cells} cells: ${ALL_ROUTES.length} routes, ${CALLERS.length} callers`,
  );
  await cluster.discard();
});

/** The token of somebody who is forgotten everywhere by now. */
async function registerAndDelete(): Promise<string> {
  const person = await register(api, 'deleted');
  const by = { token: person.token };
  await api.createCanvas({ body: { title: 'Theirs' } }, by);
  await api.deleteMe({ body: { password: person.password } }, by);
  const until = Date.now() + 10_000;
  for (;;) {
    const known = await Promise.all([
      api.listGroups({ query: {} }, by).then(...settled),
      api.getUsage({}, by).then(...settled),
    ]);
    // where it still is known after that, the cells below say it
    if (!known.includes(true) || Date.now() > until) return person.token;
    await delay(50);
  }
}
const settled = [() => true, () => false] as const;

async function send(
  route: Route,
  request: Request,
  token: string | null,
): Promise<{ status: number; body: string }> {
  const query = request.query ? `?${request.query}` : '';
  const leaving = new AbortController();
  const response = await fetch(
    cluster.url + API_PREFIX + fillPath(route.path, request.params ?? {}) + query,
    {
      method: route.method,
      headers: {
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)]),
    },
  );
  const { status } = response;
  // a stream that is open to the caller may go on for long
  const body = route.stream && status === 200 ? '' : await response.text();
  leaving.abort();
  return { status, body };
}

/** What the contract promises this caller. */
function expectedStatus({ name, owner, route }: OwnedRoute, caller: Caller): number {
  const exception = EXCEPTIONS[name]?.[caller];
  if (exception !== undefined) return exception;
  const good = NOT_THERE[name] ?? route.status;
  if (route.access === 'anyone') return good;
  if (caller === 'nobody' || caller === 'forged' || caller === 'deleted') return 401;
  const guestRole = guestRoleOf(caller);
  if (guestRole && owner !== 'group-service') return 401;
  if (guestRole && !route.guests) return 403;
  if (route.access === 'admin') return caller === 'admin' ? good : 403;
  const action = ACTION_ON_NAMED_RESOURCE[name] ?? (route.access === 'person' ? null : route.access);
  if (action === null) return good;
  const role = roleOf(caller);
  if (role === null) return 404;
  return can(role, action) ? good : 403;
}

function tokenOf(caller: Caller, world: World, self: TestPerson): string | null {
  if (caller === 'nobody') return null;
  if (caller === 'forged') return FORGED;
  if (caller === 'deleted') return deletedToken;
  const guestRole = guestRoleOf(caller);
  return guestRole ? world.passes[guestRole] : self.token;
}

/** A route about oneself may end the caller's own account or session, so somebody new calls it. */
async function selfOf(caller: Caller, { owner, route }: OwnedRoute): Promise<TestPerson> {
  const person = people[caller as PersonCaller] as TestPerson | undefined;
  if (!person) return people.outsider;
  const isAboutOneself = owner === 'user-service' && route.access === 'person';
  return isAboutOneself ? register(api, caller) : person;
}

test('every route of the contract is tried', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(ALL_ROUTES.map(({ name }) => name).sort());
});

describe.each(ALL_ROUTES.map((row) => [row.name, row] as const))('%s', (name, row) => {
  test('answers each kind of caller as the contract says', async () => {
    const answers: Record<string, number> = {};
    const expected: Record<string, number> = {};
    const leaks: string[] = [];
    let world = await makeWorld(api, people);
    for (const caller of CALLERS) {
      const self = await selfOf(caller, row);
      expected[caller] = expectedStatus(row, caller);
      const { status, body } = await send(
        row.route,
        REQUESTS[name]!(world, self),
        tokenOf(caller, world, self),
      );
      answers[caller] = status;
      cells += 1;
      if (status >= 400 && SECRETS.test(body)) leaks.push(caller);
      if (status < 400 && row.route.method !== 'GET' && row.owner !== 'user-service')
        world = await makeWorld(api, people);
    }
    expect(answers).toEqual(expected);
    expect(leaks).toEqual([]);
  }, 60_000);
});

/** It is no row of the contract's tables, since it answers with frames; the rules are the same. */
describe('the live connection of a canvas', () => {
  /** Status of the handshake, then what an edit over the connection is answered with. */
  async function tryToEdit(canvasId: string, token: string | null): Promise<[number, string?]> {
    try {
      const client = await openLive(cluster.url, canvasId, token === null ? {} : { token });
      client.send({ type: 'edits', edits: [noteEdit()] });
      const answer = await Promise.race([
        client.next('ack').then(({ type }) => type),
        client.next('reject').then(({ code }) => code),
      ]);
      await client.close();
      return [101, answer];
    } catch (error) {
      if (error instanceof UpgradeRefused && !SECRETS.test(error.body)) return [error.status];
      throw error;
    }
  }

  function expectedOf(caller: Caller): [number, string?] {
    if (caller === 'nobody' || caller === 'forged' || caller === 'deleted') return [401];
    if (caller === 'guest-viewer') return [403];
    const role = roleOf(caller);
    if (role === null) return [404];
    return [101, can(role, 'canvas.edit') ? 'ack' : 'forbidden'];
  }

  test('answers each kind of caller as the contract says', async () => {
    const world = await makeWorld(api, people);
    const answers: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const caller of CALLERS) {
      const self = people[caller as PersonCaller] as TestPerson | undefined;
      answers[caller] = await tryToEdit(world.canvasId, tokenOf(caller, world, self ?? people.outsider));
      expected[caller] = expectedOf(caller);
      cells += 1;
    }
    expect(answers).toEqual(expected);
  });

  test('is not there for a canvas that is not', async () => {
    expect(await tryToEdit(newId(), people.owner.token)).toEqual([404]);
  });
});

/** Somebody who administers, and is in no group. */
async function newAdmin(): Promise<TestPerson> {
  const person = await register(api, 'admin');
  const by = { token: people.admin.token };
  await api.updatePerson({ params: { userId: person.id }, body: { isAdmin: true } }, by);
  const { email, password } = person;
  return { ...person, token: (await api.createSession({ body: { email, password } })).accessToken };
}

describe('what is not the caller’s', () => {
  const route = (name: string): Route => ALL_ROUTES.find((row) => row.name === name)!.route;

  test('is in no list, whichever way it is asked for', async () => {
    // those of the tests above have joined groups by then
    const strangers = {
      outsider: await register(api, 'stranger'),
      removed: await register(api, 'removed'),
      admin: await newAdmin(),
    };
    const { groupId, canvasId } = await makeWorld(api, { ...people, removed: strangers.removed });
    for (const [caller, { token }] of Object.entries(strangers)) {
      for (const [name, query] of [
        ['listGroups', ''],
        ['listCanvases', ''],
        ['listCanvases', `groupId=${groupId}`],
        ['listCanvases', 'q=Sourdough'],
        ['listTrashedCanvases', ''],
        ['listTrashedGroups', ''],
        ['listNotifications', ''],
        ['listGenerations', `canvasId=${canvasId}`],
        ['listPeople', ''],
        ['listAdminEvents', ''],
        ['getStorage', ''],
        ['getAiUsage', ''],
        ['exportMe', ''],
        ['getDeparture', ''],
      ] as const) {
        const { body } = await send(route(name), { query }, token);
        expect([caller, name, SECRETS.exec(body)?.[0]]).toEqual([caller, name, undefined]);
      }
    }
  });

  test('ids of two groups in one request do not mix', async () => {
    const [mine, theirs] = [await makeWorld(api, people), await makeWorld(api, people)];
    const owner = people.owner.token;
    const mixed: [string, Record<string, string>, number?][] = [
      ['deleteInvitation', { groupId: mine.groupId, invitationId: theirs.invitationId }],
      ['updateMember', { groupId: mine.groupId, userId: theirs.bystander.id }],
      ['removeMember', { groupId: mine.groupId, userId: theirs.bystander.id }],
      ['updateShareLink', { canvasId: mine.canvasId, linkId: theirs.linkId }],
      ['deleteShareLink', { canvasId: mine.canvasId, linkId: theirs.linkId }],
      ['updateComment', { canvasId: mine.canvasId, commentId: theirs.commentId }],
      ['deleteComment', { canvasId: mine.canvasId, commentId: theirs.commentId }],
      ['updateVoting', { canvasId: mine.canvasId, votingId: theirs.votingId }],
      ['deleteVoting', { canvasId: mine.canvasId, votingId: theirs.votingId }],
      ['vote', { canvasId: mine.canvasId, votingId: theirs.votingId }],
    ];
    for (const [name, params] of mixed) {
      const { status } = await send(route(name), { ...REQUESTS[name]!(mine, people.owner), params }, owner);
      expect([name, status]).toEqual([name, 404]);
      cells += 1;
    }
  });

  test('an id in a body that is of another group is refused as one that is not there', async () => {
    const [mine, theirs] = [await makeWorld(api, people), await makeWorld(api, people)];
    // of `theirs`, the editor was removed: of `mine` they still are one
    await api.removeMember(
      { params: { groupId: theirs.groupId, userId: people.editor.id } },
      { token: people.owner.token },
    );
    const params = { canvasId: mine.canvasId };
    const { token } = people.editor;
    const attempts: [string, Request, number][] = [
      ['copyCanvas', { params, body: { groupId: theirs.groupId } }, 404],
      ['createCanvas', { body: { title: 'Mine', groupId: theirs.groupId } }, 404],
      ['createComment', { params, body: { id: newId(), noteId: theirs.noteId, text: 'x' } }, 422],
      ['createComment', { params, body: { id: newId(), threadId: theirs.commentId, text: 'x' } }, 422],
      [
        'createComment',
        {
          params,
          body: { id: newId(), noteId: mine.noteId, text: '@x', mentions: [theirs.bystander.id] },
        },
        422,
      ],
      [
        'vote',
        {
          params: { ...params, votingId: mine.votingId },
          body: { dots: [{ noteId: theirs.noteId, dots: 1 }] },
        },
        422,
      ],
      ['createGeneration', { body: { canvasId: theirs.canvasId, accept: false } }, 404],
    ];
    for (const [name, request, expected] of attempts) {
      const { status, body } = await send(route(name), request, token);
      expect([name, status, SECRETS.test(body)]).toEqual([name, expected, false]);
      cells += 1;
    }
  });

  test('a guest of one canvas has nothing of another, of the same owner', async () => {
    const [mine, theirs] = [await makeWorld(api, people), await makeWorld(api, people)];
    const guests = ALL_ROUTES.filter(({ route }) => route.guests && route.access !== 'anyone');
    for (const { name, route } of guests) {
      const request = REQUESTS[name]!(theirs, people.outsider);
      const { status, body } = await send(route, request, mine.passes.editor);
      expect([name, status, SECRETS.test(body)]).toEqual([name, 404, false]);
      cells += 1;
    }
  });

  test('a link that is revoked, and a canvas in the trash, open nothing any more', async () => {
    const world = await makeWorld(api, people);
    const owner = { token: people.owner.token };
    const links = await api.listShareLinks({ params: { canvasId: world.canvasId }, query: {} }, owner);
    for (const { id } of links.items) {
      await api.deleteShareLink({ params: { canvasId: world.canvasId, linkId: id } }, owner);
    }
    for (const pass of Object.values(world.passes)) {
      expect(
        (await send(route('getCanvas'), REQUESTS['getCanvas']!(world, people.outsider), pass)).status,
      ).toBe(401);
    }
    expect((await send(route('getShared'), { params: { token: world.shareToken } }, null)).status).toBe(404);
    const inTrash = { ...world, canvasId: world.trashedCanvasId };
    for (const { name, route } of ALL_ROUTES.filter(({ route }) => route.path.startsWith('/canvases/:'))) {
      const { status } = await send(route, REQUESTS[name]!(inTrash, people.owner), people.owner.token);
      expect([name, status]).toEqual([name, 404]);
      cells += 1;
    }
  });

  test('a group in the trash is not there, but for who restores it', async () => {
    const world = await makeWorld(api, people);
    const inTrash = { ...world, groupId: world.trashedGroupId };
    for (const { name, route } of ALL_ROUTES.filter(({ route }) => route.path.startsWith('/groups/:'))) {
      const { status } = await send(route, REQUESTS[name]!(inTrash, people.owner), people.owner.token);
      expect([name, status]).toEqual([name, 404]);
      cells += 1;
    }
  });

  test('a member removes another only as an owner', async () => {
    const world = await makeWorld(api, people);
    const params = { groupId: world.groupId, userId: world.bystander.id };
    expect((await send(route('removeMember'), { params }, people.editor.token)).status).toBe(403);
    expect((await send(route('removeMember'), { params }, people.owner.token)).status).toBe(204);
  });

  test('a session of somebody else is not found, and stays', async () => {
    const params = { sessionId: sessionOf(people.owner) };
    expect((await send(route('deleteSession'), { params }, people.outsider.token)).status).toBe(404);
    await expect(api.getMe({}, { token: people.owner.token })).resolves.toMatchObject({
      id: people.owner.id,
    });
  });

  test('a token says administrator, and is believed only if it is signed', async () => {
    for (const { route, name } of ALL_ROUTES.filter(({ route }) => route.access === 'admin')) {
      const world = await makeWorld(api, people);
      expect([name, (await send(route, REQUESTS[name]!(world, people.outsider), FORGED)).status]).toEqual([
        name,
        401,
      ]);
    }
  });
});
