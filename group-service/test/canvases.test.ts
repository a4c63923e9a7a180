import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CheckResult } from '@aibmc/common/canvas/checks';
import { CANVAS_SORTS, type CanvasDetail, type CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Problem } from '@aibmc/common/errors';
import type { Page } from '@aibmc/common/cursor';
import { newId } from '@aibmc/common/ids';
import type { Db } from '@aibmc/common/transaction';
import { listCanvasesFor } from '../src/sql/canvas-list.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
beforeAll(async () => {
  service = await startGroupService();
});
afterAll(() => service.stop());

async function make(person: Person, fields: object = {}): Promise<CanvasSummary> {
  return bodyOf(await person.call('post', '/canvases', { title: 'Bread', ...fields }).expect(201));
}

const addNote = () => ({
  edits: [{ id: newId(), type: 'note.add', note: { id: newId(), block: 'channels', text: 'Shop' } }],
});

describe('POST /canvases', () => {
  test('makes a personal canvas of which one is owner', async () => {
    const ada = service.person();
    const made = await make(ada, { idea: 'Warm bread at six', language: 'es' });
    expect(made).toMatchObject({
      title: 'Bread',
      kind: 'bmc',
      idea: 'Warm bread at six',
      language: 'es',
      revision: 0,
      groupId: null,
      groupName: null,
      role: 'owner',
      noteCount: 0,
    });
    const detail = bodyOf<CanvasDetail>(await ada.call('get', `/canvases/${made.id}`).expect(200));
    const { role, noteCount: _noteCount, ...canvas } = made;
    expect(detail).toEqual({ canvas, notes: [], connections: [], suggestions: [], role, people: [] });
    await service.person().call('get', `/canvases/${made.id}`).expect(404);
  });

  test('makes a canvas of a group for editors and owners only', async () => {
    const { groupId, owner, people } = await service.groupWith('editor', 'commenter', 'viewer');
    const [editor, commenter, viewer] = people as [Person, Person, Person];
    expect(await make(editor, { groupId })).toMatchObject({ groupId, groupName: 'Bakers', role: 'editor' });
    expect(await make(owner, { groupId })).toMatchObject({ groupId, role: 'owner' });
    await commenter.call('post', '/canvases', { title: 'x', groupId }).expect(403);
    await viewer.call('post', '/canvases', { title: 'x', groupId }).expect(403);
    await service.person().call('post', '/canvases', { title: 'x', groupId }).expect(404);
    await service.person().call('post', '/canvases', { title: 'x', groupId: randomUUID() }).expect(404);
  });

  test.each([
    ['title', { title: '' }],
    ['title', { title: 'x'.repeat(121) }],
    ['title', { title: 'half a \ud83c surrogate' }],
    ['idea', { idea: 'x'.repeat(4_001) }],
    ['kind', { kind: 'lean' }],
    ['language', { language: 'fr' }],
    ['groupId', { groupId: '1' }],
  ])('names %s where it is wrong', async (path, fields) => {
    const body = bodyOf<Problem>(
      await service
        .person()
        .call('post', '/canvases', { title: 'x', ...fields })
        .expect(422),
    );
    expect(body.errors).toMatchObject([{ path }]);
  });
});

describe('roles on a canvas', () => {
  test.each([
    ['owner', { read: 200, edit: 200, remove: 204 }],
    ['editor', { read: 200, edit: 200, remove: 403 }],
    ['commenter', { read: 200, edit: 403, remove: 403 }],
    ['viewer', { read: 200, edit: 403, remove: 403 }],
    ['outsider', { read: 404, edit: 404, remove: 404 }],
  ])('%s: %j', async (role, { read, edit, remove }) => {
    const { groupId, owner, people } = await service.groupWith(...(role === 'outsider' ? [] : [role]));
    const who = people[0] ?? service.person();
    const { id } = await make(owner, { groupId });
    await who.call('get', `/canvases/${id}`).expect(read);
    await who.call('get', `/canvases/${id}/edits`).expect(read);
    await who.call('get', `/canvases/${id}/checks`).expect(read);
    await who.call('post', `/canvases/${id}/edits`, addNote()).expect(edit);
    await who.call('patch', `/canvases/${id}`, { title: 'Cake' }).expect(edit);
    await who.call('patch', `/canvases/${id}`, {}).expect(edit);
    await who.call('delete', `/canvases/${id}`).expect(remove);
    await owner.call('get', `/canvases/${id}`).expect(remove === 204 ? 404 : 200);
  });

  test('who leaves the group loses its canvases', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const editor = people[0]!;
    const { id } = await make(editor, { groupId });
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    await editor.call('get', `/canvases/${id}`).expect(404);
    await editor.call('post', `/canvases/${id}/edits`, addNote()).expect(404);
    expect(bodyOf<Page<CanvasSummary>>(await editor.call('get', '/canvases')).items).toEqual([]);
  });
});

describe('PATCH /canvases/:canvasId', () => {
  test('changes what is given, as an edit in the log', async () => {
    const ada = service.person();
    const { id } = await make(ada, { idea: 'old' });
    const body = bodyOf<CanvasSummary>(
      await ada.call('patch', `/canvases/${id}`, { title: ' Cake ', language: 'es' }).expect(200),
    );
    expect(body).toMatchObject({ title: 'Cake', idea: 'old', language: 'es', revision: 1 });
    await ada.call('patch', `/canvases/${id}`, { idea: '' }).expect(200);
    const log = bodyOf<EditsLog>(await ada.call('get', `/canvases/${id}/edits`).expect(200));
    expect(log).toMatchObject({
      revision: 2,
      edits: [
        { revision: 1, type: 'canvas.set', set: { title: 'Cake', language: 'es' }, author: ada.id },
        { revision: 2, type: 'canvas.set', set: { idea: '' } },
      ],
    });
  });
});

