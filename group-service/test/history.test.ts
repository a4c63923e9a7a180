import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Revision, Version } from '@aibmc/common/contract/history';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { purge } from '../src/domain/purge.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
let owner: Person;
let editor: Person;
let viewer: Person;
let canvasId: string;
beforeAll(async () => {
  service = await startGroupService();
});
beforeEach(async () => {
  const made = await service.groupWith('editor', 'viewer');
  owner = made.owner;
  [editor, viewer] = made.people as [Person, Person];
  const canvas = { title: 'Bread', idea: 'By bicycle', groupId: made.groupId };
  canvasId = bodyOf<CanvasSummary>(await owner.call('post', '/canvases', canvas).expect(201)).id;
});
afterAll(() => service.stop());

function addNote(text = 'Shop', block = 'channels') {
  return { id: newId(), type: 'note.add', note: { id: newId(), block, text } };
}
const apply = async (person: Person, ...edits: object[]) =>
  bodyOf<AppliedEdits>(await person.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200));
const name = (person: Person, body: object) => person.call('post', `/canvases/${canvasId}/revisions`, body);
const versions = async (query = '') =>
  bodyOf<Page<Version>>(await viewer.call('get', `/canvases/${canvasId}/revisions${query}`).expect(200));
const revision = (person: Person, number: number | string) =>
  person.call('get', `/canvases/${canvasId}/revisions/${number}`);
const log = async (query: string) =>
  bodyOf<EditsLog & { people: unknown }>(
    await viewer.call('get', `/canvases/${canvasId}/edits${query}`).expect(200),
  );
const fields = (answer: { body: unknown }) => bodyOf<Problem>(answer).errors?.map(({ path }) => path);

