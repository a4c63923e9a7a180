import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Edit } from '@aibmc/common/canvas/edits';
import { ALL_ROUTES, type OwnedRoute } from '@aibmc/common/contract/all';
import { fillPath } from '@aibmc/common/contract/client';
import { API_PREFIX, type Route } from '@aibmc/common/contract/route';
import { newId } from '@aibmc/common/ids';
import { type Action, can, type Role, ROLES } from '@aibmc/common/permissions';
import { type Api, register, startTestCluster, type TestCluster, type TestPerson } from './cluster.ts';
import { openLive, UpgradeRefused } from './support/live-client.ts';

/**
 * The authorisation matrix: every route of the contract × every kind of caller, through the gateway. A route that
 * is added to the contract without a line in REQUESTS fails the first test.
 */

const CALLERS = ['nobody', 'forged', 'outsider', ...ROLES] as const;
type Caller = (typeof CALLERS)[number];

/** Things that one allowed call may change or remove, so each such call gets a world of its own. */
interface World {
  groupId: string;
  canvasId: string;
  generationId: string;
  invitationId: string;
  invitationToken: string;
  /** A member whom nobody but owners may touch. */
  bystander: TestPerson;
}

interface Request {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const noteEdit = (): Edit => ({
  id: newId(),
  type: 'note.add',
  note: { id: newId(), block: 'channels', text: 'Market stalls on Saturdays' },
});

/** A valid request for each route, as the caller named would send it. */
const REQUESTS: Record<string, (world: World, self: TestPerson) => Request> = {
  createUser: () => ({ body: { email: `${newId()}@example.org`, password: 'a long enough password' } }),
  getMe: () => ({}),
  updateMe: () => ({ body: { name: 'Renamed' } }),
  deleteMe: (_, { password }) => ({ body: { password } }),
  changePassword: (_, { password }) => ({
    body: { currentPassword: password, newPassword: 'another long password' },
  }),
  createSession: (_, { email, password }) => ({ body: { email, password } }),
  refreshSession: () => ({ body: { refreshToken: 'x'.repeat(43) } }),
  listSessions: () => ({}),
  deleteSessions: () => ({}),
  deleteCurrentSession: () => ({}),
  deleteSession: (_, self) => ({ params: { sessionId: sessionOf(self) } }),
  getKeySet: () => ({}),
  listGroups: () => ({}),
  createGroup: () => ({ body: { name: 'Another' } }),
  getGroup: ({ groupId }) => ({ params: { groupId } }),
  updateGroup: ({ groupId }) => ({ params: { groupId }, body: { name: 'Renamed' } }),
  deleteGroup: ({ groupId }) => ({ params: { groupId } }),
  listMembers: ({ groupId }) => ({ params: { groupId } }),
  updateMember: ({ groupId, bystander }) => ({
    params: { groupId, userId: bystander.id },
    body: { role: 'viewer' },
  }),
  removeMember: ({ groupId }, self) => ({ params: { groupId, userId: self.id } }),
  listInvitations: ({ groupId }) => ({ params: { groupId } }),
  createInvitation: ({ groupId }) => ({ params: { groupId }, body: { role: 'viewer' } }),
  deleteInvitation: ({ groupId, invitationId }) => ({ params: { groupId, invitationId } }),
  getInvitation: ({ invitationToken }) => ({ params: { token: invitationToken } }),
  acceptInvitation: ({ invitationToken }) => ({ params: { token: invitationToken } }),
  listCanvases: () => ({}),
  createCanvas: ({ groupId }) => ({ body: { title: 'Another', groupId } }),
  getCanvas: ({ canvasId }) => ({ params: { canvasId } }),
  updateCanvas: ({ canvasId }) => ({ params: { canvasId }, body: { title: 'Renamed' } }),
  deleteCanvas: ({ canvasId }) => ({ params: { canvasId } }),
  applyEdits: ({ canvasId }) => ({ params: { canvasId }, body: { edits: [noteEdit()] } }),
  listEdits: ({ canvasId }) => ({ params: { canvasId } }),
  getChecks: ({ canvasId }) => ({ params: { canvasId } }),
  listVersions: ({ canvasId }) => ({ params: { canvasId } }),
  nameVersion: ({ canvasId }) => ({ params: { canvasId }, body: { name: 'Before the pivot' } }),
  getRevision: ({ canvasId }) => ({ params: { canvasId, revision: '0' } }),
  restoreRevision: ({ canvasId }) => ({ params: { canvasId }, body: { id: newId(), revision: 0 } }),
  listModels: () => ({}),
  tryModel: () => ({ body: {} }),
  getUsage: () => ({}),
  createGeneration: ({ canvasId }) => ({
    body: { canvasId, idea: 'Bread by bicycle for offices', accept: false },
  }),
  listGenerations: ({ canvasId }) => ({ query: `canvasId=${canvasId}` }),
  getGeneration: ({ generationId }) => ({ params: { generationId } }),
  streamGeneration: ({ generationId }) => ({ params: { generationId } }),
  cancelGeneration: ({ generationId }) => ({ params: { generationId } }),
};

/** Routes that name their group or canvas elsewhere than in the path, where `access` cannot say it. */
const ACTION_ON_NAMED_RESOURCE: Record<string, Action> = {
  createCanvas: 'group.add-canvas',
  createGeneration: 'canvas.generate',
  listGenerations: 'canvas.generate',
};

/** Routes that are for anyone and look at a credential of their own in the request. */
const REFUSES_WHAT_IS_SENT: Record<string, number> = { refreshSession: 401 };

let cluster: TestCluster;
let api: Api;
const people = {} as Record<Exclude<Caller, 'nobody' | 'forged'>, TestPerson>;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = cluster.api;
  for (const name of ['outsider', ...ROLES] as const) people[name] = await register(api, name);
});
afterAll(() => cluster.discard());

