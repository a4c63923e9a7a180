import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { CanvasDetail, CanvasSummary } from '@aibmc/common/contract/canvases';
import type { AppError } from '@aibmc/common/errors';
import { newId } from '@aibmc/common/ids';
import { Client } from 'pg';
import { type CommitBatch, createCommitBatch } from '../src/domain/edit-batch.ts';
import type { EditCommand } from '../src/domain/plan-edits.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

const query = Reflect.get(Client.prototype, 'query') as (this: Client, ...given: unknown[]) => unknown;

let service: GroupService;
let owner: Person;
let editor: Person;
let groupId: string;
let canvasId: string;
let here: CommitBatch;
let there: CommitBatch;
beforeAll(async () => {
  service = await startGroupService();
});
beforeEach(async () => {
  ({
    owner,
    groupId,
    people: [editor],
  } = (await service.groupWith('editor')) as { owner: Person; groupId: string; people: [Person] });
  const made = await owner.call('post', '/canvases', { title: 'Bread', groupId }).expect(201);
  canvasId = bodyOf<CanvasSummary>(made).id;
  here = createCommitBatch(service.ctx.pool);
  there = createCommitBatch(service.ctx.pool);
});
afterAll(() => service.stop());

function command(edits: Edit[], by = editor): EditCommand {
  return { canvasId, userId: by.id, origin: 'human', edits };
}
const add = (text: string, id = newId()): Edit => {
  return { id: newId(), type: 'note.add', note: { id, block: 'channels', text } };
};
const set = (noteId: string, text: string): Edit => ({
  id: newId(),
  type: 'note.set',
  noteId,
  set: { text },
});
const texts = async (): Promise<string[]> => {
  const answer = await owner.call('get', `/canvases/${canvasId}`).expect(200);
  return bodyOf<CanvasDetail>(answer).notes.map(({ text }) => text);
};

/** Names of the statements that are sent to the database, outside and inside of transactions, while something is done. */
async function statementsOf(act: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...given: unknown[]
  ) {
    const [config] = given as [{ name?: string } | string];
    sent.push(typeof config === 'string' ? config : (config.name ?? ''));
    return query.apply(this, given);
  });
  try {
    await act();
  } finally {
    spy.mockRestore();
  }
  return sent;
}

describe('a batch of edits', () => {
  test('of canvases that were edited here before is one statement', async () => {
    const noteId = newId();
    await here([command([add('Shop', noteId)])]);
    const sent = await statementsOf(() => here([command([set(noteId, 'Stall')]), command([add('Door')])]));
    expect(sent).toEqual(['write-changes']);
    expect(await texts()).toEqual(['Stall', 'Door']);
  });

  test('knows what other processes did, by the log', async () => {
    const noteId = newId();
    await here([command([add('Shop', noteId)])]);
    await there([command([set(noteId, 'Stall'), add('Door')])]);
    const { outcomes, committed } = await here([command([add('Window'), set(noteId, 'Market stall')])]);
    expect(outcomes).toMatchObject([{ revision: 5 }]);
    expect(committed).toMatchObject([
      { canvasId, from: 4, to: 5, edits: [{ revision: 4 }, { revision: 5 }] },
    ]);
    expect(await texts()).toEqual(['Market stall', 'Door', 'Window']);
    const sent = await statementsOf(() => here([command([add('Bell')])]));
    expect(sent).toContain('write-changes');
    expect(sent).not.toContain('load-canvas-states');
  });

  test('knows it too where that was more than it reads of the log', async () => {
    await here([command([add('Shop')])]);
    for (let count = 0; count < 6; count += 1) {
      await there([command(Array.from({ length: 200 }, (_, index) => add(`Stall ${count * 200 + index}`)))]);
    }
    expect((await here([command([add('Door')])])).outcomes).toMatchObject([{ revision: 1_202 }]);
    expect(await texts()).toHaveLength(1_202);
  });

  test('refuses who may no longer edit, though the canvas is known, and not the others', async () => {
    await here([command([add('Shop')]), command([add('Stall')], owner)]);
    await owner.call('patch', `/groups/${groupId}/members/${editor.id}`, { role: 'viewer' }).expect(200);
    const { outcomes } = await here([command([add('Door')]), command([add('Window')], owner)]);
    expect((outcomes[0] as AppError).code).toBe('forbidden');
    expect(outcomes[1]).toMatchObject({ revision: 3 });
    await owner.call('delete', `/groups/${groupId}/members/${editor.id}`).expect(204);
    const gone = await here([command([add('Door')])]);
    expect((gone.outcomes[0] as AppError).code).toBe('not-found');
    expect(await texts()).toEqual(['Shop', 'Stall', 'Window']);
  });

  test('of a canvas that was deleted meanwhile is refused', async () => {
    await here([command([add('Shop')])]);
    await owner.call('delete', `/canvases/${canvasId}`).expect(204);
    const { outcomes, committed } = await here([command([add('Door')])]);
    expect((outcomes[0] as AppError).code).toBe('not-found');
    expect(committed).toEqual([]);
  });

  test('answers an edit that comes again with its revision then, and applies what is new beside it', async () => {
    const first = add('Shop');
    await here([command([first])]);
    await here([command([add('Door')])]);
    const { outcomes, committed } = await here([command([first, add('Window')]), command([first])]);
    expect(outcomes).toMatchObject([
      { revision: 3, edits: [{ revision: 1 }, { revision: 3 }] },
      { revision: 3, edits: [{ revision: 1 }] },
    ]);
    expect(committed.flatMap(({ edits }) => edits)).toHaveLength(1);
    expect(await texts()).toEqual(['Shop', 'Door', 'Window']);
  });

  test('that failed is not believed to have happened', async () => {
    const noteId = newId();
    await here([command([add('Shop', noteId)])]);
    const lost = jest.spyOn(service.ctx.pool, 'query').mockImplementation(() => {
      throw new Error('connection lost');
    });
    await expect(here([command([set(noteId, 'Never')])])).rejects.toThrow('connection lost');
    lost.mockRestore();
    expect((await here([command([add('Door')])])).outcomes).toMatchObject([{ revision: 2 }]);
    expect(await texts()).toEqual(['Shop', 'Door']);
  });

  test('of very many canvases tells listeners of each of them', async () => {
    const made = Array.from({ length: 160 }, () => owner.call('post', '/canvases', { title: 'Bread' }));
    const ids = (await Promise.all(made)).map((answer) => bodyOf<CanvasSummary>(answer).id);
    const batch = () => ids.map((id) => ({ ...command([add('Shop')], owner), canvasId: id }));
    await here(batch());
    const listener = await service.ctx.pool.connect();
    const heard: { canvasId: string; revision: number }[] = [];
    listener.on('notification', ({ payload = '' }) => {
      heard.push(...(JSON.parse(payload) as typeof heard));
    });
    try {
      await listener.query('LISTEN canvas_edits');
      await here(batch());
      await listener.query('SELECT 1');
      expect(new Map(heard.map(({ canvasId: id, revision }) => [id, revision]))).toEqual(
        new Map(ids.map((id) => [id, 2])),
      );
    } finally {
      listener.release(true);
    }
  });
});
