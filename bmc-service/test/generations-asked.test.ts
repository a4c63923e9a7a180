import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Block } from '@aibmc/common/canvas/blocks';
import type { Generation, Task } from '@aibmc/common/contract/generations';
import { newId } from '@aibmc/common/ids';
import request from 'supertest';
import {
  createHarness,
  generate,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';

let harness: Harness;
/** Answers requests and works nothing off. */
let replica: Replica;
let person: Person;

beforeAll(async () => {
  harness = await createHarness();
  const env = {
    ...{ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'one' },
    ...{ GENERATIONS_PER_DAY: '1000' },
  };
  replica = await harness.startReplica({ works: false, env });
  person = newPerson(harness);
});
afterAll(() => harness.stop());

/** A canvas with a note, and the note's id. */
function canvasWithNote(idea?: string): { canvasId: string; noteId: string } {
  const canvasId = emptyCanvas(idea);
  const noteId = newId();
  const kept = harness.group.canvas(canvasId);
  const note = { id: noteId, block: 'channels' as Block, text: 'Van at the office', order: 'a0' };
  kept.state = {
    ...kept.state,
    notes: new Map([[noteId, { ...note, origin: 'human' as const, author: person.id }]]),
  };
  return { canvasId, noteId };
}

function emptyCanvas(idea?: string): string {
  return harness.group.addCanvas({ roles: { [person.id]: 'owner' }, idea });
}

function post(body: object): request.Test {
  return request(replica.url).post('/api/v1/generations').set('authorization', person.auth).send(body);
}

async function refusedField(body: object): Promise<{ path: string; message: string }> {
  const answer = await post(body).expect(422);
  const { code, errors } = answer.body as { code: string; errors: { path: string; message: string }[] };
  expect(code).toBe('invalid');
  expect(errors).toHaveLength(1);
  return errors[0] ?? { path: '', message: '' };
}

describe('what a task needs', () => {
  test.each([
    ['block', { task: 'block' }],
    ['block', { task: 'tips' }],
    ['block', { task: 'canvas', block: 'channels' }],
    ['block', { task: 'critique', block: 'channels' }],
    ['instruction', { task: 'ask' }],
    ['instruction', { task: 'ask', instruction: '  ' }],
    ['accept', { task: 'improve', accept: true }],
    ['accept', { task: 'ask', instruction: 'Why?', accept: true }],
    ['noteIds', { task: 'improve', noteIds: [newId()] }],
    ['task', { task: 'ask', instruction: 'Why?', model: 'pattern-library' }],
    ['task', { task: 'risks', model: 'pattern-library' }],
  ])('names %s where that is wrong: %j', async (path, change) => {
    expect((await refusedField({ canvasId: canvasWithNote().canvasId, ...change })).path).toBe(path);
  });

  test.each(['improve', 'critique', 'risks'])('%s needs notes', async (task) => {
    expect((await refusedField({ canvasId: emptyCanvas(), task })).path).toBe('task');
  });

  test('a draft of the whole canvas needs an idea; others an idea or notes', async () => {
    expect((await refusedField({ canvasId: canvasWithNote('').canvasId, task: 'canvas' })).path).toBe('idea');
    expect((await refusedField({ canvasId: emptyCanvas(''), task: 'what-if' })).path).toBe('idea');
    await post({ canvasId: canvasWithNote('').canvasId, task: 'what-if' }).expect(202);
    await post({ canvasId: emptyCanvas(), task: 'what-if' }).expect(202);
  });

  test('says that it needs an endpoint where only the pattern library is there', async () => {
    const plain = await harness.startReplica({ works: false });
    const { canvasId } = canvasWithNote();
    const answer = await request(plain.url)
      .post('/api/v1/generations')
      .set('authorization', person.auth)
      .send({ canvasId, task: 'critique' })
      .expect(422);
    expect((answer.body as { errors: object[] }).errors[0]).toMatchObject({
      path: 'task',
      message: expect.stringContaining('needs an AI endpoint') as unknown,
    });
  });

  test.each<[Task, object]>([
    ['canvas', {}],
    ['block', { block: 'channels' }],
    ['improve', {}],
    ['critique', {}],
    ['ask', { instruction: 'Who pays?' }],
    ['what-if', {}],
    ['patterns', {}],
    ['tips', { block: 'channels' }],
    ['risks', {}],
  ])('%s is taken with what it needs, and suggests on a canvas with notes', async (task, more) => {
    const { canvasId, noteId } = canvasWithNote();
    const made = await generate(replica, person, { canvasId, task, noteIds: [noteId, noteId], ...more });
    expect(made).toMatchObject({ task, accept: false, position: expect.any(Number) as unknown, ...more });
  });

  test('only the draft of an empty canvas is accepted by itself', async () => {
    const canvasId = emptyCanvas();
    expect(await generate(replica, person, { canvasId })).toMatchObject({ accept: true });
    const block = { canvasId: emptyCanvas(), task: 'block', block: 'channels' };
    expect(await generate(replica, person, block)).toMatchObject({ accept: false });
    expect(await generate(replica, person, { ...block, accept: true })).toMatchObject({ accept: true });
  });
});

describe('going on with a generation', () => {
  async function ended(canvasId: string, status: Generation['status'], more = {}): Promise<Generation> {
    const made = await generate(replica, person, { canvasId, ...more });
    await harness.pool.query('UPDATE generations SET status = $2, finished_at = now() WHERE id = $1', [
      made.id,
      status,
    ]);
    return made;
  }

  test.each(['failed', 'cancelled', 'interrupted'] as const)(
    'takes what a %s one was asked',
    async (status) => {
      const { canvasId } = canvasWithNote();
      const asked = { task: 'tips', block: 'channels', instruction: 'Short ones', language: 'es' };
      const first = await ended(canvasId, status, { ...asked, model: 'pattern-library' });
      const next = await generate(replica, person, { canvasId, continues: first.id });
      expect(next).toMatchObject({ ...asked, model: 'pattern-library', continues: first.id, accept: false });
    },
  );

  test('goes on accepting where the first accepted, also with its notes on the canvas', async () => {
    const { canvasId } = canvasWithNote();
    const first = await ended(canvasId, 'interrupted', { accept: true });
    expect(await generate(replica, person, { canvasId, continues: first.id })).toMatchObject({
      accept: true,
    });
  });

  test('takes the default where the model is no longer offered', async () => {
    const { canvasId } = canvasWithNote();
    const first = await ended(canvasId, 'failed');
    await harness.pool.query(`UPDATE generations SET model = 'gone' WHERE id = $1`, [first.id]);
    expect(await generate(replica, person, { canvasId, continues: first.id })).toMatchObject({
      model: 'one',
    });
  });

  test('is refused for one that is done, that has not ended, or of another canvas', async () => {
    const { canvasId } = canvasWithNote();
    const done = await ended(canvasId, 'done');
    expect((await refusedField({ canvasId, continues: done.id })).path).toBe('continues');
    const waiting = await generate(replica, person, { canvasId });
    expect((await refusedField({ canvasId, continues: waiting.id })).path).toBe('continues');
    const failed = await ended(canvasId, 'failed');
    await post({ canvasId: canvasWithNote().canvasId, continues: failed.id }).expect(404);
    await post({ canvasId, continues: newId() }).expect(404);
  });
});

describe('GET /generations', () => {
  test('lists those of a task', async () => {
    const { canvasId } = canvasWithNote();
    const asked = await generate(replica, person, { canvasId, task: 'ask', instruction: 'Who pays?' });
    await generate(replica, person, { canvasId, task: 'critique' });
    const answer = await request(replica.url)
      .get(`/api/v1/generations?canvasId=${canvasId}&task=ask`)
      .set('authorization', person.auth)
      .expect(200);
    expect((answer.body as { items: Generation[] }).items).toMatchObject([{ id: asked.id }]);
  });
});
