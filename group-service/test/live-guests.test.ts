import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CLOSE_CODES } from '@aibmc/common/contract/live';
import { API_PREFIX } from '@aibmc/common/contract/route';
import type { ShareLink } from '@aibmc/common/contract/sharing';
import { UpgradeRefused } from '../../tests/support/live-client.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas, type Replica, startReplica, until } from './live-harness.ts';

let service: GroupService;
let replicas: Replica[];
beforeAll(async () => {
  service = await startGroupService();
});
beforeEach(async () => {
  replicas = [await startReplica(service), await startReplica(service)];
});
afterEach(() => Promise.all(replicas.map((replica) => replica.stop())));
afterAll(() => service.stop());

async function share(owner: Person, canvasId: string, terms: object): Promise<ShareLink & { token: string }> {
  const link = bodyOf<ShareLink>(
    await owner.call('post', `/canvases/${canvasId}/share-links`, terms).expect(201),
  );
  return { ...link, token: link.url.replace('/s/', '') };
}

async function come(link: { token: string }, name?: string): Promise<{ token: string; guestId: string }> {
  const answer = await service.anyone('post', `/shared/${link.token}/passes`, { name }).expect(201);
  const { pass, guestId } = bodyOf<{ pass: string; guestId: string }>(answer);
  return { token: pass, guestId };
}

const revoke = (owner: Person, canvasId: string, { id }: ShareLink) =>
  owner.call('delete', `/canvases/${canvasId}/share-links/${id}`).expect(204);

test('a guest edits live, by name, and is let go when the link is revoked, on every replica', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const link = await share(owner, canvasId, { role: 'editor' });
  const ada = await come(link, 'Ada');
  const guests = await Promise.all(replicas.map((replica) => replica.open(ada, canvasId)));
  const watching = await replicas[0]!.open(owner, canvasId);
  guests[1]!.send({ type: 'edits', edits: [addNote('Kiosk')] });
  expect(await watching.next('edits')).toMatchObject({ edits: [{ author: ada.guestId }] });
  await until(async () => {
    const { people } = await watching.next('people');
    return people.some(({ name, isGuest }) => name === 'Ada' && isGuest);
  });
  const begun = performance.now();
  await revoke(owner, canvasId, link);
  for (const guest of guests) {
    await guest.next('gone');
    expect(await guest.closed).toMatchObject({ code: CLOSE_CODES.gone });
  }
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('a guest who comments may not edit, and who only looks has no live connection', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const commenter = await come(await share(owner, canvasId, { role: 'commenter' }), 'Ada');
  const client = await replicas[0]!.open(commenter, canvasId);
  client.send({ type: 'edits', edits: [addNote()] });
  expect(await client.next('reject')).toMatchObject({ code: 'forbidden' });
  const viewer = await come(await share(owner, canvasId, { role: 'viewer' }));
  const refused = await replicas[0]!.open(viewer, canvasId).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UpgradeRefused);
  expect((refused as UpgradeRefused).status).toBe(403);
});

test('a guest reads nothing of what was before they came', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits: addNotes(3) }).expect(200);
  const ada = await come(await share(owner, canvasId, { role: 'editor' }), 'Ada');
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits: addNotes(2) }).expect(200);
  const client = await replicas[0]!.open(ada, canvasId);
  await client.next('welcome');
  client.send({ type: 'resume', after: 0 });
  expect(await client.next('reload')).toMatchObject({ revision: 5 });
  client.send({ type: 'resume', after: 3 });
  expect(await client.next('edits')).toMatchObject({ from: 4, to: 5 });
});

test('a guest whose link ends is let go', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const ada = await come(await share(owner, canvasId, { role: 'editor', expiresAt }), 'Ada');
  const client = await replicas[0]!.open(ada, canvasId);
  await client.next('gone');
  expect(Date.now()).toBeLessThan(Date.parse(expiresAt) + 2_000);
});

/** Reads an event stream until it ends. */
async function follow(replica: Replica, token: string, pass?: string) {
  const events: string[] = [];
  const answer = await fetch(`${replica.url}${API_PREFIX}/shared/${token}/changes`, {
    headers: pass ? { authorization: `Bearer ${pass}` } : {},
    signal: AbortSignal.timeout(15_000),
  });
  const ended = (async () => {
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      events.push(
        ...[...chunk.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => `${name} ${data}`),
      );
    }
  })();
  return { status: answer.status, events, ended };
}

test('who looks is told of changes on any replica, and when the link is revoked', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const link = await share(owner, canvasId, {});
  const streams = await Promise.all(replicas.map((replica) => follow(replica, link.token)));
  for (const { events } of streams) await until(() => events.includes('revision {"revision":0}'));
  await replicas[0]!.edit(owner, canvasId, addNotes(3));
  for (const { events } of streams) await until(() => events.includes('revision {"revision":3}'));
  const begun = performance.now();
  await revoke(owner, canvasId, link);
  for (const { events, ended } of streams) {
    await ended;
    expect(events.at(-1)).toBe('gone {}');
  }
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test.each([
  ['a password is set', { password: 'sourdough' }],
  ['it has expired', { expiresAt: '' }],
])('who looks is sent away when %s', async (_name, change) => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const link = await share(owner, canvasId, {});
  const { events, ended } = await follow(replicas[1]!, link.token);
  await until(() => events.length > 0);
  const terms = 'expiresAt' in change ? { expiresAt: new Date(Date.now() + 400).toISOString() } : change;
  await owner.call('patch', `/canvases/${canvasId}/share-links/${link.id}`, terms).expect(200);
  await ended;
  expect(events.at(-1)).toBe('gone {}');
});

test('a stream of a protected link needs a pass, and a deleted canvas ends it', async () => {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  const link = await share(owner, canvasId, { password: 'sourdough' });
  expect((await follow(replicas[0]!, link.token)).status).toBe(401);
  const answer = await service.anyone('post', `/shared/${link.token}/passes`, { password: 'sourdough' });
  const { pass } = bodyOf<{ pass: string }>(answer);
  const { events, ended } = await follow(replicas[0]!, link.token, pass);
  await until(() => events.length > 0);
  await owner.call('delete', `/canvases/${canvasId}`).expect(204);
  await ended;
  expect(events.at(-1)).toBe('gone {}');
});
