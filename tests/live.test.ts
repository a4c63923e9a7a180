import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ALGORITHM, AUDIENCE, ISSUER } from '@aibmc/common/auth';
import type { Edit } from '@aibmc/common/canvas/edits';
import { CLOSE_CODES } from '@aibmc/common/contract/live';
import { newId } from '@aibmc/common/ids';
import { superuser, withClient } from '@aibmc/db/roles';
import jwt from 'jsonwebtoken';
import { type Api, register, startTestCluster, type TestCluster, type TestPerson } from './cluster.ts';
import { type LiveClient, openLive, UpgradeRefused } from './support/live-client.ts';

/** Live editing as people have it: through the gateway, on the whole cluster. */

/** What takes effect within two seconds is in time. */
const IN_TIME_MS = 2_000;

let cluster: TestCluster;
let api: Api;
let owner: TestPerson;
let editor: TestPerson;
let outsider: TestPerson;
let groupId: string;
let canvasId: string;

beforeAll(async () => {
  cluster = await startTestCluster();
  api = cluster.api;
  owner = await register(api, 'Olga');
  outsider = await register(api, 'Otto');
});
afterAll(() => cluster.discard());

beforeEach(async () => {
  editor = await register(api, 'Edith');
  const group = await api.createGroup({ body: { name: 'Masters 2026' } }, owner);
  groupId = group.id;
  await joinGroup(editor, 'editor');
  ({ id: canvasId } = await api.createCanvas({ body: { title: 'Sourdough', groupId } }, owner));
});

async function joinGroup(person: TestPerson, role: 'editor' | 'viewer'): Promise<void> {
  const { token } = await api.createInvitation({ params: { groupId }, body: { role } }, owner);
  await api.acceptInvitation({ params: { token } }, person);
}

function addNote(text: string): Edit {
  return { id: newId(), type: 'note.add', note: { id: newId(), block: 'channels', text } };
}

async function open({ token }: Pick<TestPerson, 'token'>): Promise<LiveClient> {
  const client = await openLive(cluster.url, canvasId, { token });
  await client.next('welcome');
  return client;
}

/** The answer where an upgrade is refused. */
async function refusal(options: Parameters<typeof openLive>[2]): Promise<{ status: number; body: string }> {
  const answer: unknown = await openLive(cluster.url, canvasId, options).catch((error: unknown) => error);
  if (answer instanceof UpgradeRefused) return answer;
  throw new Error('the upgrade was not refused', { cause: answer });
}

/** A token as user-service would sign it, that ends so many seconds from now. */
async function tokenEndingIn(seconds: number, { token }: TestPerson): Promise<string> {
  const { kid, key } = await withClient(superuser(cluster.postgres, 'aibmc'), async (client) => {
    const { rows } = await client.query<{ kid: string; key: string }>(
      'SELECT kid, private_key AS key FROM user_service.signing_keys WHERE signs_from <= now() ORDER BY signs_from DESC LIMIT 1',
    );
    return rows[0]!;
  });
  const { sub, sid, name } = jwt.decode(token) as Record<string, string>;
  return jwt.sign({ sub, sid, name, typ: 'access' }, key, {
    algorithm: ALGORITHM,
    keyid: kid,
    issuer: ISSUER,
    audience: AUDIENCE,
    expiresIn: seconds,
  });
}

describe('two people on one canvas', () => {
  test('see each other, and each edit of either once it is committed, by WebSocket and by REST', async () => {
    const [first, second] = [await open(owner), await open(editor)];
    await first.next('people', ({ people }) => people.length === 2);
    const [live, rest] = [addNote('Market stalls'), addNote('Office bells')];

    second.send({ type: 'edits', edits: [live] });
    expect(await second.next('ack')).toMatchObject({ revision: 1, edits: [{ id: live.id, revision: 1 }] });
    expect(await first.next('edits')).toMatchObject({
      from: 1,
      to: 1,
      edits: [{ id: live.id, author: editor.id }],
    });
    await api.applyEdits({ params: { canvasId }, body: { edits: [rest] } }, owner);
    for (const client of [first, second])
      await client.next('edits', ({ edits }) => edits.some(({ id }) => id === rest.id));

    const state = await api.getCanvas({ params: { canvasId } }, editor);
    expect(state.notes.map(({ text }) => text).sort()).toEqual(['Market stalls', 'Office bells']);
    expect(first.edits().map(({ revision }) => revision)).toEqual([1, 2]);
    await Promise.all([first.close(), second.close()]);
  });

  test('see what the other does on the board', async () => {
    const [first, second] = [await open(owner), await open(editor)];
    await first.next('people', ({ people }) => people.length === 2);
    const noteId = newId();
    second.send({ type: 'presence', selected: [noteId], typing: noteId });
    const { people } = await first.next('presence');
    expect(people).toMatchObject([{ selected: [noteId], typing: noteId }]);
    await second.close();
    await first.next('people', (frame) => frame.people.length === 1);
    await first.close();
  });
});

