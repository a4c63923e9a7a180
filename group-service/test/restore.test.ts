import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Revision, Version } from '@aibmc/common/contract/history';
import type { Page } from '@aibmc/common/cursor';
import type { Problem } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';
import { randomEdit, seeded } from './random-edits.ts';

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
const send = (person: Person, ...edits: object[]) =>
  person.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200);
const restore = (person: Person, revision: number, id = newId()) =>
  person.call('post', `/canvases/${canvasId}/restore`, { id, revision });
const restored = async (revision: number, id?: string) =>
  bodyOf<AppliedEdits>(await restore(owner, revision, id).expect(200));
const read = async () => bodyOf<CanvasDetail>(await owner.call('get', `/canvases/${canvasId}`).expect(200));
const versions = async () =>
  bodyOf<Page<Version>>(await viewer.call('get', `/canvases/${canvasId}/revisions`).expect(200)).items;
const log = async () =>
  bodyOf<EditsLog>(await owner.call('get', `/canvases/${canvasId}/edits?limit=1000`).expect(200));

/** What a restore brings back: all but who wrote a note. */
async function contents() {
  const { canvas, notes, connections } = await read();
  const { title, idea, language } = canvas;
  return withoutAuthors({ title, idea, language, notes, connections });
}
function withoutAuthors<T extends Pick<CanvasDetail, 'notes' | 'connections'>>({
  notes,
  connections,
  ...rest
}: T) {
  return {
    ...rest,
    notes: notes.map((note) => ({ ...note, author: '' })),
    connections: [...connections].sort(byId),
  };
}
function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

