import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import { LIMITS } from '@aibmc/common/canvas/note';
import type { Problem } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
let ada: Person;
let canvasId: string;
beforeAll(async () => {
  service = await startGroupService();
});
beforeEach(async () => {
  ada = service.person();
  canvasId = bodyOf<CanvasSummary>(await ada.call('post', '/canvases', { title: 'Bread' }).expect(201)).id;
});
afterAll(() => service.stop());

const post = (...edits: object[]) => ada.call('post', `/canvases/${canvasId}/edits`, { edits });
const apply = async (...edits: object[]) => bodyOf<AppliedEdits>(await post(...edits).expect(200));
const applyMany = async (edits: object[]) => {
  for (let from = 0; from < edits.length; from += LIMITS.editsPerRequest) {
    await apply(...edits.slice(from, from + LIMITS.editsPerRequest));
  }
};
const read = async () => bodyOf<CanvasDetail>(await ada.call('get', `/canvases/${canvasId}`).expect(200));
const log = async (query = '') =>
  bodyOf<EditsLog>(await ada.call('get', `/canvases/${canvasId}/edits${query}`).expect(200));

function addNote(block: string, text = 'Shop', more: object = {}) {
  return { id: newId(), type: 'note.add', note: { id: newId(), block, text, ...more } };
}
function connect(from: string, to: string, id = newId()) {
  return { id: newId(), type: 'connection.add', connection: { id, from, to } };
}

