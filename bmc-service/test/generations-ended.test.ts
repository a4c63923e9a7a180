import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GenerationEvent, Point } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import request from 'supertest';
import { trimOldEvents } from '../src/sql/retention.ts';
import { allEvents } from './support/events.ts';
import {
  createHarness,
  generate,
  getGeneration,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';

let harness: Harness;
let replica: Replica;
let person: Person;

beforeAll(async () => {
  harness = await createHarness();
  const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'one' };
  replica = await harness.startReplica({ works: false, env });
  person = newPerson(harness);
});
afterAll(() => harness.stop());

/** A queued generation for which a process has written these events. */
async function withEvents(body: object, events: GenerationEvent[]): Promise<string> {
  const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
  const { id } = await generate(replica, person, { canvasId, ...body });
  for (const [index, { name, data }] of events.entries()) {
    await harness.pool.query(
      'INSERT INTO generation_events (generation_id, seq, name, data) VALUES ($1, $2, $3, $4)',
      [id, index + 1, name, JSON.stringify(data)],
    );
  }
  await harness.pool.query('UPDATE generations SET last_seq = $2, attempts = 1 WHERE id = $1', [
    id,
    events.length,
  ]);
  return id;
}

async function cancel(id: string): Promise<void> {
  await request(replica.url)
    .post(`/api/v1/generations/${id}/cancel`)
    .set('authorization', person.auth)
    .expect(202);
}

function point(id: string, title: string): GenerationEvent {
  const data: Point = { id, kind: 'finding', title, text: 'Because', noteIds: [], suggestions: [] };
  return { name: 'point', data };
}

describe('what there is to read', () => {
  const [one, two, noteId] = [newId(), newId(), newId()];

  test('is put together from the events when it ends, as they were told last', async () => {
    const suggestion = { id: newId(), change: { type: 'note.remove' as const, noteId } };
    const id = await withEvents({ task: 'ask', instruction: 'Who pays?' }, [
      { name: 'text', data: { text: 'Offices ' } },
      point(one, 'First'),
      { name: 'text', data: { text: 'pay "monthly".' } },
      point(two, 'Second'),
      point(one, 'First, mended'),
      { name: 'suggestion', data: suggestion },
    ]);
    expect((await getGeneration(replica, person, id)).result).toBeNull();
    await cancel(id);
    const { result } = await getGeneration(replica, person, id);
    expect(result?.text).toBe('Offices pay "monthly".');
    expect(result?.points.map(({ title }) => title)).toEqual(['First, mended', 'Second']);
    expect(result?.suggestions).toEqual([suggestion]);
  });

  test('is empty where nothing came, and null for a draft', async () => {
    const empty = await withEvents({ task: 'what-if' }, []);
    await cancel(empty);
    const nothing = { text: '', points: [], suggestions: [] };
    expect((await getGeneration(replica, person, empty)).result).toEqual(nothing);
    const draft = await withEvents({ task: 'canvas' }, []);
    await cancel(draft);
    expect((await getGeneration(replica, person, draft)).result).toBeNull();
  });
});

describe('old events', () => {
  test('go but for the last, with which a stream still ends; what there is to read stays', async () => {
    const events: GenerationEvent[] = [1, 2, 3].map((n) => ({ name: 'text', data: { text: `${n} ` } }));
    const id = await withEvents({ task: 'ask', instruction: 'Who pays?' }, events);
    await cancel(id);
    const young = await withEvents({ task: 'ask', instruction: 'Who pays?' }, events);
    await cancel(young);
    await harness.pool.query(
      `UPDATE generations SET finished_at = now() - interval '31 days' WHERE id = $1`,
      [id],
    );
    expect(await trimOldEvents(harness.pool, 30, 100)).toBe(1);
    expect(await trimOldEvents(harness.pool, 30, 100)).toBe(0);
    expect(await allEvents(replica, person, id)).toMatchObject([{ seq: 4, name: 'done' }]);
    expect(await allEvents(replica, person, young)).toHaveLength(4);
    expect((await getGeneration(replica, person, id)).result?.text).toBe('1 2 3 ');
  });

  test('are removed by every process that starts, in batches', async () => {
    const own = await createHarness();
    try {
      await own.pool.query(
        `WITH old AS (
           INSERT INTO generations (id, user_id, canvas_id, fingerprint, day, task, model, idea, language, instruction,
                                    accept, status, last_seq, finished_at)
           SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', now(), 'canvas', 'm', '', 'en', '',
                  false, 'done', 3, now() - interval '40 days'
           FROM generate_series(1, 120) RETURNING id
         )
         INSERT INTO generation_events (generation_id, seq, name, data)
         SELECT id, seq, 'text', '{}' FROM old, generate_series(1, 3) AS seq`,
      );
      await own.startReplica({ works: false });
      const left = async (): Promise<unknown[]> => {
        const { rows } = await own.pool.query<object>(
          'SELECT seq, count(*)::int FROM generation_events GROUP BY seq ORDER BY seq',
        );
        return rows;
      };
      for (let look = 0; look < 200 && (await left()).length > 1; look += 1) await delay(20);
      expect(await left()).toEqual([{ seq: 3, count: 120 }]);
    } finally {
      await own.stop();
    }
  });
});
