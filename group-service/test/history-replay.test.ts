import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import { BLOCKS } from '@aibmc/common/canvas/blocks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { CanvasSummary, LoggedEdit } from '@aibmc/common/contract/canvases';
import { newId } from '@aibmc/common/ids';
import { createReplay, type ReplayLimits } from '../src/domain/replay.ts';
import { listTail } from '../src/sql/edits.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';
import { randomEdit, seeded } from './random-edits.ts';

let service: GroupService;
let ada: Person;
beforeAll(async () => {
  service = await startGroupService();
  ada = service.person();
});
afterAll(() => service.stop());

const LIMITS: ReplayLimits = {
  checkpointEdits: 2_000,
  patienceMs: 60_000,
  atOnce: 2,
  waiting: 100,
  waitingEach: 100,
};

async function makeCanvas(): Promise<string> {
  return bodyOf<CanvasSummary>(await ada.call('post', '/canvases', { title: 'Bread' }).expect(201)).id;
}

async function apply(canvasId: string, edits: Edit[]): Promise<void> {
  const command = { canvasId, userId: ada.id, origin: 'human' as const };
  for (let start = 0; start < edits.length; start += 1_000) {
    await service.ctx.edits.applyEdits({ ...command, edits: edits.slice(start, start + 1_000) });
  }
}

function addNotes(count: number): Edit[] {
  return Array.from({ length: count }, (_, index): Edit => {
    const note = { id: newId(), block: BLOCKS[index % 9]!, text: `note ${index}`, order: `a${index}` };
    return { id: newId(), type: 'note.add', note };
  });
}

async function checkpointsOf(canvasId: string): Promise<number[]> {
  const { rows } = await service.ctx.pool.query<{ revision: number }>(
    'SELECT revision FROM checkpoints WHERE canvas_id = $1 ORDER BY revision',
    [canvasId],
  );
  return rows.map(({ revision }) => revision);
}

const empty: CanvasState = {
  title: 'Bread',
  idea: '',
  language: 'en',
  notes: new Map(),
  connections: new Map(),
  suggestions: new Map(),
};

/** Through JSON, where what is undefined is not there, and by id; suggestions are in their order. */
function comparable({ notes, connections, suggestions, ...settings }: CanvasState): unknown {
  const sorted = (entries: ReadonlyMap<string, { id: string }>) =>
    (JSON.parse(JSON.stringify([...entries.values()])) as { id: string }[]).sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  const open: unknown = JSON.parse(JSON.stringify([...suggestions.values()]));
  return { ...settings, notes: sorted(notes), connections: sorted(connections), suggestions: open };
}

describe('a revision is replayed from the nearest checkpoint', () => {
  test.each([1, 2, 3])('which gives the same as from the beginning (seed %i)', async (seed) => {
    const random = seeded(seed);
    const canvasId = await makeCanvas();
    const sent: Edit[] = [];
    for (let count = 0; count < 900; count += 1) sent.push(randomEdit(random, sent));
    await apply(canvasId, sent);
    const log: LoggedEdit[] = await listTail(service.ctx.pool, canvasId, 0, 1_000, 1_000);
    expect(log.length).toBeGreaterThan(700);
    // small steps, so that a replay passes many of them
    const replay = createReplay(service.ctx.pool, { ...LIMITS, checkpointEdits: 50 });
    for (let count = 0; count < 40; count += 1) {
      const revision = Math.floor(random() * (log.length + 1));
      const expected = applyEdits(empty, log.slice(0, revision));
      expect(comparable(await replay.stateAt(canvasId, revision))).toEqual(comparable(expected));
    }
    const kept = await checkpointsOf(canvasId);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.filter((revision) => revision % 50 !== 0)).toEqual([]);
  });

  test('and the first replay that passes the places of checkpoints saves them', async () => {
    const canvasId = await makeCanvas();
    await apply(canvasId, addNotes(1_999));
    const noteId = newId();
    const note = { id: noteId, block: 'channels' as const, text: '0', order: 'b' };
    await apply(canvasId, [{ id: newId(), type: 'note.add', note }]);
    await apply(
      canvasId,
      Array.from({ length: 2_500 }, (_, index) => ({
        id: newId(),
        type: 'note.set',
        noteId,
        set: { text: String(index + 1) },
      })),
    );
    const { replay } = service.ctx;
    const textAt = async (revision: number) =>
      (await replay.stateAt(canvasId, revision)).notes.get(noteId)?.text;
    expect(await textAt(1_999)).toBeUndefined();
    expect(await checkpointsOf(canvasId)).toEqual([0]);
    expect(await Promise.all([textAt(4_500), textAt(4_499), textAt(2_001)])).toEqual(['2500', '2499', '1']);
    expect(await checkpointsOf(canvasId)).toEqual([0, 2_000, 4_000]);
    // what is replayed now begins there
    await service.ctx.pool.query('DELETE FROM edits WHERE canvas_id = $1 AND revision <= 4000', [canvasId]);
    expect(await textAt(4_001)).toBe('2001');
    await expect(textAt(3_000)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('one that takes too long says so, and the next goes on where it came to', async () => {
    const canvasId = await makeCanvas();
    await apply(canvasId, addNotes(1_900));
    const hasty = createReplay(service.ctx.pool, { ...LIMITS, checkpointEdits: 500, patienceMs: -1 });
    for (const reached of [500, 1_000, 1_500]) {
      const late = { code: 'unavailable', retryAfter: 1 };
      await expect(hasty.stateAt(canvasId, 1_900)).rejects.toMatchObject(late);
      expect((await checkpointsOf(canvasId)).at(-1)).toBe(reached);
    }
    expect((await hasty.stateAt(canvasId, 1_900)).notes.size).toBe(1_900);
  });

  test('a few go at the same time, some wait, the others are refused', async () => {
    const canvasId = await makeCanvas();
    const replay = createReplay(service.ctx.pool, { ...LIMITS, atOnce: 1, waiting: 1 });
    const answers = await Promise.allSettled([1, 2, 3].map(() => replay.stateAt(canvasId, 0)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(answers[2]).toMatchObject({ reason: { code: 'unavailable' } });
    await replay.stateAt(canvasId, 0);
  });

  test('a canvas whose beginning was not kept begins with the first values that are known', async () => {
    const canvasId = await makeCanvas();
    await apply(canvasId, [
      { id: newId(), type: 'canvas.set', set: { title: 'Cake' } },
      { id: newId(), type: 'canvas.set', set: { title: 'Pie', idea: 'Baked' } },
    ]);
    await service.ctx.pool.query('DELETE FROM checkpoints WHERE canvas_id = $1', [canvasId]);
    const stateAt = (revision: number) => service.ctx.replay.stateAt(canvasId, revision);
    const begun = { title: 'Cake', idea: 'Baked', language: 'en' };
    expect(await Promise.all([stateAt(0), stateAt(1)])).toMatchObject([begun, begun]);
    expect(await stateAt(2)).toMatchObject({ title: 'Pie', idea: 'Baked' });
    expect(await checkpointsOf(canvasId)).toEqual([0]);
    await expect(service.ctx.replay.stateAt(newId(), 0)).rejects.toMatchObject({ code: 'not-found' });
  });
});