function sessionOf({ token }: TestPerson): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string;
  };
  return claims.sid;
}

async function makeWorld(): Promise<World> {
  const owner = { token: people.owner.token };
  const group = await api.createGroup({ body: { name: 'Masters 2026' } }, owner);
  const params = { groupId: group.id };
  const bystander = await register(api, 'bystander');
  for (const [role, person] of [
    ...(['viewer', 'commenter', 'editor'] as const).map((r) => [r, people[r]] as const),
    ['editor', bystander] as const,
  ]) {
    const { token } = await api.createInvitation({ params, body: { role, maxUses: 1 } }, owner);
    await api.acceptInvitation({ params: { token } }, { token: person.token });
  }
  const invitation = await api.createInvitation({ params, body: { role: 'viewer' } }, owner);
  const canvas = await api.createCanvas(
    { body: { title: 'Sourdough', idea: 'Bread by bicycle', groupId: group.id } },
    owner,
  );
  const generation = await api.createGeneration(
    { headers: {}, body: { canvasId: canvas.id, accept: false } },
    owner,
  );
  return {
    groupId: group.id,
    canvasId: canvas.id,
    generationId: generation.id,
    invitationId: invitation.id,
    invitationToken: invitation.token,
    bystander,
  };
}

async function send(
  route: Route,
  request: Request,
  token: string | null,
): Promise<{ status: number; body: string }> {
  const query = request.query ? `?${request.query}` : '';
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
      signal: AbortSignal.timeout(10_000),
    },
  );
  return { status: response.status, body: await response.text() };
}

const FORGED = `${Buffer.from('{"alg":"none","kid":"x"}').toString('base64url')}.${Buffer.from(
  JSON.stringify({ sub: newId(), sid: newId(), name: 'Mallory', typ: 'access', exp: 4e9 }),
).toString('base64url')}.`;

/** What the contract promises this caller. */
function expectedStatus({ name, route }: OwnedRoute, caller: Caller): number {
  if (route.access === 'anyone') return REFUSES_WHAT_IS_SENT[name] ?? route.status;
  if (caller === 'nobody' || caller === 'forged') return 401;
  const action = ACTION_ON_NAMED_RESOURCE[name] ?? (route.access === 'person' ? null : route.access);
  if (action === null) return route.status;
  if (caller === 'outsider') return 404;
  return can(caller satisfies Role, action) ? route.status : 403;
}

test('every route of the contract is tried', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual(ALL_ROUTES.map(({ name }) => name).sort());
});

describe.each(ALL_ROUTES.map((row) => [row.name, row] as const))('%s', (name, row) => {
  test('answers each kind of caller as the contract says', async () => {
    const answers: Record<string, number> = {};
    const expected: Record<string, number> = {};
    const leaks: string[] = [];
    let world = await makeWorld();
    for (const caller of CALLERS) {
      // A route about oneself may end the caller's own account or session, so somebody new calls it.
      const own = row.owner === 'user-service' && row.route.access === 'person';
      const self =
        caller === 'nobody' || caller === 'forged'
          ? people.outsider
          : own
            ? await register(api, caller)
            : people[caller];
      const token = caller === 'nobody' ? null : caller === 'forged' ? FORGED : self.token;
      expected[caller] = expectedStatus(row, caller);
      const { status, body } = await send(row.route, REQUESTS[name]!(world, self), token);
      answers[caller] = status;
      if (status >= 400 && /Masters 2026|Sourdough/.test(body)) leaks.push(caller);
      if (status < 400 && row.route.method !== 'GET' && row.owner !== 'user-service')
        world = await makeWorld();
    }
    expect(answers).toEqual({ ...expected, ...LAST_OWNER[name] });
    expect(leaks).toEqual([]);
  });
});

