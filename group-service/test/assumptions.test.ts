import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import { inverseOf, takeBack } from '@aibmc/common/canvas/undo';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Revision } from '@aibmc/common/contract/history';
import { newId } from '@aibmc/common/ids';
import { createCommitBatch } from '../src/domain/edit-batch.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, makeCanvas } from './live-harness.ts';

let service: GroupService;
let ada: Person;
beforeAll(async () => {
  service = await startGroupService();
  ada = service.person();
});
afterAll(() => service.stop());

test('a note is marked as an assumption, and no longer; both can be taken back and restored', async () => {
  const canvasId = await makeCanvas(ada);
  const send = (...edits: Edit[]) => ada.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200);
  const read = async () => bodyOf<CanvasDetail>(await ada.call('get', `/canvases/${canvasId}`).expect(200));
  const marks = async () => (await read()).notes.map(({ assumption }) => assumption);
  const plain = addNote('Shop');
  const assumed = addNote('Van');
  await send(plain, { ...assumed, note: { ...assumed.note, assumption: true } });
  expect(await marks()).toEqual([undefined, true]);

  const mark = (noteId: string, assumption: true | null): Edit => {
    return { id: newId(), type: 'note.set', noteId, set: { assumption } };
  };
  const detail = await read();
  const before = stateOf({ ...detail.canvas, ...detail });
  const act = [mark(plain.note.id, true), mark(assumed.note.id, null)];
  await send(...act);
  expect(await marks()).toEqual([true, undefined]);
  const changed = await read();
  const now = stateOf({ ...changed.canvas, ...changed });
  await send(...takeBack(now, inverseOf(before, act), newId).edits);
  expect(await marks()).toEqual([undefined, true]);

  // a process that has just started reads the marks from the tables, and writes the others' fields as they are
  const command = { canvasId, userId: ada.id, origin: 'human' as const };
  const moved: Edit = { id: newId(), type: 'note.set', noteId: assumed.note.id, set: { text: 'Red van' } };
  await createCommitBatch(service.ctx.pool)([{ ...command, edits: [moved] }]);
  expect(await marks()).toEqual([undefined, true]);

  await ada.call('post', `/canvases/${canvasId}/restore`, { id: newId(), revision: 4 }).expect(200);
  expect(await marks()).toEqual([true, undefined]);
  const past = await ada.call('get', `/canvases/${canvasId}/revisions/2`).expect(200);
  expect(bodyOf<Revision>(past).notes.map(({ assumption }) => assumption)).toEqual([undefined, true]);
  await ada
    .call('post', `/canvases/${canvasId}/edits`, {
      edits: [{ ...mark(plain.note.id, true), set: { assumption: false } }],
    })
    .expect(422);
});
