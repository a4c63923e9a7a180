import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Revision } from '@aibmc/common/contract/history';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, addNotes, makeCanvas, type Replica, startReplica } from './live-harness.ts';

let service: GroupService;
let replica: Replica;
beforeAll(async () => {
  service = await startGroupService();
  replica = await startReplica(service);
});
afterAll(async () => {
  await replica.stop();
  await service.stop();
});

async function detailOf(person: Person, canvasId: string): Promise<CanvasDetail> {
  return bodyOf<CanvasDetail>(await person.call('get', `/canvases/${canvasId}`).expect(200));
}

describe('POST /canvases/:canvasId/move', () => {
  test('gives a canvas to a group, and takes it back, with its notes and history', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const [editor] = people as [Person];
    const canvasId = await makeCanvas(owner);
    await owner.call('post', `/canvases/${canvasId}/edits`, { edits: addNotes(2) }).expect(200);
    const moved = bodyOf<CanvasSummary>(
      await owner.call('post', `/canvases/${canvasId}/move`, { groupId }).expect(200),
    );
    expect(moved).toMatchObject({ id: canvasId, groupId, groupName: 'Bakers', revision: 2, noteCount: 2 });
    expect((await detailOf(editor, canvasId)).role).toBe('editor');
    await editor.call('post', `/canvases/${canvasId}/move`, { groupId: null }).expect(403);
    await owner.call('post', `/canvases/${canvasId}/move`, { groupId: null }).expect(200);
    await editor.call('get', `/canvases/${canvasId}`).expect(404);
    expect((await detailOf(owner, canvasId)).canvas).toMatchObject({ groupId: null, revision: 2 });
  });

  test('needs a place in the target, and says nothing of groups of others', async () => {
    const { groupId, owner, people } = await service.groupWith('commenter', 'editor');
    const [commenter, editor] = people as [Person, Person];
    const [of, by] = [await makeCanvas(commenter), await makeCanvas(editor)];
    await commenter.call('post', `/canvases/${of}/move`, { groupId }).expect(403);
    await editor.call('post', `/canvases/${by}/move`, { groupId }).expect(200);
    const outsider = service.person();
    const theirs = await makeCanvas(outsider);
    await outsider.call('post', `/canvases/${theirs}/move`, { groupId }).expect(404);
    await outsider.call('post', `/canvases/${theirs}/move`, { groupId: newId() }).expect(404);
    await outsider.call('post', `/canvases/${by}/move`, { groupId: null }).expect(404);
    const answer = await owner.call('post', `/canvases/${by}/move`, {}).expect(422);
    expect(bodyOf<Problem>(answer).errors?.[0]?.path).toBe('groupId');
  });

  test('revokes share links, also one that is made at the same moment', async () => {
    const { groupId, people } = await service.groupWith('editor');
    const [editor] = people as [Person];
    for (let round = 0; round < 10; round += 1) {
      const canvasId = await makeCanvas(editor);
      const share = () => editor.call('post', `/canvases/${canvasId}/share-links`, { role: 'viewer' });
      const { url } = bodyOf<{ url: string }>(await share().expect(201));
      const [late] = await Promise.all([
        share(),
        editor.call('post', `/canvases/${canvasId}/move`, { groupId }).expect(200),
      ]);
      expect([201, 403]).toContain(late.status);
      await service.anyone('get', url.replace('/s/', '/shared/')).expect(404);
      // an editor of the group may share nothing of it
      const { rows } = await service.ctx.pool.query('SELECT id FROM share_links WHERE canvas_id = $1', [
        canvasId,
      ]);
      expect(rows).toEqual([]);
    }
  });

  test('ends the connections of those who may not see it there, and follows the new group', async () => {
    const from = await service.groupWith('editor');
    const [left] = from.people as [Person];
    const to = bodyOf<{ id: string }>(
      await from.owner.call('post', '/groups', { name: 'Millers' }).expect(201),
    );
    const canvasId = await makeCanvas(from.owner, from.groupId);
    const [gone, stays] = await Promise.all([
      replica.open(left, canvasId),
      replica.open(from.owner, canvasId),
    ]);
    await from.owner.call('post', `/canvases/${canvasId}/move`, { groupId: to.id }).expect(200);
    expect((await gone.closed).code).toBe(4404);
    const newcomer = service.person('Newcomer');
    const { token } = bodyOf<{ token: string }>(
      await from.owner.call('post', `/groups/${to.id}/invitations`, { role: 'owner' }).expect(201),
    );
    await newcomer.call('post', `/invitations/${token}/accept`).expect(200);
    await newcomer.call('patch', `/groups/${to.id}/members/${from.owner.id}`, { role: 'viewer' }).expect(200);
    expect((await stays.next('role', undefined, 2_000)).role).toBe('viewer');
    await newcomer.call('delete', `/groups/${to.id}/members/${from.owner.id}`).expect(204);
    expect((await stays.closed).code).toBe(4404);
  });
});

