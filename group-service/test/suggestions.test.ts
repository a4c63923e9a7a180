import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Block } from '@aibmc/common/canvas/blocks';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { acceptEdits, rejectEdits } from '@aibmc/common/canvas/suggestions';
import { inverseOf, takeBack } from '@aibmc/common/canvas/undo';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import { newId } from '@aibmc/common/ids';
import { end, putUp, suggest } from '../../common/test/suggested.ts';
import { purge } from '../src/domain/purge.ts';
import { makeQuietVersions } from '../src/domain/quiet-versions.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
let owner: Person;
let editor: Person;
let commenter: Person;
let viewer: Person;
let onReplica: (person: Person) => Person;
let canvasId: string;
beforeAll(async () => {
  service = await startGroupService();
  onReplica = await service.replica();
});
beforeEach(async () => {
  const made = await service.groupWith('editor', 'commenter', 'viewer');
  owner = made.owner;
  [editor, commenter, viewer] = made.people as [Person, Person, Person];
  const canvas = { title: 'Bread', groupId: made.groupId };
  canvasId = bodyOf<CanvasSummary>(await owner.call('post', '/canvases', canvas).expect(201)).id;
});
afterAll(() => service.stop());

const request = (person: Person, edits: readonly object[]) =>
  person.call('post', `/canvases/${canvasId}/edits`, { edits });
const send = async (person: Person, ...edits: object[]) =>
  bodyOf<AppliedEdits>(await request(person, edits).expect(200));
const read = async (person = viewer) =>
  bodyOf<CanvasDetail>(await person.call('get', `/canvases/${canvasId}`).expect(200));
const state = async () => {
  const detail = await read();
  return stateOf({ ...detail.canvas, ...detail });
};
const open = async () => (await read()).suggestions.map(({ id }) => id);
const rejected = async () => {
  const path = `/canvases/${canvasId}?userId=${editor.id}`;
  const answer = await service.internal('get', path).expect(200);
  return bodyOf<{ rejected: { block: Block | null; text: string }[] }>(answer).rejected;
};
const addNote = (text: string, block: Block = 'channels', id = newId()): Edit => {
  return { id: newId(), type: 'note.add', note: { id, block, text } };
};