describe('GET /canvases', () => {
  test('has personal and group canvases, last changed first, page by page', async () => {
    const { groupId, owner, people } = await service.groupWith('viewer');
    const viewer = people[0]!;
    const made: CanvasSummary[] = [];
    for (const fields of [{ groupId }, {}, { groupId }, {}, { groupId }]) {
      made.push(await make('groupId' in fields ? owner : viewer, fields));
    }
    await owner.call('post', `/canvases/${made[0]!.id}/edits`, addNote()).expect(200);
    const items: CanvasSummary[] = [];
    let cursor = '';
    do {
      const page = bodyOf<Page<CanvasSummary>>(
        await viewer.call('get', `/canvases?limit=2${cursor}`).expect(200),
      );
      items.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor);
    const expected = [made[0], made[4], made[3], made[2], made[1]].map((canvas) => canvas!.id);
    expect(items.map(({ id }) => id)).toEqual(expected);
    expect(items[0]).toMatchObject({ role: 'viewer', groupName: 'Bakers', noteCount: 1, revision: 1 });
    expect(items[2]).toMatchObject({ role: 'owner', groupName: null });
    const ofGroup = bodyOf<Page<CanvasSummary>>(
      await viewer.call('get', `/canvases?groupId=${groupId}`).expect(200),
    );
    expect(ofGroup.items.map(({ id }) => id)).toEqual([made[0], made[4], made[2]].map((one) => one!.id));
  });

  test('reads no table of canvases from end to end at 1,000 canvases in 50 groups', async () => {
    const { pool } = service.ctx;
    const { owner } = await service.groupWith();
    await pool.query(
      `WITH made AS (INSERT INTO groups (id, name) SELECT gen_random_uuid(), 'g' FROM generate_series(1, 50) RETURNING id),
            joined AS (INSERT INTO members (group_id, user_id, role) SELECT id, $1, 'viewer' FROM made)
       INSERT INTO canvases (id, group_id, title, kind, idea, language, updated_at)
       SELECT gen_random_uuid(), id, 't', 'bmc', '', 'en', now() - random() * interval '1 day'
       FROM made, generate_series(1, 20)`,
      [owner.id],
    );
    await pool.query('ANALYZE');
    const plans: string[] = [];
    const explaining = {
      query: async ({ text, values }: { text: string; values: unknown[] }) => {
        const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return pool.query(text, values);
      },
    };
    for (const sort of CANVAS_SORTS) {
      const wanted = { groupId: null, isPersonal: false, words: ['t'], sort, after: null, limit: 51 };
      const rows = await listCanvasesFor(explaining as unknown as Db, owner.id, wanted);
      expect(rows).toHaveLength(51);
      if (sort !== 'updated') continue;
      const times = rows.map(({ updatedAt }) => updatedAt);
      expect(times).toEqual([...times].sort().reverse());
    }
    expect(plans).toHaveLength(3);
    for (const plan of plans) {
      expect(plan).toMatch('canvases_by_group');
      expect(plan).not.toMatch('Seq Scan');
    }
  });
});

describe('GET /canvases/:canvasId/checks', () => {
  test('tells what the checks find', async () => {
    const ada = service.person();
    const { id } = await make(ada);
    const edit = (text: string) => ({
      id: newId(),
      type: 'note.add',
      note: { id: newId(), block: 'customer-segments', text },
    });
    await ada.call('post', `/canvases/${id}/edits`, { edits: [edit('Everyone')] }).expect(200);
    const body = bodyOf<CheckResult>(await ada.call('get', `/canvases/${id}/checks`).expect(200));
    expect(body.total).toBeGreaterThan(body.passed);
    expect(body.findings.map(({ check }) => check)).toContain('note-length');
  });

  test('tells how complete the canvas is: a vague note adds nothing, a good one does', async () => {
    const ada = service.person();
    const { id } = await make(ada);
    const completenessWith = async (text: string) => {
      const edit = {
        id: newId(),
        type: 'note.add',
        note: { id: newId(), block: 'customer-segments', text },
      };
      await ada.call('post', `/canvases/${id}/edits`, { edits: [edit] }).expect(200);
      const answer = await ada.call('get', `/canvases/${id}/checks`).expect(200);
      return bodyOf<{ completeness: number }>(answer).completeness;
    };
    expect(await completenessWith('Everyone')).toBe(0);
    expect(await completenessWith('Offices in Granada that start early')).toBeGreaterThan(0);
  });
});

describe('GET /canvases/:canvasId', () => {
  test('names the authors of its notes', async () => {
    const { groupId, owner, people } = await service.groupWith('editor');
    const editor = people[0]!;
    const { id } = await make(owner, { groupId });
    await editor.call('post', `/canvases/${id}/edits`, addNote()).expect(200);
    const detail = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${id}`).expect(200));
    expect(detail.people).toEqual([{ id: editor.id, name: 'A editor' }]);
    expect(detail.notes).toMatchObject([{ author: editor.id, origin: 'human', block: 'channels' }]);
  });
});
