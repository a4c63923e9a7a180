import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Activity } from '@aibmc/common/contract/groups';
import type { ShareLink, SharedCanvas } from '@aibmc/common/contract/sharing';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas } from './live-harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

const tokenOf = ({ url }: ShareLink): string => url.replace('/s/', '');

async function share(owner: Person, canvasId: string, terms: object = {}): Promise<ShareLink> {
  return bodyOf<ShareLink>(await owner.call('post', `/canvases/${canvasId}/share-links`, terms).expect(201));
}

interface Pass {
  pass: string;
  canvasId: string;
  role: string;
  guestId: string;
}

async function come(link: ShareLink, wish: object): Promise<Pass> {
  return bodyOf<Pass>(await service.anyone('post', `/shared/${tokenOf(link)}/passes`, wish).expect(201));
}

/** A guest's requests to the normal paths. */
function guest({ pass }: Pass): Person['call'] {
  return (method, path, body) => service.anyone(method, path, body).set('authorization', `Bearer ${pass}`);
}

async function sharedCanvas(terms: object = {}) {
  const owner = service.person('Owner');
  const canvasId = await makeCanvas(owner);
  await owner.call('post', `/canvases/${canvasId}/edits`, { edits: [addNote('Bakery')] }).expect(200);
  return { owner, canvasId, link: await share(owner, canvasId, terms) };
}

describe('a share link', () => {
  test('shows the canvas to anybody who has it, and nothing of people', async () => {
    const { link, owner, canvasId } = await sharedCanvas();
    const shared = bodyOf<SharedCanvas>(await service.anyone('get', `/shared/${tokenOf(link)}`).expect(200));
    expect(shared.notes.map(({ text }) => text)).toEqual(['Bakery']);
    expect(shared).toMatchObject({ role: 'viewer', people: [], suggestions: [], guest: null });
    expect(shared.canvas).toMatchObject({ id: canvasId, groupId: null, groupName: null });
    expect(JSON.stringify(shared)).not.toContain(owner.name);
    const listed = await owner.call('get', `/canvases/${canvasId}/share-links`).expect(200);
    expect(bodyOf<{ items: ShareLink[] }>(listed).items).toMatchObject([{ id: link.id, guests: 0 }]);
    expect(bodyOf<{ items: ShareLink[] }>(listed).items[0]?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(listed.body)).not.toContain('passwordHash');
  });

  test('is made, changed and revoked by owners only', async () => {
    const { owner, people, groupId } = await service.groupWith('viewer', 'commenter', 'editor');
    const canvasId = await makeCanvas(owner, groupId);
    const link = await share(owner, canvasId);
    const outsider = service.person();
    for (const [person, status] of [...people.map((p) => [p, 403] as const), [outsider, 404] as const]) {
      await person.call('get', `/canvases/${canvasId}/share-links`).expect(status);
      await person.call('post', `/canvases/${canvasId}/share-links`, {}).expect(status);
      await person.call('patch', `/canvases/${canvasId}/share-links/${link.id}`, {}).expect(status);
      await person.call('delete', `/canvases/${canvasId}/share-links/${link.id}`).expect(status);
    }
    const other = await makeCanvas(owner, groupId);
    await owner.call('delete', `/canvases/${other}/share-links/${link.id}`).expect(404);
    await owner.call('patch', `/canvases/${other}/share-links/${link.id}`, { label: 'x' }).expect(404);
    await owner.call('delete', `/canvases/${canvasId}/share-links/${link.id}`).expect(204);
    await service.anyone('get', `/shared/${tokenOf(link)}`).expect(404);
  });

  test('refuses an end in the past, and sites together with a password', async () => {
    const { owner, canvasId, link } = await sharedCanvas();
    const path = `/canvases/${canvasId}/share-links`;
    const past = await owner.call('post', path, { expiresAt: '2020-01-01T00:00:00Z' }).expect(422);
    expect(past.body).toMatchObject({ errors: [{ path: 'expiresAt' }] });
    const sites = { password: 'abcd', embedSites: ['https://example.org'] };
    expect((await owner.call('post', path, sites).expect(422)).body).toMatchObject({
      errors: [{ path: 'embedSites' }],
    });
    await owner.call('patch', `${path}/${link.id}`, { embedSites: ['https://example.org/a'] }).expect(200);
    await owner.call('patch', `${path}/${link.id}`, { password: 'abcd' }).expect(422);
    await owner.call('post', path, { role: 'owner' }).expect(422);
  });

  test('ends by itself', async () => {
    const { owner, canvasId } = await sharedCanvas();
    const link = await share(owner, canvasId, {
      role: 'editor',
      expiresAt: new Date(Date.now() + 1_500).toISOString(),
    });
    const ada = await come(link, { name: 'Ada' });
    await guest(ada)('get', `/canvases/${canvasId}`).expect(200);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    await service.anyone('get', `/shared/${tokenOf(link)}`).expect(410);
    await guest(ada)('get', `/canvases/${canvasId}`).expect(401);
    const listed = await owner.call('get', `/canvases/${canvasId}/share-links`).expect(200);
    expect(bodyOf<{ items: ShareLink[] }>(listed).items.map(({ id }) => id)).not.toContain(link.id);
  });
});