describe('suggestions of a canvas', () => {
  test('are part of it, in the order in which they came, for everybody who may see it', async () => {
    const [first, second, third] = ['A', 'B', 'C'].map((text) => suggest.note('channels', text));
    const generationId = newId();
    await service
      .internal('post', `/canvases/${canvasId}/edits`, {
        userId: editor.id,
        generationId,
        edits: [putUp(first!), putUp(second!)],
      })
      .expect(200);
    await send(owner, putUp(third!));
    expect((await read()).suggestions).toEqual([first, second, third]);
    await service.person().call('get', `/canvases/${canvasId}`).expect(404);

    // one that is made anew comes last; one that changes stays where it is
    const set = { why: 'Shorter', fails: ['vague'] };
    await send(editor, end(first!, 'withdrawn'), {
      id: newId(),
      type: 'suggestion.set',
      suggestionId: second!.id,
      set,
    });
    await send(editor, putUp(first!));
    expect((await read()).suggestions).toEqual([{ ...second, ...set }, third, first]);
    // also where that is one batch
    await send(editor, end(third!, 'rejected'), putUp(third!));
    expect(await open()).toEqual([second, first, third].map((one) => one!.id));
    expect(await rejected()).toEqual([]);
  });

  test('are changed by who may edit the canvas', async () => {
    const one = suggest.note('channels', 'Stall');
    for (const person of [viewer, commenter]) await request(person, [putUp(one)]).expect(403);
    await request(service.person(), [putUp(one)]).expect(404);
    await send(editor, putUp(one));
    for (const person of [viewer, commenter]) {
      await request(person, rejectEdits(await state(), [one.id], newId)).expect(403);
    }
    await request(editor, [putUp({ ...one, change: { type: 'note.fly' } } as unknown as Suggestion)]).expect(
      422,
    );
    expect(await open()).toEqual([one.id]);
  });

  test('are in the log like every edit, and a command that is sent again is answered again', async () => {
    const one = suggest.note('channels', 'Stall', { assumption: true });
    const edits = [putUp(one)];
    const applied = await send(editor, ...edits);
    expect(await send(onReplica(editor), ...edits)).toEqual(applied);
    const accepting = acceptEdits(await state(), [one.id], newId);
    const accepted = await send(editor, ...accepting);
    expect((await send(editor, ...accepting)).edits).toEqual(accepted.edits);
    expect((await send(onReplica(editor), ...edits)).edits).toEqual(applied.edits);
    expect(await open()).toEqual([]);
    const log = bodyOf<EditsLog>(await viewer.call('get', `/canvases/${canvasId}/edits`).expect(200));
    expect(log.edits.map(({ type }) => type)).toEqual(['suggestion.add', 'suggestion.remove', 'note.add']);
    expect(log.edits[0]).toMatchObject({ suggestion: one });
  });

  test('stay when the notes that they are about go', async () => {
    const shop = addNote('Shop');
    const noteId = shop.type === 'note.add' ? shop.note.id : '';
    const better = suggest.set(noteId, { text: 'Corner shop' });
    await send(editor, shop, putUp(better));
    await send(editor, { id: newId(), type: 'note.remove', noteId });
    expect(await open()).toEqual([better.id]);
    expect(acceptEdits(await state(), [better.id], newId)).toEqual([]);
    await send(editor, addNote('Shop', 'channels', noteId));
    await send(editor, ...acceptEdits(await state(), [better.id], newId));
    expect((await read()).notes).toMatchObject([{ text: 'Corner shop' }]);
  });

  test('are so many at most, with no more refused than what is too much', async () => {
    const many = Array.from({ length: LIMITS.suggestions }, (_, index) =>
      suggest.note('channels', `Way ${index}`),
    );
    await send(editor, ...many.slice(0, 200).map(putUp));
    await send(editor, ...many.slice(200).map(putUp));
    const more = putUp(suggest.note('channels', 'One too many'));
    const answer = await request(editor, [more]).expect(409);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('300 open suggestions') as unknown });
    await send(editor, addNote('Shop'));
    await send(editor, end(many[7]!, 'rejected'), more);
    await request(onReplica(editor), [putUp(many[7]!)]).expect(409);
    expect(await open()).toHaveLength(LIMITS.suggestions);
    const whole = await state();
    const all = acceptEdits(whole, whole.suggestions.keys(), newId);
    for (let at = 0; at < all.length; at += 200) await send(editor, ...all.slice(at, at + 200));
    expect(await open()).toEqual([]);
    expect((await read()).notes).toHaveLength(LIMITS.suggestions + 1);
  });
});

describe('two people', () => {
  test('who accept the same get the note once, with its connections', async () => {
    const guests = suggest.note('customer-segments', 'Guests');
    const shop = suggest.note('channels', 'Shop');
    const reaches = suggest.connection(shop.change.note.id, guests.change.note.id);
    await send(editor, ...[reaches, shop, guests].map(putUp));
    const before = await state();
    const accept = () => acceptEdits(before, [shop.id, guests.id], newId);
    await Promise.all([send(editor, ...accept()), send(onReplica(owner), ...accept())]);
    const { notes, connections, suggestions } = await read();
    expect(notes.map(({ text, origin }) => [text, origin]).sort()).toEqual([
      ['Guests', 'ai'],
      ['Shop', 'ai'],
    ]);
    expect(connections).toEqual([reaches.change.connection]);
    expect(suggestions).toEqual([]);
  });

  test('of whom one accepts and one rejects have the note, and nothing to remember', async () => {
    for (const order of ['accept first', 'reject first', 'at once']) {
      const one = suggest.note('channels', order);
      await send(editor, putUp(one));
      const before = await state();
      const accept = () => send(editor, ...acceptEdits(before, [one.id], newId));
      const reject = () => send(onReplica(owner), ...rejectEdits(before, [one.id], newId));
      if (order === 'accept first') await accept().then(reject);
      else if (order === 'reject first') await reject().then(accept);
      else await Promise.all([accept(), reject()]);
      expect((await read()).notes.filter(({ text }) => text === order)).toHaveLength(1);
      expect([await open(), await rejected()]).toEqual([[], []]);
    }
  });
});