describe('GET /canvases/:canvasId/edits?before=', () => {
  test('gives the last edits before a revision, oldest first, with the names of their authors', async () => {
    await apply(owner, addNote(), addNote());
    await apply(editor, addNote(), addNote(), addNote());
    const revisionsOf = async (query: string) => (await log(query)).edits.map((edit) => edit.revision);
    expect(await revisionsOf('?before=5&limit=2')).toEqual([3, 4]);
    expect(await revisionsOf('?before=3&limit=10')).toEqual([1, 2]);
    expect(await revisionsOf('?before=2147483647&limit=2')).toEqual([4, 5]);
    expect(await revisionsOf('?before=1')).toEqual([]);
    expect(await revisionsOf('?before=0')).toEqual([]);
    expect((await log('?before=3')).people).toEqual([{ id: owner.id, name: 'Owner' }]);
    expect((await log('?after=1')).people).toEqual(
      [
        { id: owner.id, name: 'Owner' },
        { id: editor.id, name: 'A editor' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  test('is refused with after, and to outsiders', async () => {
    const path = `/canvases/${canvasId}/edits`;
    expect(fields(await viewer.call('get', `${path}?after=0&before=3`).expect(422))).toEqual([
      'query.before',
    ]);
    expect(fields(await viewer.call('get', `${path}?before=x`).expect(422))).toEqual(['query.before']);
    await service.person().call('get', `${path}?before=3`).expect(404);
  });
});

describe('POST /canvases/:canvasId/revisions', () => {
  test('names the newest revision, or the one given; again gives it the new name', async () => {
    await apply(owner, addNote(), addNote(), addNote());
    const { edits } = await log('?after=0');
    expect(bodyOf<Version>(await name(editor, { name: ' First try ' }).expect(201))).toEqual({
      revision: 3,
      kind: 'named',
      name: 'First try',
      author: editor.id,
      authorName: 'A editor',
      at: edits[2]!.at,
      noteCount: 3,
    });
    const older = bodyOf<Version>(await name(owner, { name: 'Two notes', revision: 2 }).expect(201));
    expect(older).toMatchObject({ revision: 2, noteCount: 2, at: edits[1]!.at });
    await name(owner, { name: 'First try', revision: 0 }).expect(201);
    await name(owner, { name: 'Renamed', revision: 3 }).expect(201);
    expect((await versions()).items).toMatchObject([
      { revision: 3, name: 'Renamed', author: owner.id },
      { revision: 2, name: 'Two notes' },
      { revision: 0, name: 'First try', noteCount: 0 },
    ]);
  });

  test('a canvas has so many names; those it has can be changed', async () => {
    await apply(owner, addNote(), addNote());
    await name(editor, { name: 'First', revision: 1 }).expect(201);
    await service.ctx.pool.query(
      `INSERT INTO versions (canvas_id, revision, kind, name, author, at, note_count)
       SELECT $1, 10 + n, 'named', 'x', $2, now(), 0 FROM generate_series(1, $3::int) n`,
      [canvasId, owner.id, LIMITS.namedVersions - 1],
    );
    const refused = bodyOf<Problem>(await name(editor, { name: 'Second' }).expect(409));
    expect(refused.code).toBe('conflict');
    expect((await versions('?limit=1')).items[0]?.name).toBe('x');
    expect(bodyOf<Version>(await name(editor, { name: 'Start', revision: 1 }).expect(201)).name).toBe(
      'Start',
    );
  });

  test('is for those who may edit', async () => {
    await name(viewer, { name: 'x' }).expect(403);
    await name(service.person(), { name: 'x' }).expect(404);
    await owner.call('post', `/canvases/${newId()}/revisions`, { name: 'x' }).expect(404);
    expect((await versions()).items).toEqual([]);
  });

  test('names the field that is wrong', async () => {
    await apply(owner, addNote());
    expect(fields(await name(owner, {}).expect(422))).toEqual(['name']);
    expect(fields(await name(owner, { name: '  ' }).expect(422))).toContain('name');
    expect(fields(await name(owner, { name: 'x'.repeat(81) }).expect(422))).toEqual(['name']);
    expect(fields(await name(owner, { name: 'x', revision: 2 }).expect(422))).toEqual(['revision']);
    expect(fields(await name(owner, { name: 'x', revision: -1 }).expect(422))).toEqual(['revision']);
    expect(fields(await name(owner, { name: 'x', revision: 2 ** 31 }).expect(422))).toEqual(['revision']);
    expect((await versions()).items).toEqual([]);
  });
});

describe('GET /canvases/:canvasId/revisions', () => {
  test('gives pages, newest first', async () => {
    await apply(owner, addNote(), addNote(), addNote());
    for (const number of [1, 3, 2]) await name(owner, { name: `v${number}`, revision: number }).expect(201);
    const first = await versions('?limit=2');
    expect(first.items.map((version) => version.name)).toEqual(['v3', 'v2']);
    const second = await versions(`?limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ name: 'v1' }], nextCursor: null });
    for (const cursor of ['x', 'LTE', 'OTk5OTk5OTk5OQ']) {
      const answer = await viewer.call('get', `/canvases/${canvasId}/revisions?cursor=${cursor}`).expect(422);
      expect(fields(answer)).toEqual(['query.cursor']);
    }
  });

  test('is for those who may see the canvas', async () => {
    await name(owner, { name: 'Secret' }).expect(201);
    const { text } = await service.person().call('get', `/canvases/${canvasId}/revisions`).expect(404);
    expect(text).not.toMatch('Secret');
  });

  test('a name that was forgotten is gone from it, and from every revision', async () => {
    await apply(editor, addNote());
    await name(editor, { name: 'Theirs' }).expect(201);
    await service.internal('delete', `/people/${editor.id}`).expect(204);
    expect((await versions()).items).toMatchObject([{ author: editor.id, authorName: null }]);
    const { people } = bodyOf<Revision>(await revision(viewer, 1).expect(200));
    expect(people).toEqual([{ id: editor.id, name: '' }]);
    expect((await log('?before=9')).people).toEqual([{ id: editor.id, name: '' }]);
  });
});

describe('GET /canvases/:canvasId/revisions/:revision', () => {
  test('gives the canvas as it was', async () => {
    const [shop, guests] = [addNote('Shop'), addNote('Guests', 'customer-segments')];
    const connection = { id: newId(), from: shop.note.id, to: guests.note.id };
    await apply(owner, shop, guests, { id: newId(), type: 'connection.add', connection });
    const then = bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${canvasId}`).expect(200));
    await apply(editor, { id: newId(), type: 'canvas.set', set: { title: 'Cake', language: 'es' } });
    await apply(editor, { id: newId(), type: 'note.remove', noteId: shop.note.id });
    const { edits } = await log('?after=0');

    const made = bodyOf<Revision>(await revision(viewer, 0).expect(200));
    expect(made).toEqual({
      canvas: {
        title: 'Bread',
        idea: 'By bicycle',
        language: 'en',
        revision: 0,
        at: then.canvas.createdAt,
        author: null,
      },
      notes: [],
      connections: [],
      people: [],
    });
    const third = bodyOf<Revision>(await revision(viewer, 3).expect(200));
    expect(third).toEqual({
      canvas: { ...made.canvas, revision: 3, at: edits[2]!.at, author: owner.id },
      notes: then.notes,
      connections: [connection],
      people: [{ id: owner.id, name: 'Owner' }],
    });
    const last = bodyOf<Revision>(await revision(viewer, 5).expect(200));
    expect(last).toMatchObject({
      canvas: { title: 'Cake', language: 'es', author: editor.id },
      connections: [],
    });
    expect(last.notes.map(({ text }) => text)).toEqual(['Guests']);
    expect(last.people.map(({ name: known }) => known).sort()).toEqual(['A editor', 'Owner']);
  });

  test('of a personal canvas says who made it', async () => {
    const own = bodyOf<CanvasSummary>(await owner.call('post', '/canvases', { title: 'Mine' }).expect(201));
    const answer = await owner.call('get', `/canvases/${own.id}/revisions/0`).expect(200);
    expect(bodyOf<Revision>(answer)).toMatchObject({
      canvas: { author: owner.id },
      people: [{ name: 'Owner' }],
    });
  });

  test('is not there for outsiders, nor what is to come, nor what is no number', async () => {
    await apply(owner, addNote());
    await revision(service.person(), 1).expect(404);
    for (const number of [2, 2_147_483_647, 2_147_483_648, -1, '1.5', 'one'])
      await revision(owner, number).expect(404);
    await owner.call('get', `/canvases/${newId()}/revisions/0`).expect(404);
  });
});

describe('before a generation', () => {
  const draft = (generationId: string, ...edits: object[]) =>
    service.internal('post', `/canvases/${canvasId}/edits`, { userId: editor.id, generationId, edits });

  test('the canvas becomes a version, once, however often edits of it come', async () => {
    await apply(owner, addNote(), addNote());
    const generation = newId();
    const first = addNote();
    await Promise.all([draft(generation, first).expect(200), draft(generation, first).expect(200)]);
    await draft(generation, addNote()).expect(200);
    const second = newId();
    await draft(second, addNote()).expect(200);
    await draft(generation, addNote()).expect(200);
    expect((await versions()).items).toMatchObject([
      { revision: 4, kind: 'before-generation', author: editor.id, noteCount: 4, name: null },
      { revision: 2, kind: 'before-generation', author: editor.id, noteCount: 2 },
    ]);
    await name(owner, { name: 'Ours alone', revision: 2 }).expect(201);
    expect((await versions()).items[1]).toMatchObject({
      kind: 'named',
      name: 'Ours alone',
      author: owner.id,
    });
  });

  test('an empty canvas does not, neither then nor while the draft goes on', async () => {
    const generation = newId();
    await draft(generation, addNote()).expect(200);
    await draft(generation, addNote()).expect(200);
    expect((await versions()).items).toEqual([]);
  });

  test('nor does one that the person may not edit', async () => {
    await apply(owner, addNote());
    const path = `/canvases/${canvasId}/edits`;
    const body = { userId: viewer.id, generationId: newId(), edits: [addNote()] };
    await service.internal('post', path, body).expect(403);
    await service.internal('post', path, { ...body, userId: randomUUID() }).expect(404);
    expect((await versions()).items).toEqual([]);
  });

  test('a version that has a name keeps it', async () => {
    await apply(owner, addNote());
    await name(owner, { name: 'Ours' }).expect(201);
    await draft(newId(), addNote()).expect(200);
    expect((await versions()).items).toMatchObject([{ revision: 1, kind: 'named', name: 'Ours' }]);
  });
});

test('with a canvas that is removed for good its whole history goes', async () => {
  await apply(owner, addNote());
  await name(owner, { name: 'x' }).expect(201);
  const restore = { id: newId(), revision: 0 };
  await owner.call('post', `/canvases/${canvasId}/restore`, restore).expect(200);
  const countOf = async (table: string) => {
    const sql = `SELECT count(*)::int AS count FROM ${table} WHERE canvas_id = $1`;
    return (await service.ctx.pool.query<{ count: number }>(sql, [canvasId])).rows[0]?.count;
  };
  const tables = ['versions', 'checkpoints', 'version_causes'];
  for (const table of tables) expect(await countOf(table)).toBeGreaterThan(0);
  await owner.call('delete', `/canvases/${canvasId}`).expect(204);
  await revision(owner, 0).expect(404);
  const { pool } = service.ctx;
  await pool.query("UPDATE canvases SET deleted_at = now() - interval '31 days' WHERE id = $1", [canvasId]);
  await purge(pool);
  for (const table of tables) expect(await countOf(table)).toBe(0);
});
