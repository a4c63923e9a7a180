import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stateOf } from '@aibmc/common/canvas/canvas-state';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { acceptEdits } from '@aibmc/common/canvas/suggestions';
import type { AppliedEdits, CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Version } from '@aibmc/common/contract/history';
import type { Page } from '@aibmc/common/cursor';
import { newId } from '@aibmc/common/ids';
import { end, putUp, suggest } from '../../common/test/suggested.ts';
import { bodyOf, type EditsLog, type GroupService, type Person, startGroupService } from './harness.ts';
import { addNote, type Replica, startReplica } from './live-harness.ts';

let service: GroupService;
let live: Replica;
let owner: Person;
let editor: Person;
let canvasId: string;
let generationId: string;
beforeAll(async () => {
  service = await startGroupService();
  live = await startReplica(service);
});
beforeEach(async () => {
  const made = await service.groupWith('editor');
  owner = made.owner;
  [editor] = made.people as [Person];
  const canvas = { title: 'Bread', groupId: made.groupId };
  canvasId = bodyOf<CanvasSummary>(await owner.call('post', '/canvases', canvas).expect(201)).id;
  generationId = newId();
});
afterAll(async () => {
  await live.stop();
  await service.stop();
});

const send = async (person: Person, ...edits: Edit[]) =>
  bodyOf<AppliedEdits>(await person.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(200));
const generate = (...edits: Edit[]) =>
  service
    .internal('post', `/canvases/${canvasId}/edits`, { userId: editor.id, generationId, edits })
    .expect(200);
const versions = async () =>
  bodyOf<Page<Version>>(await owner.call('get', `/canvases/${canvasId}/revisions`).expect(200)).items;
const acceptance = async (...suggestions: Suggestion[]): Promise<Edit[]> => {
  const answer = await owner.call('get', `/canvases/${canvasId}`).expect(200);
  const detail = bodyOf<CanvasDetail>(answer);
  const ids = suggestions.map(({ id }) => id);
  return acceptEdits(stateOf({ ...detail.canvas, ...detail }), ids, newId);
};
const ideas = (count: number) =>
  Array.from({ length: count }, (_, index) => suggest.note('channels', `Way ${index}`, {}, generationId));

describe('a generation that only suggests', () => {
  test('makes no version until it changes something else', async () => {
    await send(owner, addNote());
    const [one] = ideas(1);
    await generate(putUp(one!), end(one!, 'withdrawn'));
    expect(await versions()).toEqual([]);
    await generate(putUp(one!), addNote());
    expect(await versions()).toMatchObject([
      { revision: 3, kind: 'before-generation', author: editor.id, noteCount: 1 },
    ]);
  });

  test('makes one, of the canvas before it, when the first of its suggestions is accepted', async () => {
    await send(owner, addNote(), addNote());
    const [first, second, third] = ideas(3);
    await generate(...[first!, second!, third!].map(putUp));
    await send(owner, end(third!, 'rejected'));
    expect(await versions()).toEqual([]);
    await send(owner, ...(await acceptance(first!)));
    await send(editor, ...(await acceptance(second!)));
    const kept = await versions();
    expect(kept).toMatchObject([
      { revision: 6, kind: 'before-generation', author: owner.id, noteCount: 2, name: null },
    ]);
    const log = bodyOf<EditsLog>(await owner.call('get', `/canvases/${canvasId}/edits`).expect(200));
    expect(kept[0]?.at).toBe(log.edits[5]?.at);
    const { rows } = await service.ctx.pool.query(
      'SELECT versioned_revision AS versioned FROM canvases WHERE id = $1',
      [canvasId],
    );
    expect(rows).toEqual([{ versioned: 6 }]);
    // nor does it make another one when its notes become edits after all
    await generate(addNote());
    expect(await versions()).toHaveLength(1);
  });

  test('makes the same one when they are accepted live, by several at once, or together with others', async () => {
    const all = ideas(8);
    const ofNone = suggest.note('channels', 'By hand');
    await send(owner, addNote(), putUp(ofNone));
    await generate(...all.map(putUp));
    await send(owner, ...(await acceptance(ofNone)));
    expect(await versions()).toEqual([]);
    const acts = await Promise.all(all.map((one) => acceptance(one)));
    const client = await live.open(editor, canvasId);
    acts.forEach((edits, index) => {
      if (index % 2 === 0) client.send({ type: 'edits', edits });
    });
    await Promise.all(acts.filter((_, index) => index % 2 === 1).map((edits) => send(owner, ...edits)));
    await client.next('ack', ({ revision }) => revision > 12);
    const [kept, ...more] = await versions();
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ revision: 12, kind: 'before-generation', noteCount: 2 });
    await client.close();
  });

  test('makes one with another generation where both are accepted by one act', async () => {
    const [first] = ideas(1);
    const second = suggest.note('channels', 'Van', {}, newId());
    await send(owner, addNote(), putUp(first!), putUp(second));
    await send(owner, addNote(), ...(await acceptance(first!, second)));
    expect(await versions()).toMatchObject([{ revision: 3, noteCount: 1 }]);
    const { rows } = await service.ctx.pool.query(
      'SELECT cause, revision FROM version_causes WHERE canvas_id = $1',
      [canvasId],
    );
    expect(rows).toHaveLength(2);
  });

  test('leaves a version that is there already as it is', async () => {
    const [one] = ideas(1);
    await send(owner, putUp(one!));
    await owner.call('post', `/canvases/${canvasId}/revisions`, { name: 'Ours' }).expect(201);
    await send(editor, ...(await acceptance(one!)));
    expect(await versions()).toMatchObject([{ revision: 1, kind: 'named', name: 'Ours', author: owner.id }]);
  });

  test('makes none where its suggestion had ended, or the command is refused', async () => {
    const [one, two] = ideas(2);
    await send(owner, putUp(one!), putUp(two!), end(one!, 'rejected'));
    await send(owner, end(one!, 'accepted'));
    const outsider = service.person();
    const edits = await acceptance(two!);
    await outsider.call('post', `/canvases/${canvasId}/edits`, { edits }).expect(404);
    expect(await versions()).toEqual([]);
  });

  test('and its notes at the same time do not stand in each other’s way', async () => {
    const all = ideas(12);
    await send(owner, addNote(), ...all.map(putUp));
    const acts = await Promise.all(all.map((one) => acceptance(one)));
    await Promise.all(
      acts.flatMap((edits, index) => [
        index % 2 === 0 ? send(owner, ...edits) : live.edit(owner, canvasId, edits),
        generate(addNote()),
      ]),
    );
    expect(await versions()).toHaveLength(1);
  });
});