describe('what people rejected', () => {
  test('is told to who asks for another draft, the last first, with the blocks', async () => {
    const shop = addNote('Shop', 'channels');
    const noteId = shop.type === 'note.add' ? shop.note.id : '';
    const all = [
      suggest.note('key-partners', 'Mills'),
      suggest.set(noteId, { text: 'Corner shop' }),
      suggest.set(noteId, { text: 'Van', block: 'key-resources' }),
      suggest.set(newId(), { text: 'Of a note that is gone' }),
      suggest.removal(noteId),
      suggest.note('cost-structure', 'Flour'),
    ];
    await send(editor, shop, ...all.map(putUp));
    for (const { id } of all) await send(editor, ...rejectEdits(await state(), [id], newId));
    expect(await rejected()).toEqual([
      { block: 'cost-structure', text: 'Flour' },
      { block: null, text: 'Of a note that is gone' },
      { block: 'key-resources', text: 'Van' },
      { block: 'channels', text: 'Corner shop' },
      { block: 'key-partners', text: 'Mills' },
    ]);
    expect(await open()).toEqual([]);
    expect(JSON.stringify(await read())).not.toContain('Flour');
    // until it is suggested again
    await send(editor, putUp(all[5]!));
    expect((await rejected())[0]).toMatchObject({ block: null });
    expect((await read()).suggestions).toEqual([all[5]]);
  });

  test('is told of the last 60, kept of the last 200 of a canvas', async () => {
    const many = Array.from({ length: 230 }, (_, index) => suggest.note('channels', `Way ${index}`));
    for (let at = 0; at < many.length; at += 50) {
      const some = many.slice(at, at + 50);
      await send(editor, ...some.map(putUp), ...some.map((one) => end(one, 'rejected')));
    }
    expect((await rejected()).map(({ text }) => text)).toEqual(
      many
        .slice(-60)
        .toReversed()
        .map(({ change }) => change.note.text),
    );
    const still = suggest.note('channels', 'Still open');
    await send(editor, putUp(still));
    expect(await makeQuietVersions(service.ctx, new Date(Date.now() + 600_000))).toBeGreaterThan(0);
    const { rows } = await service.ctx.pool.query<{ id: string; state: string }>(
      'SELECT id, state FROM suggestions WHERE canvas_id = $1 ORDER BY revision',
      [canvasId],
    );
    expect(rows.map(({ id }) => id)).toEqual([...many.slice(-200), still].map(({ id }) => id));
    expect(await open()).toEqual([still.id]);
  });
});

describe('undo', () => {
  test('of an acceptance and of a rejection brings the suggestions back', async () => {
    const guests = addNote('Guests', 'customer-segments');
    const shop = suggest.note('channels', 'Shop', { details: 'At the corner' });
    const reaches = suggest.connection(shop.change.note.id, guests.type === 'note.add' ? guests.note.id : '');
    await send(editor, guests, putUp(shop), putUp(reaches));
    const acts = [acceptEdits(await state(), [shop.id], newId), rejectEdits(await state(), [shop.id], newId)];
    for (const act of acts) {
      const before = await state();
      await send(editor, ...act);
      expect(await open()).toEqual([]);
      const { edits, isWhole } = takeBack(await state(), inverseOf(before, act), newId);
      expect(isWhole).toBe(true);
      await send(editor, ...edits);
      const { notes, connections, suggestions } = await read();
      expect([notes.length, connections.length]).toEqual([1, 0]);
      expect(suggestions).toEqual(expect.arrayContaining([shop, reaches]));
      expect(await rejected()).toEqual([]);
    }
  });
});

describe('history', () => {
  test('a restore leaves suggestions as they are, and a revision shows none', async () => {
    const one = suggest.note('channels', 'Stall');
    const other = suggest.note('channels', 'Van');
    await send(editor, addNote('Shop'), putUp(one), putUp(other));
    await send(editor, ...acceptEdits(await state(), [one.id], newId));
    await editor.call('post', `/canvases/${canvasId}/restore`, { id: newId(), revision: 1 }).expect(200);
    expect((await read()).notes.map(({ text }) => text)).toEqual(['Shop']);
    expect(await open()).toEqual([other.id]);
    const past = await viewer.call('get', `/canvases/${canvasId}/revisions/3`).expect(200);
    expect(Object.keys(bodyOf<object>(past)).sort()).toEqual(['canvas', 'connections', 'notes', 'people']);
  });

  test('a canvas that is removed for good takes them along', async () => {
    await send(editor, putUp(suggest.note('channels', 'Stall')));
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    const { pool } = service.ctx;
    await pool.query("UPDATE canvases SET deleted_at = now() - interval '31 days' WHERE id = $1", [canvasId]);
    await purge(pool);
    const { rows } = await pool.query('SELECT FROM suggestions WHERE canvas_id = $1', [canvasId]);
    expect(rows).toEqual([]);
  });
});