test('what happens to links is told to owners: who, which canvas, which role', async () => {
  const { owner, groupId, people } = await service.groupWith('editor');
  const canvasId = await makeCanvas(owner, groupId);
  const link = await share(owner, canvasId, { role: 'commenter' });
  await come(link, { name: 'Ada' });
  await owner.call('delete', `/canvases/${canvasId}/share-links/${link.id}`).expect(204);
  const told = async (person: Person) => {
    const answer = await person.call('get', `/groups/${groupId}/activity`).expect(200);
    return bodyOf<{ items: Activity[] }>(answer).items.filter(({ kind }) => /share-link|guest/.test(kind));
  };
  expect(await told(owner)).toMatchObject([
    { kind: 'share-link-revoked', actor: { name: 'Owner' }, canvas: { id: canvasId } },
    { kind: 'guest-came', person: { name: 'Ada' }, canvas: { id: canvasId }, role: 'commenter' },
    { kind: 'share-link-made', actor: { name: 'Owner' }, canvas: { id: canvasId }, role: 'commenter' },
  ]);
  expect(await told(people[0]!)).toEqual([]);
});

describe('a password', () => {
  test('is asked for, and a pass is good for what comes after', async () => {
    const { link } = await sharedCanvas({ password: 'sourdough' });
    const path = `/shared/${tokenOf(link)}`;
    expect((await service.anyone('get', path).expect(401)).body).toMatchObject({ code: 'password-required' });
    await service.anyone('post', `${path}/passes`, {}).expect(401);
    const wrong = await service.anyone('post', `${path}/passes`, { password: 'rye' }).expect(401);
    expect(wrong.body).toMatchObject({ code: 'wrong-credentials', errors: [{ path: 'password' }] });
    const pass = await come(link, { password: 'sourdough' });
    await guest(pass)('get', path).expect(200);
  });

  test('is asked for once: who looks already only says who they are', async () => {
    const { link } = await sharedCanvas({ password: 'sourdough', role: 'editor' });
    const { link: other } = await sharedCanvas({ password: 'sourdough', role: 'editor' });
    const pass = await come(link, { password: 'sourdough' });
    const name = { name: 'Ada' };
    const named = await guest(pass)('post', `/shared/${tokenOf(link)}/passes`, name).expect(201);
    expect(named.body).toMatchObject({ role: 'editor' });
    await guest(pass)('post', `/shared/${tokenOf(other)}/passes`, name).expect(401);
    await guest(pass)('post', `/shared/${tokenOf(link)}/passes`, { ...name, password: 'rye' }).expect(401);
  });

  test('is guessed ten times and no more, and a right one costs nothing', async () => {
    const { link } = await sharedCanvas({ password: 'sourdough' });
    for (let at = 0; at < 15; at += 1) await come(link, { password: 'sourdough' });
    const path = `/shared/${tokenOf(link)}/passes`;
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => service.anyone('post', path, { password: 'wrong' })),
    );
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 20]);
    await service.anyone('post', path, { password: 'sourdough' }).expect(429);
  });

  test('when it changes, who came by the old one is asked again', async () => {
    const { owner, canvasId, link } = await sharedCanvas({ password: 'sourdough', role: 'editor' });
    const ada = await come(link, { password: 'sourdough', name: 'Ada' });
    const path = `/canvases/${canvasId}/share-links/${link.id}`;
    await owner.call('patch', path, { label: 'Board' }).expect(200);
    await guest(ada)('get', `/canvases/${canvasId}`).expect(200);
    await owner.call('patch', path, { password: 'brioche' }).expect(200);
    await guest(ada)('get', `/canvases/${canvasId}`).expect(401);
    await guest(ada)('get', `/shared/${tokenOf(link)}`).expect(401);
    await come(link, { password: 'brioche' });
  });
});

