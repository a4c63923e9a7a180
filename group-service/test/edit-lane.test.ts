import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { AppliedEdits, CanvasSummary, LoggedEdit } from '@aibmc/common/contract/canvases';
import { AppError } from '@aibmc/common/errors';
import { testLogger, testMetrics } from '../../tests/support/context.ts';
import { createEditLane, type LaneLimits } from '../src/domain/edit-lane.ts';
import { bodyOf, type GroupService, type Person, startGroupService } from './harness.ts';

let service: GroupService;
let ada: Person;
beforeAll(async () => {
  service = await startGroupService();
  ada = service.person();
});
afterAll(() => service.stop());

async function makeCanvas(): Promise<string> {
  return bodyOf<CanvasSummary>(await ada.call('post', '/canvases', { title: 'Bread' }).expect(201)).id;
}

async function logOf(canvasId: string): Promise<LoggedEdit[]> {
  const answer = await ada.call('get', `/canvases/${canvasId}/edits?limit=1000`).expect(200);
  return bodyOf<{ edits: LoggedEdit[] }>(answer).edits;
}

function addNote(text = 'Shop'): Edit {
  return { id: randomUUID(), type: 'note.add', note: { id: randomUUID(), block: 'channels', text } };
}

function laneWith(limits: Partial<LaneLimits>) {
  const { pool } = service.ctx;
  return createEditLane(
    { pool, log: testLogger(), metrics: testMetrics() },
    { waitingEdits: 1_000, batchEdits: 1_000, patienceMs: 4_000, ...limits },
  );
}

/** Ends every connection of the service, as a restart of PostgreSQL does. */
async function cutConnections(): Promise<void> {
  const superuser = await service.db.superuser();
  await superuser.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'group_service' AND datname = current_database()",
  );
  await superuser.end();
}

describe('the edit lane', () => {
  test('commits together what waits, in batches of bounded size', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({ batchEdits: 10 });
    const commands = Array.from({ length: 35 }, () => [addNote()]);
    const answers = await Promise.all(
      commands.map((edits) => lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits })),
    );
    expect(answers.map(({ revision }) => revision)).toEqual(commands.map((_, index) => index + 1));
    const times = (await logOf(canvasId)).map(({ at }) => at);
    const { rows } = await service.ctx.pool.query<{ batches: number }>(
      'SELECT count(DISTINCT xmin::text)::int AS batches FROM edits WHERE canvas_id = $1',
      [canvasId],
    );
    expect(rows).toEqual([{ batches: 4 }]);
    expect(times).toEqual([...times].sort());
  });

  test('refuses at once, with the time to try again, when too much waits', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({ waitingEdits: 3 });
    const send = () => lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits: [addNote()] });
    const answers = await Promise.allSettled([send(), send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(answers[3]).toMatchObject({ reason: { code: 'unavailable', retryAfter: 1 } });
    await send();
  });

  test('takes a command of more edits than may wait when it is the only one', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({ waitingEdits: 3 });
    const edits = [addNote(), addNote(), addNote(), addNote()];
    const { revision } = await lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits });
    expect(revision).toBe(4);
  });

  test('a command that the database refuses does not take its batch with it', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({});
    const send = (text: string) =>
      lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits: [addNote(text)] });
    const answers = await Promise.allSettled([send('one'), send('nul \u0000'), send('two')]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await logOf(canvasId)).toHaveLength(2);
    await send('three');
  });

  test('gives up in time when the database stays away, and works when it is back', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({ patienceMs: 300 });
    const send = () => lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits: [addNote()] });
    const connect = service.ctx.pool.connect.bind(service.ctx.pool);
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    service.ctx.pool.connect = () => Promise.reject(away);
    try {
      const started = Date.now();
      await expect(send()).rejects.toBeInstanceOf(AppError);
      await expect(send()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 2 });
      expect(Date.now() - started).toBeLessThan(3_000);
    } finally {
      service.ctx.pool.connect = connect;
    }
    expect((await send()).revision).toBe(1);
  });

  test('an answer that was lost after the commit is found again, not applied again', async () => {
    const canvasId = await makeCanvas();
    const lane = laneWith({});
    const { pool } = service.ctx;
    const connect = pool.connect.bind(pool);
    let lost = 0;
    pool.connect = async () => {
      const client = await connect();
      const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
      const losing = async (...given: unknown[]) => {
        const result = await query(...given);
        if (given[0] === 'COMMIT' && lost === 0) {
          lost += 1;
          throw new Error('Connection terminated unexpectedly');
        }
        return result;
      };
      Object.assign(client, { query: losing });
      const release = client.release.bind(client);
      client.release = (error) => {
        Object.assign(client, { query });
        release(error);
      };
      return client;
    };
    try {
      const edits = [addNote(), addNote()];
      const answer = await lane.applyEdits({ canvasId, userId: ada.id, origin: 'human', edits });
      expect(answer.edits.map(({ revision }) => revision)).toEqual([1, 2]);
    } finally {
      pool.connect = connect;
    }
    expect(lost).toBe(1);
    expect(await logOf(canvasId)).toHaveLength(2);
  });
});

describe('a restart of the database during traffic', () => {
  test('crashes nothing, loses no acknowledged edit, and heals', async () => {
    const canvasIds = await Promise.all(Array.from({ length: 4 }, makeCanvas));
    const acknowledged = new Map<string, { canvasId: string; revision: number }>();
    const failures: number[] = [];
    let isOver = false;
    const writers = Array.from({ length: 8 }, async (_, index) => {
      const canvasId = canvasIds[index % 4]!;
      while (!isOver) {
        const edits = [addNote()];
        const answer = await ada.call('post', `/canvases/${canvasId}/edits`, { edits });
        if (answer.status !== 200) {
          failures.push(answer.status);
          continue;
        }
        for (const { id, revision } of bodyOf<AppliedEdits>(answer).edits) {
          acknowledged.set(id, { canvasId, revision });
        }
      }
    });
    const readers = Array.from({ length: 2 }, async () => {
      while (!isOver) {
        const { status } = await ada.call('get', '/canvases');
        if (status !== 200) failures.push(status);
      }
    });
    for (let cut = 0; cut < 6; cut += 1) {
      const before = acknowledged.size;
      while (acknowledged.size < before + 15) await delay(5);
      await cutConnections();
    }
    isOver = true;
    await Promise.all([...writers, ...readers]);

    expect(failures.filter((status) => status !== 503)).toEqual([]);
    const logs = await Promise.all(canvasIds.map(logOf));
    const logged = new Map(
      logs.flatMap((log, index) =>
        log.map(({ id, revision }) => [id, { canvasId: canvasIds[index]!, revision }] as const),
      ),
    );
    for (const [id, where] of acknowledged) expect(logged.get(id)).toEqual(where);
    for (const log of logs) {
      expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index + 1));
    }
    await ada.call('post', `/canvases/${canvasIds[0]!}/edits`, { edits: [addNote()] }).expect(200);
  });
});