describe('POST /canvases/:canvasId/edits', () => {
  test('adds, changes and removes notes and connections, each edit with its revision', async () => {
    const shop = addNote('channels', ' Shop ');
    const tourists = addNote('customer-segments', 'Tourists', { colour: 'blue', details: 'In summer' });
    const reaches = connect(shop.note.id, tourists.note.id);
    const applied = await apply(shop, tourists, reaches);
    expect(applied).toEqual({
      revision: 3,
      edits: [shop, tourists, reaches].map(({ id }, index) => ({ id, revision: index + 1 })),
    });
    await apply({
      id: newId(),
      type: 'note.set',
      noteId: tourists.note.id,
      set: { text: 'Guests', colour: null },
    });
    expect(await read()).toMatchObject({
      canvas: { revision: 4 },
      notes: [
        { id: shop.note.id, text: 'Shop', order: 'a0', origin: 'human', author: ada.id },
        { id: tourists.note.id, text: 'Guests', details: 'In summer' },
      ],
      connections: [{ id: reaches.connection.id, from: shop.note.id, to: tourists.note.id }],
    });
    expect((await read()).notes[1]).not.toHaveProperty('colour');
    await apply({ id: newId(), type: 'note.remove', noteId: shop.note.id });
    expect(await read()).toMatchObject({ notes: [{ id: tourists.note.id }], connections: [] });
  });

  test('puts notes without an order behind the others, moved ones too', async () => {
    const [a, b, c] = [addNote('channels', 'a'), addNote('channels', 'b'), addNote('key-partners', 'c')];
    await apply(a, b);
    await apply(addNote('channels', 'far', { order: 'zz' }));
    await apply(c, { id: newId(), type: 'note.set', noteId: c.note.id, set: { block: 'channels' } });
    await apply(addNote('channels', 'last'));
    const { notes } = await read();
    expect(notes.map(({ text }) => text)).toEqual(['a', 'b', 'far', 'c', 'last']);
    const { edits } = await log();
    expect(edits[4]).toMatchObject({ type: 'note.set', set: { block: 'channels', order: notes[3]!.order } });
  });

  test('an id that was applied is answered the same and applied once, also within one request', async () => {
    const edit = addNote('channels');
    const first = await apply(edit, edit);
    expect(first).toEqual({
      revision: 1,
      edits: [
        { id: edit.id, revision: 1 },
        { id: edit.id, revision: 1 },
      ],
    });
    await apply(addNote('channels'));
    expect(await apply(edit)).toEqual({ revision: 2, edits: [{ id: edit.id, revision: 1 }] });
    const again = await Promise.all(Array.from({ length: 10 }, () => apply(edit)));
    expect(again.map(({ edits }) => edits[0]!.revision)).toEqual(Array(10).fill(1));
    expect((await read()).notes).toHaveLength(2);
  });

  test('the same new id from many at once is applied once', async () => {
    const edit = addNote('channels');
    const answers = await Promise.all(Array.from({ length: 10 }, () => apply(edit)));
    expect(new Set(answers.map(({ edits }) => edits[0]!.revision))).toEqual(new Set([1]));
    expect((await log()).revision).toBe(1);
  });

  test('the same ids on another canvas are other edits and notes', async () => {
    const edit = addNote('channels');
    await apply(edit);
    const first = canvasId;
    const body = bodyOf<CanvasSummary>(await ada.call('post', '/canvases', { title: 'Second' }).expect(201));
    canvasId = body.id;
    expect((await apply(edit)).revision).toBe(1);
    expect((await read()).notes).toHaveLength(1);
    await apply({ id: newId(), type: 'note.remove', noteId: edit.note.id });
    canvasId = first;
    expect((await read()).notes).toHaveLength(1);
  });

  test('ids in capitals are the same ids', async () => {
    const edit = addNote('channels');
    await apply(edit);
    const capitals = {
      ...edit,
      id: edit.id.toUpperCase(),
      note: { ...edit.note, id: edit.note.id.toUpperCase() },
    };
    const path = `/canvases/${canvasId.toUpperCase()}/edits`;
    await ada.call('post', path, { edits: [capitals, { ...capitals, id: newId() }] }).expect(200);
    expect((await read()).notes).toEqual([expect.objectContaining({ id: edit.note.id })]);
    await apply({ id: newId(), type: 'note.remove', noteId: capitals.note.id });
    expect((await read()).notes).toEqual([]);
  });

  test('a connection may be replaced by another between the same notes in one request', async () => {
    const [shop, guests] = [addNote('channels'), addNote('customer-segments')];
    const old = connect(shop.note.id, guests.note.id);
    await apply(shop, guests, old);
    const next = connect(shop.note.id, guests.note.id);
    await apply({ id: newId(), type: 'connection.remove', connectionId: old.connection.id }, next);
    expect((await read()).connections).toEqual([next.connection]);
    await apply(connect(shop.note.id, guests.note.id), connect(guests.note.id, shop.note.id));
    expect((await read()).connections).toEqual([next.connection]);
  });

  test('a note that is removed and added again within one request has lost its connections', async () => {
    const [shop, guests] = [addNote('channels'), addNote('customer-segments')];
    await apply(shop, guests, connect(shop.note.id, guests.note.id));
    await apply({ id: newId(), type: 'note.remove', noteId: shop.note.id }, { ...shop, id: newId() });
    const { notes, connections } = await read();
    expect([notes.length, connections.length]).toEqual([2, 0]);
  });

  test('names the edit and field that are wrong, and applies nothing', async () => {
    const body = bodyOf<Problem>(await post(addNote('channels'), addNote('moon')).expect(422));
    expect(body.errors).toMatchObject([{ path: 'edits.1.note.block' }]);
    await post({ id: newId(), type: 'note.paint' }).expect(422);
    await post().expect(422);
    await post(...Array.from({ length: LIMITS.editsPerRequest + 1 }, () => addNote('channels'))).expect(422);
    await post(addNote('channels', 'x'.repeat(LIMITS.noteText + 1))).expect(422);
    await post(addNote('channels', 'nul \u0000')).expect(422);
    expect((await log()).revision).toBe(0);
  });

  test('does not look at the elements of a list without end, nor name fields without end', async () => {
    const endless = bodyOf<Problem>(await post(...Array.from({ length: 1_001 }, () => ({}))).expect(422));
    expect(endless.errors).toEqual([{ path: 'edits', message: 'must have at most 1000 elements' }]);
    const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    const body = bodyOf<Problem>(await post({ ...addNote('channels'), ...unknown }).expect(422));
    expect(body.errors?.[0]?.message).toHaveLength(200);
  });

  test('a canvas holds so many notes and no more; the request that goes beyond is refused whole', async () => {
    await applyMany(Array.from({ length: LIMITS.notes - 1 }, () => addNote('channels')));
    const body = bodyOf<Problem>(await post(addNote('channels'), addNote('channels')).expect(409));
    expect(body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('2000 notes') });
    expect((await read()).notes).toHaveLength(LIMITS.notes - 1);
    const last = addNote('channels');
    const answers = await Promise.all([post(last), post(addNote('channels')), post(addNote('channels'))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const [note] = (await read()).notes;
    await apply({ id: newId(), type: 'note.remove', noteId: note!.id }, addNote('channels'));
  });

  test('and so many connections', async () => {
    const side = Math.ceil(Math.sqrt(LIMITS.connections));
    const channels = Array.from({ length: side }, () => addNote('channels'));
    const segments = Array.from({ length: side }, () => addNote('customer-segments'));
    await applyMany([...channels, ...segments]);
    const pairs = channels.flatMap(({ note: from }) =>
      segments.map(({ note: to }) => connect(from.id, to.id)),
    );
    await applyMany(pairs.slice(0, LIMITS.connections));
    const body = bodyOf<Problem>(await post(pairs.at(-1)!).expect(409));
    expect(body).toMatchObject({ detail: expect.stringContaining('6000 connections') });
    const [first] = pairs;
    await apply(
      { id: newId(), type: 'connection.remove', connectionId: first!.connection.id },
      { ...pairs.at(-1)!, id: newId() },
    );
    expect((await read()).connections).toHaveLength(LIMITS.connections);
  });

  test('and so many characters, whichever way they come; less of them is welcome', async () => {
    const note = addNote('channels');
    await apply(note);
    const set = (details: string) => ({
      id: newId(),
      type: 'note.set',
      noteId: note.note.id,
      set: { details },
    });
    const longest = 'x'.repeat(LIMITS.noteDetails);
    const most = Math.floor(LIMITS.canvasText / LIMITS.noteDetails);
    const full = () => ({ ...addNote('channels'), note: { ...addNote('channels').note, details: longest } });
    await apply(...Array.from({ length: most - 2 }, full));
    const body = bodyOf<Problem>(await post(full(), full()).expect(409));
    expect(body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('500000 characters') });
    await apply(set(longest));
    await post(full()).expect(409);
    await apply(set('short'));
    const { notes } = await read();
    const { rows } = await service.ctx.pool.query('SELECT text_length FROM canvases WHERE id = $1', [
      canvasId,
    ]);
    const length = notes.reduce(
      (sum, { text, details = '', order }) => sum + text.length + details.length + order.length,
      0,
    );
    expect(rows).toEqual([{ text_length: length }]);
  });

  test('one refusal leaves the others of its batch alone', async () => {
    const outsider = service.person();
    const answers = await Promise.all([
      post(addNote('channels')),
      outsider.call('post', `/canvases/${canvasId}/edits`, { edits: [addNote('channels')] }),
      ada.call('post', `/canvases/${randomUUID()}/edits`, { edits: [addNote('channels')] }),
      post(addNote('channels')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 200]);
    expect((await log()).revision).toBe(2);
  });
});

describe('GET /canvases/:canvasId/edits', () => {
  test('gives the log after a revision, as much as is asked for', async () => {
    const edits = Array.from({ length: 5 }, (_, index) => addNote('channels', `note ${index}`));
    await apply(...edits);
    const page = await log('?after=2&limit=2');
    expect(page.revision).toBe(5);
    expect(page.edits).toMatchObject([
      { id: edits[2]!.id, revision: 3, type: 'note.add', author: ada.id, origin: 'human' },
      { id: edits[3]!.id, revision: 4, note: { text: 'note 3', order: 'a3' } },
    ]);
    expect(Date.parse(page.edits[0]!.at)).toBeGreaterThan(Date.now() - 60_000);
    expect(await log('?after=5')).toEqual({ edits: [], revision: 5, people: [] });
    await ada.call('get', `/canvases/${canvasId}/edits?after=-1`).expect(422);
  });

  test('listeners hear of every change once it is committed', async () => {
    const client = await service.ctx.pool.connect();
    try {
      const heard: unknown[] = [];
      client.on('notification', ({ payload }) => heard.push(JSON.parse(payload ?? '')));
      await client.query('LISTEN canvas_edits');
      await apply(addNote('channels'), addNote('channels'));
      await client.query('SELECT 1');
      expect(heard).toEqual([[{ canvasId, revision: 2 }]]);
      client.removeAllListeners('notification');
      await client.query('UNLISTEN *');
    } finally {
      client.release();
    }
  });
});