/** The owner of a world is its only one, and a group is never left without. */
const LAST_OWNER: Record<string, Record<string, number>> = { removeMember: { owner: 409 } };

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
      if (error instanceof UpgradeRefused && !/Masters 2026|Sourdough/.test(error.body))
        return [error.status];
      throw error;
    }
  }

  test('answers each kind of caller as the contract says', async () => {
    const { canvasId } = await makeWorld();
    const answers: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const caller of CALLERS) {
      const token = caller === 'nobody' ? null : caller === 'forged' ? FORGED : people[caller].token;
      answers[caller] = await tryToEdit(canvasId, token);
      if (caller === 'nobody' || caller === 'forged') expected[caller] = [401];
      else if (caller === 'outsider') expected[caller] = [404];
      else expected[caller] = [101, can(caller, 'canvas.edit') ? 'ack' : 'forbidden'];
    }
    expect(answers).toEqual(expected);
  });

  test('is not there for a canvas that is not, nor for somebody removed', async () => {
    expect(await tryToEdit(newId(), people.owner.token)).toEqual([404]);
    const { groupId, canvasId } = await makeWorld();
    const params = { groupId, userId: people.editor.id };
    await api.removeMember({ params }, { token: people.owner.token });
    expect(await tryToEdit(canvasId, people.editor.token)).toEqual([404]);
  });
});

describe('what is not the caller’s', () => {
  test('lists show an outsider nothing', async () => {
    const { groupId } = await makeWorld();
    const outsider = { token: people.outsider.token };
    expect((await api.listGroups({ query: {} }, outsider)).items.map(({ id }) => id)).not.toContain(groupId);
    expect(
      (await api.listCanvases({ query: {} }, outsider)).items.filter((canvas) => canvas.groupId === groupId),
    ).toEqual([]);
    const filtered = await api.listCanvases({ query: { groupId } }, outsider).then(
      ({ items }) => items,
      () => [],
    );
    expect(filtered).toEqual([]);
  });

  test('ids of two groups in one request do not mix', async () => {
    const [mine, theirs] = [await makeWorld(), await makeWorld()];
    const owner = people.owner.token;
    const mixed: [string, Record<string, string>][] = [
      ['deleteInvitation', { groupId: mine.groupId, invitationId: theirs.invitationId }],
      ['updateMember', { groupId: mine.groupId, userId: theirs.bystander.id }],
      ['removeMember', { groupId: mine.groupId, userId: theirs.bystander.id }],
    ];
    for (const [name, params] of mixed) {
      const { route } = ALL_ROUTES.find((row) => row.name === name)!;
      const { status } = await send(route, { ...REQUESTS[name]!(mine, people.owner), params }, owner);
      expect([name, status]).toEqual([name, 404]);
    }
  });

  test('a member removes another only as an owner', async () => {
    const world = await makeWorld();
    const params = { groupId: world.groupId, userId: world.bystander.id };
    const { route } = ALL_ROUTES.find((row) => row.name === 'removeMember')!;
    expect((await send(route, { params }, people.editor.token)).status).toBe(403);
    expect((await send(route, { params }, people.owner.token)).status).toBe(204);
  });

  test('somebody removed has lost everything at once', async () => {
    const world = await makeWorld();
    await api.removeMember(
      { params: { groupId: world.groupId, userId: people.editor.id } },
      { token: people.owner.token },
    );
    for (const name of [
      'getGroup',
      'getCanvas',
      'applyEdits',
      'getGeneration',
      'streamGeneration',
      'createGeneration',
    ]) {
      const { route } = ALL_ROUTES.find((row) => row.name === name)!;
      const { status } = await send(route, REQUESTS[name]!(world, people.editor), people.editor.token);
      expect([name, status]).toEqual([name, 404]);
    }
  });

  test('a session of somebody else is not found, and stays', async () => {
    const { route } = ALL_ROUTES.find((row) => row.name === 'deleteSession')!;
    const params = { sessionId: sessionOf(people.owner) };
    expect((await send(route, { params }, people.outsider.token)).status).toBe(404);
    await expect(api.getMe({}, { token: people.owner.token })).resolves.toMatchObject({
      id: people.owner.id,
    });
  });
});
