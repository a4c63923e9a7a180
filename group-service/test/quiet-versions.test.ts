import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { CanvasSummary } from '@aibmc/common/contract/canvases';
import type { Version } from '@aibmc/common/contract/history';
import type { Page } from '@aibmc/common/cursor';
import { newId } from '@aibmc/common/ids';
import type { Pool } from 'pg';
import { testLogger } from '../../tests/support/context.ts';
import { makeQuietVersions, startQuietVersions } from '../src/domain/quiet-versions.ts';
import { createPool } from '../src/sql/pool.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
let ada: Person;
let canvasId: string;
/** The pool of a second process. */
let otherPool: Pool;
beforeAll(async () => {
  service = await startGroupService();
  otherPool = createPool(service.db.config, testLogger());
});
beforeEach(async () => {
  // of the canvases of other tests none is left to become a version
  await service.ctx.pool.query('UPDATE canvases SET versioned_revision = revision');
  ada = service.person();
  canvasId = bodyOf<CanvasSummary>(await ada.call('post', '/canvases', { title: 'Bread' }).expect(201)).id;
});
afterAll(async () => {
  await otherPool.end();
  await service.stop();
});

const MINUTE = 60_000;
const later = (minutes: number) => new Date(Date.now() + minutes * MINUTE);
const make = (minutes: number, pool = service.ctx.pool) =>
  makeQuietVersions({ ...service.ctx, pool }, later(minutes));

async function edit(count: number, id = canvasId): Promise<void> {
  const edits = Array.from({ length: count }, () => ({
    id: newId(),
    type: 'note.add',
    note: { id: newId(), block: 'channels', text: 'Shop' },
  }));
  await ada.call('post', `/canvases/${id}/edits`, { edits }).expect(200);
}
async function versions(id = canvasId): Promise<Version[]> {
  return bodyOf<Page<Version>>(await ada.call('get', `/canvases/${id}/revisions`).expect(200)).items;
}
async function name(body: object): Promise<void> {
  await ada.call('post', `/canvases/${canvasId}/revisions`, { name: 'Ours', ...body }).expect(201);
}

describe('a canvas at rest becomes a version', () => {
  test('five minutes after its last edit, once', async () => {
    await edit(5);
    expect(await make(4.9)).toBe(0);
    expect(await make(5.1)).toBe(1);
    expect(await make(60)).toBe(0);
    const { edits } = bodyOf<{ edits: { at: string }[] }>(
      await ada.call('get', `/canvases/${canvasId}/edits`).expect(200),
    );
    expect(await versions()).toEqual([
      {
        revision: 5,
        kind: 'quiet',
        name: null,
        author: null,
        authorName: null,
        at: edits[4]!.at,
        noteCount: 5,
      },
    ]);
  });

  test('after at least five edits since its last version of any kind', async () => {
    await edit(4);
    expect(await make(60)).toBe(0);
    await edit(1);
    await name({});
    await edit(4);
    expect(await make(60)).toBe(0);
    await name({ revision: 3 });
    await edit(1);
    expect(await make(60)).toBe(1);
    expect((await versions()).map(({ revision, kind }) => [revision, kind])).toEqual([
      [10, 'quiet'],
      [5, 'named'],
      [3, 'named'],
    ]);
    await name({});
    expect((await versions())[0]).toMatchObject({ revision: 10, kind: 'named', name: 'Ours' });
  });

  test('two replicas at once make one of each', async () => {
    const ids = [canvasId];
    for (let count = 0; count < 70; count += 1) {
      const answer = await ada.call('post', '/canvases', { title: `Canvas ${count}` }).expect(201);
      ids.push(bodyOf<CanvasSummary>(answer).id);
    }
    await Promise.all(ids.map((id) => edit(5, id)));
    const counts = await Promise.all([make(6), make(6, otherPool), make(6), make(6, otherPool)]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(ids.length);
    for (const id of ids) expect((await versions(id)).map(({ revision }) => revision)).toEqual([5]);
  });

  test('one that is being edited is left alone, without waiting', async () => {
    await edit(5);
    const client = await otherPool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM canvases WHERE id = $1 FOR NO KEY UPDATE', [canvasId]);
      expect(await make(6)).toBe(0);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(await make(6)).toBe(1);
  });

  test('and the checkpoints that lead up to it are made', async () => {
    const command = { canvasId, userId: ada.id, origin: 'human' as const };
    const edits = Array.from({ length: 2_100 }, (_, index) => ({
      id: newId(),
      type: 'canvas.set' as const,
      set: { title: `Title ${index}` },
    }));
    await service.ctx.edits.applyEdits({ ...command, edits });
    expect(await make(6)).toBe(1);
    const { rows } = await service.ctx.pool.query(
      `SELECT revision, state->>'title' AS title FROM checkpoints WHERE canvas_id = $1 ORDER BY revision`,
      [canvasId],
    );
    expect(rows).toEqual([
      { revision: 0, title: 'Bread' },
      { revision: 2_000, title: 'Title 1999' },
    ]);
  });

  test('it is found by its index', async () => {
    const { rows } = await service.ctx.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM canvases
       WHERE revision >= versioned_revision + 5 AND updated_at <= now() ORDER BY updated_at LIMIT 50`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch('canvases_without_version');
  });
});

describe('the job', () => {
  test('makes them all the time, survives a database that is away, and ends when it is told', async () => {
    await edit(5);
    let isAway = true;
    let queries = 0;
    const pool = {
      query: (...given: unknown[]) => {
        queries += 1;
        if (isAway) return Promise.reject(new Error('away'));
        return (service.ctx.pool.query as (...all: unknown[]) => unknown)(...given);
      },
    } as unknown as Pool;
    const stop = startQuietVersions({ ...service.ctx, pool }, 5, () => later(6));
    const until = async (isSo: () => boolean | Promise<boolean>) => {
      for (let tries = 0; tries < 500 && !(await isSo()); tries += 1) await delay(10);
      expect(await isSo()).toBe(true);
    };
    await until(() => queries >= 3);
    expect(await versions()).toEqual([]);
    isAway = false;
    await until(async () => (await versions()).length === 1);
    await stop();
    const before = queries;
    await edit(5);
    await delay(50);
    expect([queries, (await versions()).length]).toEqual([before, 1]);
  });
});