describe('POST /canvases/:canvasId/copy', () => {
  test('copies what is on it, with origin and assumptions, and nothing of how it came', async () => {
    const { groupId, owner, people } = await service.groupWith('editor', 'viewer');
    const [editor, viewer] = people as [Person, Person];
    const canvasId = await makeCanvas(owner, groupId);
    const [first, second] = [addNote('Shop', 'Open at six'), addNote('Market')];
    const connection = { id: newId(), from: first.note.id, to: second.note.id };
    const segment = {
      ...first,
      id: newId(),
      note: { ...first.note, id: newId(), block: 'customer-segments' },
    };
    await owner.call('post', `/canvases/${canvasId}/edits`, { edits: [first, segment] }).expect(200);
    const more = [
      second,
      { id: newId(), type: 'note.set', noteId: first.note.id, set: { assumption: true } },
    ];
    await editor.call('post', `/canvases/${canvasId}/edits`, { edits: more }).expect(200);
    const connect = {
      id: newId(),
      type: 'connection.add',
      connection: { ...connection, to: segment.note.id },
    };
    await editor.call('post', `/canvases/${canvasId}/edits`, { edits: [connect] }).expect(200);
    const source = await detailOf(owner, canvasId);
    expect(source.connections).toHaveLength(1);

    const inGroup = bodyOf<CanvasSummary>(
      await editor.call('post', `/canvases/${canvasId}/copy`, { groupId, title: 'Again' }).expect(201),
    );
    expect(inGroup).toMatchObject({ title: 'Again', groupId, revision: 0, noteCount: 3 });
    const copy = await detailOf(viewer, inGroup.id);
    expect(copy.notes).toEqual(source.notes);
    expect(copy.connections).toEqual(source.connections);

    const own = bodyOf<CanvasSummary>(
      await viewer.call('post', `/canvases/${canvasId}/copy`, { groupId: null }).expect(201),
    );
    const alone = await detailOf(viewer, own.id);
    expect(alone).toMatchObject({ role: 'owner', canvas: { title: source.canvas.title, groupId: null } });
    expect(new Set(alone.notes.map(({ author }) => author))).toEqual(new Set([viewer.id]));
    expect(alone.people.map(({ name }) => name)).toEqual([viewer.name]);
    const then = bodyOf<Revision>(await viewer.call('get', `/canvases/${own.id}/revisions/0`).expect(200));
    expect(then.notes).toHaveLength(3);
    await viewer.call('post', `/canvases/${own.id}/edits`, { edits: [addNote()] }).expect(200);
    expect((await detailOf(viewer, own.id)).notes).toHaveLength(4);
    expect((await detailOf(viewer, canvasId)).notes).toHaveLength(3);
    await viewer.call('post', `/canvases/${own.id}/restore`, { id: newId(), revision: 0 }).expect(200);
    expect((await detailOf(viewer, own.id)).notes).toHaveLength(3);
  });

  test('needs a place in the target, and a sight of the source', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const [viewer] = people as [Person];
    const canvasId = await makeCanvas(owner, groupId);
    await viewer.call('post', `/canvases/${canvasId}/copy`, { groupId }).expect(403);
    const outsider = service.person();
    await outsider.call('post', `/canvases/${canvasId}/copy`, { groupId: null }).expect(404);
    const theirs = await makeCanvas(outsider);
    await outsider.call('post', `/canvases/${theirs}/copy`, { groupId }).expect(404);
  });
});