describe('POST /canvases/:canvasId/restore', () => {
  test('makes the canvas as it was, settings and AI notes too, and keeps what it was before', async () => {
    const [shop, guests] = [addNote('Shop'), addNote('Guests', 'customer-segments')];
    const connection = { id: newId(), from: shop.note.id, to: guests.note.id };
    const drafted = { userId: editor.id, edits: [guests] };
    await send(owner, shop);
    await service.internal('post', `/canvases/${canvasId}/edits`, drafted).expect(200);
    await send(owner, { id: newId(), type: 'connection.add', connection });
    await send(owner, {
      id: newId(),
      type: 'note.set',
      noteId: shop.note.id,
      set: { colour: 'blue', details: 'Small' },
    });
    const then = await contents();
    await send(editor, { id: newId(), type: 'note.remove', noteId: guests.note.id });
    await send(editor, {
      id: newId(),
      type: 'note.set',
      noteId: shop.note.id,
      set: { block: 'key-partners' },
    });
    await send(editor, { id: newId(), type: 'canvas.set', set: { title: 'Cake', idea: '', language: 'es' } });
    await send(editor, addNote('New'));
    const now = await contents();

    const applied = await restored(4);
    expect(applied.edits.map(({ revision }) => revision)).toEqual([9, 10, 11, 12, 13]);
    expect(await contents()).toEqual(then);
    const { notes, canvas } = await read();
    expect(canvas.revision).toBe(applied.revision);
    const authors = new Map(notes.map((note) => [note.text, [note.author, note.origin]]));
    expect(authors.get('Shop')).toEqual([owner.id, 'human']);
    expect(authors.get('Guests')).toEqual([owner.id, 'ai']);
    expect(await versions()).toMatchObject([
      { revision: 8, kind: 'before-restore', author: owner.id, noteCount: 2, name: null },
    ]);
    await restored(8);
    expect(await contents()).toEqual(now);
  });

  test('where nothing differs, nothing is done', async () => {
    await send(owner, addNote());
    expect(await restored(1)).toEqual({ revision: 1, edits: [] });
    expect((await log()).revision).toBe(1);
    expect(await versions()).toEqual([]);
  });

  test('is for those who may edit', async () => {
    await send(owner, addNote());
    await restore(viewer, 0).expect(403);
    await restore(service.person(), 0).expect(404);
    await owner.call('post', `/canvases/${newId()}/restore`, { id: newId(), revision: 0 }).expect(404);
    expect((await log()).revision).toBe(1);
  });

  test('names the field that is wrong', async () => {
    await send(owner, addNote());
    const fields = async (body: object) => {
      const answer = await owner.call('post', `/canvases/${canvasId}/restore`, body).expect(422);
      return bodyOf<Problem>(answer).errors?.map(({ path }) => path);
    };
    expect(await fields({ id: newId(), revision: 2 })).toEqual(['revision']);
    expect(await fields({ id: newId(), revision: -1 })).toEqual(['revision']);
    expect(await fields({ id: newId() })).toEqual(['revision']);
    expect(await fields({ id: 'x', revision: 0 })).toEqual(['id']);
  });

  test('sent again it is answered the same and not done again, whatever came since', async () => {
    await send(owner, addNote('One'), addNote('Two'));
    const id = newId();
    const first = await restored(0, id);
    expect(first).toMatchObject({ revision: 4, edits: [{ revision: 3 }, { revision: 4 }] });
    await send(editor, addNote('Three'));
    const again = await restored(0, id);
    expect(again).toEqual({ ...first, revision: 5 });
    expect((await read()).notes.map(({ text }) => text)).toEqual(['Three']);
    expect((await versions()).map(({ revision }) => revision)).toEqual([2]);
  });

  test('sent many times at once, through two replicas, while others write, it is done once', async () => {
    await send(owner, ...Array.from({ length: 20 }, (_, index) => addNote(`note ${index}`)));
    const onReplica = (await service.replica())(owner);
    const id = newId();
    const answers = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        await send(editor, addNote(`other ${index}`));
        const path = `/canvases/${canvasId}/restore`;
        const person = index % 2 === 0 ? owner : onReplica;
        return bodyOf<AppliedEdits>(await person.call('post', path, { id, revision: 0 }).expect(200));
      }),
    );
    const revisionsOf = ({ edits }: AppliedEdits) => new Map(edits.map((edit) => [edit.id, edit.revision]));
    for (const answer of answers) expect(revisionsOf(answer)).toEqual(revisionsOf(answers[0]!));
    const { revision } = await log();
    expect(revision).toBe(20 + 6 + answers[0]!.edits.length);
  });

  test('what others do meanwhile is not lost', async () => {
    await send(owner, ...Array.from({ length: 30 }, (_, index) => addNote(`old ${index}`)));
    const acknowledged: { id: string; revision: number }[] = [];
    const kept: string[] = [];
    const write = async (index: number) => {
      const edit = addNote(`meanwhile ${index}`);
      acknowledged.push(...bodyOf<AppliedEdits>(await send(editor, edit)).edits);
      kept.push(edit.note.id);
    };
    const writing = (async () => {
      for (let index = 0; index < 40; index += 1) await write(index);
    })();
    const { edits } = await restored(0);
    await writing;
    const { edits: logged } = await log();
    const revisionOf = new Map(logged.map((edit) => [edit.id, edit.revision]));
    for (const { id, revision } of [...acknowledged, ...edits]) expect(revisionOf.get(id)).toBe(revision);
    expect(logged.map(({ revision }) => revision)).toEqual(logged.map((_, index) => index + 1));
    // notes that came before the restore looked are removed by it, and only by it
    const removed = new Set(logged.flatMap((edit) => (edit.type === 'note.remove' ? [edit.noteId] : [])));
    const ids = new Set((await read()).notes.map((note) => note.id));
    for (const id of kept) expect(ids.has(id)).toBe(!removed.has(id));
    expect((await read()).notes.filter(({ text }) => text.startsWith('old'))).toEqual([]);
  });

  test.each([1, 2, 3])('gives any revision back exactly (seed %i)', async (seed) => {
    const random = seeded(seed);
    const sent: Edit[] = [];
    for (let count = 0; count < 6; count += 1) {
      const edits = Array.from({ length: 25 }, () => randomEdit(random, sent));
      sent.push(...edits);
      await send(owner, ...edits);
    }
    const { revision: head } = await log();
    for (let count = 0; count < 6; count += 1) {
      const revision = Math.floor(random() * head);
      const answer = await owner.call('get', `/canvases/${canvasId}/revisions/${revision}`).expect(200);
      const { canvas, notes, connections } = bodyOf<Revision>(answer);
      const { title, idea, language } = canvas;
      await restored(revision);
      expect(await contents()).toEqual(withoutAuthors({ title, idea, language, notes, connections }));
    }
  });

  test('a canvas that is as full as can be comes back whole', async () => {
    const notes = Array.from({ length: LIMITS.notes }, (_, index) => {
      const block = index % 2 === 0 ? 'channels' : 'customer-segments';
      return addNote(`note ${index}`, block);
    });
    const from = notes.filter((_, index) => index % 2 === 0);
    const to = notes.filter((_, index) => index % 2 === 1);
    const connections = Array.from({ length: LIMITS.connections }, (_, index) => {
      const target = to[(index + Math.floor(index / from.length)) % to.length]!;
      const connection = { id: newId(), from: from[index % from.length]!.note.id, to: target.note.id };
      return { id: newId(), type: 'connection.add' as const, connection };
    });
    const applyAll = (edits: object[]) =>
      service.ctx.edits.applyEdits({ canvasId, userId: owner.id, origin: 'human', edits: edits as Edit[] });
    await applyAll(notes);
    await applyAll(connections);
    const then = await contents();
    expect([then.notes.length, then.connections.length]).toEqual([LIMITS.notes, LIMITS.connections]);

    const emptied = await restored(0);
    expect(emptied.edits).toHaveLength(LIMITS.notes);
    const back = await restored(LIMITS.notes + LIMITS.connections);
    expect(back.edits).toHaveLength(LIMITS.notes + LIMITS.connections);
    expect(await contents()).toEqual(then);

    // every note changed, every connection replaced: more edits than may wait in the lane
    const replaced = connections.flatMap(({ connection }) => [
      { id: newId(), type: 'connection.remove', connectionId: connection.id },
      { id: newId(), type: 'connection.add', connection: { ...connection, id: newId() } },
    ]);
    const set = { details: 'More of it' };
    const changed = notes.map(({ note }) => ({ id: newId(), type: 'note.set', noteId: note.id, set }));
    await applyAll([...replaced, ...changed]);
    const again = await restored(back.revision);
    expect(again.edits).toHaveLength(LIMITS.notes + 2 * LIMITS.connections);
    expect(await contents()).toEqual(then);
  }, 120_000);
});