describe('who may come', () => {
  test('is nobody without a token, and nobody from outside', async () => {
    expect(await refusal({})).toMatchObject({ status: 401 });
    expect(await refusal({ token: 'a.b.c' })).toMatchObject({ status: 401 });
    const { status, body } = await refusal({ token: outsider.token });
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'not-found', requestId: expect.any(String) as unknown });
    expect(body).not.toMatch(/Sourdough|Masters/);
  });

  test('is nobody whose token has expired', async () => {
    expect(await refusal({ token: await tokenEndingIn(-1, editor) })).toMatchObject({ status: 401 });
  });

  test('is a viewer, who reads and does not edit', async () => {
    const viewer = await register(api, 'Vera');
    await joinGroup(viewer, 'viewer');
    const [client, author] = [await open(viewer), await open(editor)];
    const [refused, applied] = [addNote('Not mine to add'), addNote('Market stalls')];
    client.send({ type: 'edits', edits: [refused] });
    expect(await client.next('reject')).toMatchObject({ ids: [refused.id], code: 'forbidden' });
    author.send({ type: 'edits', edits: [applied] });
    expect((await client.next('edits')).edits.map(({ id }) => id)).toEqual([applied.id]);
    await Promise.all([client.close(), author.close()]);
  });
});

describe('a browser', () => {
  /** The cookies of somebody who signed in on the page. */
  async function signIn({ email, password }: TestPerson): Promise<string[]> {
    const res = await fetch(`${cluster.url}/login`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
      body: new URLSearchParams({ email, password }),
      redirect: 'manual',
    });
    expect(res.status).toBe(303);
    return res.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  }

  test('comes with its cookies from a page of ours, and from no other', async () => {
    const cookie = (await signIn(editor)).join('; ');
    for (const origin of ['https://evil.example', 'null', undefined])
      expect(await refusal({ cookie, ...(origin ? { origin } : {}) })).toMatchObject({ status: 403 });
    const client = await openLive(cluster.url, canvasId, { cookie, origin: cluster.url });
    expect(await client.next('welcome')).toMatchObject({ role: 'editor', people: [{ userId: editor.id }] });
    await client.close();
  });

  test('that was open for longer than a token lives gets new ones with the connection', async () => {
    const cookie = (await signIn(editor)).filter((line) => line.startsWith('aibmc_refresh')).join('; ');
    const connecting = openLive(cluster.url, canvasId, {
      cookie,
      origin: cluster.url,
      onUpgrade: (answer) => (upgrade = answer),
    });
    let upgrade: IncomingMessage | null = null;
    const client = await connecting;
    await client.next('welcome');
    const renewed = ((upgrade as IncomingMessage | null)?.headers['set-cookie'] ?? []).map(
      (line) => line.split(';')[0],
    );
    expect(renewed).toHaveLength(2);
    const page = await fetch(`${cluster.url}/canvases/${canvasId}`, {
      headers: { cookie: renewed.join('; ') },
      redirect: 'manual',
    });
    expect(page.status).toBe(200);
    await client.close();
  });
});