describe('GET /canvases', () => {
  async function listed(person: Person, query: string): Promise<CanvasSummary[]> {
    const found: CanvasSummary[] = [];
    let cursor = '';
    do {
      const answer = await person.call('get', `/canvases?limit=2&${query}${cursor}`).expect(200);
      const page = bodyOf<Page<CanvasSummary>>(answer);
      found.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor);
    return found;
  }

  async function shelf(): Promise<{ person: Person; groupId: string }> {
    const { groupId, owner } = await service.groupWith();
    const long = `ö${'x'.repeat(119)}`;
    for (const [title, place] of [
      ['bread', groupId],
      ['Apples', null],
      ['Éclair', groupId],
      ['apples', groupId],
      [long, null],
      ['apples', groupId],
      ['Coffee', null],
    ] as const) {
      await owner
        .call('post', '/canvases', { title, groupId: place, idea: `A van for ${title}` })
        .expect(201);
    }
    return { person: owner, groupId };
  }

  test('each order pages through all, each once', async () => {
    const { person } = await shelf();
    const created = await listed(person, 'sort=created');
    expect(created.map(({ id }) => id)).toEqual(
      created
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(new Set(created.map(({ id }) => id)).size).toBe(7);
    const titles = (await listed(person, 'sort=title')).map(({ title }) => title);
    expect(titles.slice(0, 3).map((title) => title.toLowerCase())).toEqual(['apples', 'apples', 'apples']);
    expect(titles).toHaveLength(7);
    expect(new Set((await listed(person, 'sort=title')).map(({ id }) => id)).size).toBe(7);
    await person.call('patch', `/canvases/${created.at(-1)?.id ?? ''}`, { idea: 'Later' }).expect(200);
    expect((await listed(person, 'sort=updated'))[0]?.id).toBe(created.at(-1)?.id);
    expect(await listed(person, '')).toEqual(await listed(person, 'sort=updated'));
  });

  test('finds words of title and idea, in any case and order', async () => {
    const { person, groupId } = await shelf();
    const titlesOf = async (query: string) => (await listed(person, query)).map(({ title }) => title).sort();
    expect(await titlesOf('q=APPLES')).toEqual(['Apples', 'apples', 'apples']);
    expect(await titlesOf('q=apples%20van')).toHaveLength(3);
    expect(await titlesOf(`q=apples&groupId=${groupId}`)).toEqual(['apples', 'apples']);
    expect(await titlesOf('q=apples&personal=true')).toEqual(['Apples']);
    expect(await titlesOf('personal=true&sort=title')).toHaveLength(3);
    expect(await titlesOf('q=100%25')).toEqual([]);
    expect(await titlesOf('q=_')).toEqual([]);
    expect(await titlesOf('q=%C3%89CLAIR')).toEqual(['Éclair']);
    expect(await titlesOf('q=%20')).toHaveLength(7);
  });

  test('a cursor of one order is none of another', async () => {
    const { person } = await shelf();
    for (const [sort, other] of [
      ['title', 'updated'],
      ['updated', 'title'],
      ['created', 'updated'],
      ['title', 'created'],
    ]) {
      const { nextCursor } = bodyOf<Page<CanvasSummary>>(
        await person.call('get', `/canvases?limit=2&sort=${sort}`).expect(200),
      );
      const answer = await person.call('get', `/canvases?sort=${other}&cursor=${nextCursor}`).expect(422);
      expect(bodyOf<Problem>(answer).errors?.[0]?.path).toBe('query.cursor');
    }
    const nul = Buffer.from(`title:\0${newId()}`).toString('base64url');
    await person.call('get', `/canvases?sort=title&cursor=${nul}`).expect(422);
  });
});