describe('a guest', () => {
  test.each([
    ['viewer', { read: 200, edit: 403 }],
    ['commenter', { read: 200, edit: 403 }],
    ['editor', { read: 200, edit: 200 }],
  ])('of a link for a %s does that and no more', async (role, { read, edit }) => {
    const { canvasId, link } = await sharedCanvas({ role });
    const ada = guest(await come(link, { name: 'Ada' }));
    await ada('get', `/canvases/${canvasId}`).expect(read);
    await ada('post', `/canvases/${canvasId}/edits`, { edits: [addNote('Kiosk')] }).expect(edit);
    for (const [method, path] of [
      ['get', `/canvases/${canvasId}/edits`],
      ['get', `/canvases/${canvasId}/revisions`],
      ['get', `/canvases/${canvasId}/share-links`],
      ['delete', `/canvases/${canvasId}`],
      ['get', '/canvases'],
      ['get', '/groups'],
      ['get', '/notifications'],
    ] as const) {
      expect([path, (await ada(method, path)).status]).toEqual([path, 403]);
    }
    await ada('post', '/groups', { name: 'Mine' }).expect(403);
    await ada('post', '/canvases', { title: 'Mine' }).expect(403);
    const { canvasId: other } = await sharedCanvas();
    await ada('get', `/canvases/${other}`).expect(404);
    await ada('post', `/canvases/${other}/edits`, { edits: [addNote()] }).expect(404);
  });

  test('without a name only looks, whatever the link allows', async () => {
    const { canvasId, link } = await sharedCanvas({ role: 'editor' });
    const somebody = await come(link, {});
    expect(somebody.role).toBe('viewer');
    await guest(somebody)('post', `/canvases/${canvasId}/edits`, { edits: [addNote()] }).expect(403);
  });

  test('signs what they add with the name that they gave', async () => {
    const { owner, canvasId, link } = await sharedCanvas({ role: 'editor' });
    const ada = await come(link, { name: 'Ada' });
    await guest(ada)('post', `/canvases/${canvasId}/edits`, { edits: [addNote('Kiosk')] }).expect(200);
    const { notes, people } = bodyOf<SharedCanvas>(await owner.call('get', `/canvases/${canvasId}`));
    expect(notes.find(({ text }) => text === 'Kiosk')?.author).toBe(ada.guestId);
    expect(people).toContainEqual({ id: ada.guestId, name: 'Ada' });
  });

  test('has lost everything once the link is revoked, or the canvas deleted, and what they wrote stays', async () => {
    const { owner, canvasId, link } = await sharedCanvas({ role: 'editor' });
    const other = await share(owner, canvasId, { role: 'editor' });
    const [ada, bob] = [guest(await come(link, { name: 'Ada' })), guest(await come(other, { name: 'Bob' }))];
    await ada('post', `/canvases/${canvasId}/edits`, { edits: [addNote('Kiosk')] }).expect(200);
    await owner.call('delete', `/canvases/${canvasId}/share-links/${link.id}`).expect(204);
    await ada('get', `/canvases/${canvasId}`).expect(401);
    await ada('post', `/canvases/${canvasId}/edits`, { edits: [addNote()] }).expect(401);
    await bob('get', `/canvases/${canvasId}`).expect(200);
    const { notes } = bodyOf<SharedCanvas>(await owner.call('get', `/canvases/${canvasId}`));
    expect(notes.map(({ text }) => text)).toContain('Kiosk');
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    await bob('get', `/canvases/${canvasId}`).expect(401);
    await service.anyone('get', `/shared/${tokenOf(other)}`).expect(404);
  });

  test('cannot come in by a link that is revoked at the same moment and stay', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { owner, canvasId, link } = await sharedCanvas({ role: 'editor' });
      const [came] = await Promise.all([
        service.anyone('post', `/shared/${tokenOf(link)}/passes`, { name: 'Ada' }),
        owner.call('delete', `/canvases/${canvasId}/share-links/${link.id}`).expect(204),
      ]);
      expect([201, 404, 410]).toContain(came.status);
      if (came.status === 201) await guest(bodyOf<Pass>(came))('get', `/canvases/${canvasId}`).expect(401);
    }
  });
});