describe('on an open connection', () => {
  async function expectGone(client: LiveClient): Promise<void> {
    await client.next('gone', undefined, IN_TIME_MS);
    expect((await client.closed).code).toBe(CLOSE_CODES.gone);
  }

  test('who is removed is gone, and the others stay', async () => {
    const [client, other] = [await open(editor), await open(owner)];
    await api.removeMember({ params: { groupId, userId: editor.id } }, owner);
    await expectGone(client);
    expect(await refusal({ token: editor.token })).toMatchObject({ status: 404 });
    other.send({ type: 'ping' });
    await other.next('pong');
    await other.close();
  });

  test('whose account is deleted is out', async () => {
    const client = await open(editor);
    const deletedAt = Date.now();
    await api.deleteMe({ body: { password: editor.password } }, editor);
    // whichever is told first: that the session has ended, or that the person is to be forgotten
    const { code } = await client.closed;
    expect([CLOSE_CODES.tokenExpired, CLOSE_CODES.gone]).toContain(code);
    expect(Date.now() - deletedAt).toBeLessThan(IN_TIME_MS);
    expect(await refusal({ token: editor.token })).toMatchObject({ status: 401 });
  });

  test('who signs this device out from another is out within two seconds, and stays out', async () => {
    const { accessToken } = await api.createSession({
      body: { email: editor.email, password: editor.password },
    });
    const [here, there] = [await open(editor), await open({ token: accessToken })];
    const signedOutAt = Date.now();
    const { sid } = jwt.decode(editor.token) as { sid: string };
    await api.deleteSession({ params: { sessionId: sid } }, { token: accessToken });
    expect((await here.closed).code).toBe(CLOSE_CODES.tokenExpired);
    expect(Date.now() - signedOutAt).toBeLessThan(IN_TIME_MS);
    expect(await refusal({ token: editor.token })).toMatchObject({ status: 401 });
    there.send({ type: 'edits', edits: [addNote('Still here')] });
    await there.next('ack');
    await there.close();
  });

  test('whose role is lowered is told, and edits no more', async () => {
    const client = await open(editor);
    await api.updateMember({ params: { groupId, userId: editor.id }, body: { role: 'viewer' } }, owner);
    expect(await client.next('role', undefined, IN_TIME_MS)).toEqual({ type: 'role', role: 'viewer' });
    client.send({ type: 'edits', edits: [addNote('Too late')] });
    expect(await client.next('reject')).toMatchObject({ code: 'forbidden' });
    expect((await api.getCanvas({ params: { canvasId } }, owner)).canvas.revision).toBe(0);
    await client.close();
  });

  test('the end of the token closes, and a fresh one goes on where it was', async () => {
    const client = await open({ token: await tokenEndingIn(2, editor) });
    const edit = addNote('Market stalls');
    client.send({ type: 'edits', edits: [edit] });
    await client.next('ack');
    expect((await client.closed).code).toBe(CLOSE_CODES.tokenExpired);
    await api.applyEdits({ params: { canvasId }, body: { edits: [addNote('Meanwhile')] } }, owner);
    const again = await open(editor);
    again.send({ type: 'resume', after: 1 });
    expect(await again.next('edits')).toMatchObject({ from: 2, to: 2 });
    await again.close();
  });
});

describe('a restart', () => {
  /** Ends a service as Docker does; resolves with how long it took. The cluster starts it again. */
  async function restart(service: 'frontend' | 'group-service'): Promise<number> {
    const child = cluster.processOf(service);
    const begun = performance.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    return performance.now() - begun;
  }

  /** A browser that tries until it is in. */
  async function comeBack(person: TestPerson): Promise<LiveClient> {
    for (const limit = Date.now() + 15_000; ;) {
      try {
        return await open(person);
      } catch (error) {
        if (Date.now() > limit) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  test('of group-service tells everybody, who come back and send again what was not acknowledged', async () => {
    const client = await open(editor);
    const edit = addNote('Market stalls');
    client.send({ type: 'edits', edits: [edit] });
    await client.next('ack');
    await restart('group-service');
    expect((await client.closed).code).toBe(CLOSE_CODES.restart);
    const again = await comeBack(editor);
    again.send({ type: 'edits', edits: [edit] });
    expect(await again.next('ack')).toMatchObject({ edits: [{ id: edit.id, revision: 1 }] });
    expect((await api.getCanvas({ params: { canvasId } }, owner)).notes).toHaveLength(1);
    await again.close();
  });

  test('of the gateway is not held up by open connections', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => open(editor)));
    expect(await restart('frontend')).toBeLessThan(3_000);
    for (const { closed } of clients) expect((await closed).code).toBe(1006);
    const again = await comeBack(editor);
    again.send({ type: 'edits', edits: [addNote('Market stalls')] });
    await again.next('ack');
    await again.close();
  });
});
