import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { allEvents } from './support/events.ts';
import { createHarness, generate, getGeneration, type Harness, newPerson } from './support/harness.ts';
import { HOSTILES } from './support/hostile-answers.ts';
import { KEY } from './support/upstream-client.ts';
import { answeredNotes, startUpstream } from './support/upstream.ts';

let harness: Harness;
const opened: { stop: () => Promise<void> }[] = [];

beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.stop();
});
afterAll(() => harness.stop());

describe('a generation whose endpoint misbehaves', () => {
  test.each(HOSTILES)(
    '$name: it fails as $failure, keeps what came, gives the unit back and says nothing of the endpoint',
    async ({ failure, begins, answer }) => {
      const endpoint = await startUpstream(answer);
      opened.push(endpoint);
      const replica = await harness.startReplica({
        env: {
          OPENAI_BASE_URL: endpoint.baseUrl,
          OPENAI_API_KEY: KEY,
          OPENAI_MODEL: 'test-model',
          ...{ MODEL_TIMEOUT_SECONDS: '2', MODEL_FIRST_SECONDS: '1', MODEL_IDLE_SECONDS: '1' },
        },
      });
      opened.push({ stop: () => replica.stop(0) });
      const person = newPerson(harness);
      const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
      const { id } = await generate(replica, person, { canvasId });
      const events = await allEvents(replica, person, id);
      const generation = await getGeneration(replica, person, id);
      expect(generation).toMatchObject({ status: 'failed', error: { code: failure } });
      expect(events.at(-1)).toMatchObject({ name: 'error', data: { code: failure } });
      const notes = [...harness.group.canvas(canvasId).state.notes.values()].map(({ text }) => text);
      const came = answeredNotes().map(({ text }) => text);
      expect(notes).toEqual(came.slice(0, begins ? 2 : 0));
      expect(JSON.stringify([generation, events])).not.toMatch(/vendor|sk-/);
      const usage = await request(replica.url).get('/api/v1/usage').set('authorization', person.auth);
      // a refusal was an answer, and paid for
      expect(usage.body).toMatchObject({ used: failure === 'model-refused' ? 1 : 0 });
    },
  );
});
