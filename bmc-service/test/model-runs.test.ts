import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { LLMock } from '@copilotkit/aimock';
import type { Generation } from '@aibmc/common/contract/generations';
import request from 'supertest';
import { allEvents, openEvents, type SeenEvent } from './support/events.ts';
import {
  createHarness,
  generate,
  getGeneration,
  type Harness,
  newPerson,
  type Person,
  type Replica,
} from './support/harness.ts';
import {
  answeredNotes,
  answerText,
  finish,
  openSse,
  sendChunk,
  sendText,
  startUpstream,
  type Upstream,
} from './support/upstream.ts';

const KEY = 'sk-secret-key-of-this-installation';

let harness: Harness;
const opened: { stop: () => Promise<void> }[] = [];

beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.stop();
});
afterAll(() => harness.stop());

async function upstream(answer: Parameters<typeof startUpstream>[0]): Promise<Upstream> {
  const started = await startUpstream(answer);
  opened.push(started);
  return started;
}

async function replicaOn(baseUrl: string, env: Record<string, string> = {}): Promise<Replica> {
  const replica = await harness.startReplica({
    env: { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'test-model', ...env },
  });
  opened.push({ stop: () => replica.stop(0) });
  return replica;
}

async function startMock(options: ConstructorParameters<typeof LLMock>[0] = {}): Promise<LLMock> {
  const mock = new LLMock({ port: 0, ...options });
  await mock.start();
  opened.push(mock);
  return mock;
}

interface Run {
  person: Person;
  canvasId: string;
  events: SeenEvent[];
  generation: Generation;
  used: number;
}

/** Runs one generation to its end. */
async function run(replica: Replica, body: Record<string, unknown> = {}): Promise<Run> {
  const person = newPerson(harness);
  const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
  const { id } = await generate(replica, person, { canvasId, ...body });
  const events = await allEvents(replica, person, id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const usage = await request(replica.url).get('/api/v1/usage').set('authorization', person.auth);
  const { used } = usage.body as { used: number };
  return { person, canvasId, events, generation: await getGeneration(replica, person, id), used };
}

const notesOf = (events: SeenEvent[]): string[] =>
  events.flatMap((event) => (event.name === 'note' ? [event.data.text] : []));
const expectedTexts = answeredNotes().map(({ text }) => text);

describe('a draft from a model (aimock)', () => {
  test('is asked for with a JSON schema and becomes notes, connections and usage', async () => {
    const mock = await startMock({ chunkSize: 7 });
    mock.on(
      { userMessage: 'bicycle repair van', responseFormat: 'json_schema' },
      { content: answerText(), usage: { prompt_tokens: 900, completion_tokens: 400 } },
    );
    const replica = await replicaOn(`${mock.url}/v1`);
    const { events, generation, canvasId, used } = await run(replica);
    expect(generation).toMatchObject({
      ...{ status: 'done', model: 'test-model', pattern: null, notes: 9, error: null },
      usage: { promptTokens: 900, completionTokens: 400 },
    });
    expect(notesOf(events)).toEqual(expectedTexts);
    const { state } = harness.group.canvas(canvasId);
    expect([...state.notes.values()].map(({ text }) => text)).toEqual(expectedTexts);
    expect(state.connections.size).toBe(generation.connections);
    expect(generation.connections).toBeGreaterThan(8);
    expect(events.filter(({ name }) => name === 'progress').at(-1)?.data).toMatchObject({
      done: 9,
      total: 9,
    });
    expect(used).toBe(1);
    const requests = mock.getRequests();
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toMatchObject({
      ...{ model: 'test-model', stream: true, stream_options: { include_usage: true } },
      response_format: { type: 'json_schema', json_schema: { strict: true } },
    });
  });

  test('fifty requests with one key in a race ask the model once', async () => {
    const mock = await startMock();
    mock.onMessage('bicycle', { content: answerText() });
    const replica = await replicaOn(`${mock.url}/v1`);
    const second = await replicaOn(`${mock.url}/v1`);
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        request((n % 2 ? replica : second).url)
          .post('/api/v1/generations')
          .set({ authorization: person.auth, 'idempotency-key': 'model-race-1' })
          .send({ canvasId })
          .expect(202),
      ),
    );
    const ids = new Set(answers.map(({ body }) => (body as { id: string }).id));
    expect(ids.size).toBe(1);
    await allEvents(replica, person, [...ids][0] ?? '');
    await delay(500);
    expect(mock.getRequests()).toHaveLength(1);
    expect(harness.group.canvas(canvasId).state.notes.size).toBe(9);
  });

  test('the pattern library may be chosen instead', async () => {
    const mock = await startMock();
    const replica = await replicaOn(`${mock.url}/v1`);
    const { generation } = await run(replica, { model: 'pattern-library' });
    expect(generation).toMatchObject({ status: 'done', model: 'pattern-library' });
    expect(mock.getRequests()).toHaveLength(0);
  });

  test('cut off by its length limit: fails as truncated, with its notes kept and the unit given back', async () => {
    const mock = await startMock({ chunkSize: 20 });
    mock.onMessage('bicycle', { content: answerText().slice(0, 300), finishReason: 'length' });
    const { generation, events, used } = await run(await replicaOn(`${mock.url}/v1`));
    expect(generation).toMatchObject({ status: 'failed', error: { code: 'truncated' } });
    expect(notesOf(events)).toEqual(expectedTexts.slice(0, 2));
    expect(used).toBe(0);
  });

  test.each([
    [401, 'model-key'],
    [403, 'model-key'],
    [404, 'model-unknown'],
    [400, 'model-rejected'],
    [500, 'model-error'],
    [503, 'model-error'],
  ])(
    'an answer of %i fails as %s, once asked, with nothing of what the endpoint wrote',
    async (status, code) => {
      const mock = await startMock();
      mock.onMessage('bicycle', { error: { message: `vendor text with ${KEY}`, type: 'x' }, status });
      const { generation, events, used } = await run(await replicaOn(`${mock.url}/v1`));
      expect(generation).toMatchObject({ status: 'failed', error: { code } });
      expect(events.at(-1)).toMatchObject({ name: 'error', data: { code } });
      expect(JSON.stringify([generation, events])).not.toMatch(/vendor|sk-/);
      expect(used).toBe(0);
      expect(mock.getRequests()).toHaveLength(1);
    },
  );

  test('429 is tried again, and only then given up', async () => {
    const mock = await startMock();
    mock.nextRequestError(429, { message: 'slow down' });
    mock.onMessage('bicycle', { content: answerText() });
    const { generation } = await run(await replicaOn(`${mock.url}/v1`));
    expect(generation.status).toBe('done');
    expect(mock.getRequests()).toHaveLength(2);
  });
});

describe('an endpoint that is overloaded', () => {
  const overloaded = (retryAfter: string): Promise<Upstream> => {
    let asked = 0;
    return upstream((res) => {
      asked += 1;
      if (asked === 1) {
        res.writeHead(503, { 'retry-after': retryAfter }).end();
        return;
      }
      openSse(res);
      sendText(res, answerText());
      finish(res);
    });
  };

  test('503 is tried again when it says to come back soon', async () => {
    const endpoint = await overloaded('1');
    const { generation } = await run(await replicaOn(endpoint.baseUrl));
    expect(generation.status).toBe('done');
    expect(endpoint.requests).toHaveLength(2);
  });

  test('503 is not waited for when that is long', async () => {
    const endpoint = await overloaded('60');
    const { generation } = await run(await replicaOn(endpoint.baseUrl));
    expect(generation).toMatchObject({ status: 'failed', error: { code: 'model-error' } });
    expect(endpoint.requests).toHaveLength(1);
  });
});

describe('endpoints that take less', () => {
  /** Refuses formats as llama.cpp and older servers do. */
  const refusing =
    (refused: string[], text: string): Parameters<typeof startUpstream>[0] =>
    (res, body) => {
      const { type } = (body['response_format'] ?? { type: 'text' }) as { type: string };
      if (refused.includes(type)) {
        res.writeHead(400, { 'content-type': 'application/json' });
        res.end(JSON.stringify({ error: { message: `'response_format.type' ${type} is not supported` } }));
        return;
      }
      openSse(res);
      sendText(res, text);
      finish(res);
    };
  const formatsOf = ({ requests }: Upstream): (string | undefined)[] =>
    requests.map((body) => (body['response_format'] as { type: string } | undefined)?.type);

  test('JSON mode where a schema is refused, remembered for the next', async () => {
    const plain = await upstream(refusing(['json_schema'], answerText()));
    const replica = await replicaOn(plain.baseUrl);
    expect((await run(replica)).generation).toMatchObject({ status: 'done', notes: 9, usage: null });
    expect((await run(replica)).generation.status).toBe('done');
    expect(formatsOf(plain)).toEqual(['json_schema', 'json_object', 'json_object']);
  });

  test('plain text with thoughts, prose and a fence where JSON mode is refused too', async () => {
    const text = `<think>A list like [{"key":"wrong","block":"channels","text":"A thought"}] may do</think>
Here is your canvas:\n\`\`\`json\n${JSON.stringify({ notes: answeredNotes() }, null, 2)}\n\`\`\`\nEnjoy!`;
    const plain = await upstream(refusing(['json_schema', 'json_object'], text));
    const { generation, events } = await run(await replicaOn(plain.baseUrl));
    expect(generation).toMatchObject({ status: 'done', notes: 9 });
    expect(notesOf(events)).toEqual(expectedTexts);
    expect(formatsOf(plain)).toEqual(['json_schema', 'json_object', undefined]);
  });
});

describe('endpoints that misbehave', () => {
  const half = answerText().slice(0, 300);

  test.each<[string, string, Parameters<typeof startUpstream>[0], number]>([
    ['hangs in the middle', 'model-timeout', (res) => (openSse(res), sendText(res, half)), 2],
    [
      'drips without end',
      'model-timeout',
      (res) => {
        openSse(res);
        sendText(res, half);
        const timer = setInterval(() => {
          sendText(res, ' ');
        }, 200);
        res.on('close', () => {
          clearInterval(timer);
        });
      },
      2,
    ],
    [
      'closes without a finish reason',
      'truncated',
      (res) => {
        openSse(res);
        sendText(res, half);
        res.end('data: [DONE]\n\n');
      },
      2,
    ],
    [
      'breaks the connection',
      'model-unreachable',
      (res) => {
        openSse(res);
        sendText(res, half);
        setTimeout(() => res.destroy(), 100);
      },
      2,
    ],
    [
      'sends an error inside the stream',
      'model-error',
      (res) => {
        openSse(res);
        sendText(res, half);
        sendChunk(res, { error: { message: 'vendor overloaded', code: 502 } });
        res.end();
      },
      2,
    ],
    [
      'sends garbage for an event',
      'model-bad-output',
      (res) => {
        openSse(res);
        sendText(res, half);
        res.end('data: {not json\n\n');
      },
      2,
    ],
    [
      'sends chunks of no known shape',
      'model-bad-output',
      (res) => (openSse(res), sendChunk(res, 7), res.end()),
      0,
    ],
    ['answers with a page', 'model-bad-output', (res) => res.end('<html>Welcome</html>'), 0],
    ['answers nothing', 'model-bad-output', (res) => (openSse(res), res.end('data: [DONE]\n\n')), 0],
    [
      'sends empty choices only',
      'model-bad-output',
      (res) => (openSse(res), sendChunk(res, { choices: [] }), finish(res)),
      0,
    ],
    [
      'writes about something else',
      'model-bad-output',
      (res) => (openSse(res), sendText(res, '{"poem":["roses"]}'), finish(res)),
      0,
    ],
    [
      'refuses',
      'model-refused',
      (res) => {
        openSse(res);
        sendChunk(res, { choices: [{ index: 0, delta: { refusal: 'vendor says no' } }] });
        finish(res);
      },
      0,
    ],
    [
      'is stopped by a content filter',
      'model-refused',
      (res) => (openSse(res), sendText(res, half), finish(res, 'content_filter')),
      2,
    ],
    [
      'never stops',
      'model-bad-output',
      (res) => {
        openSse(res);
        const megabyte = `: ${'x'.repeat(1024 * 1024)}\n`;
        const more = (): void => {
          while (!res.destroyed && res.write(megabyte));
        };
        res.on('drain', more);
        more();
      },
      0,
    ],
  ])('%s: %s, with the notes kept that came', async (_name, code, answer, notes) => {
    const hostile = await upstream(answer);
    const replica = await replicaOn(hostile.baseUrl, { MODEL_TIMEOUT_SECONDS: '3', MODEL_IDLE_SECONDS: '1' });
    const { generation, events, canvasId, used } = await run(replica);
    expect(generation).toMatchObject({ status: 'failed', error: { code } });
    expect(notesOf(events)).toEqual(expectedTexts.slice(0, notes));
    expect(harness.group.canvas(canvasId).state.notes.size).toBe(notes);
    expect(JSON.stringify([generation, events])).not.toContain('vendor');
    expect(used).toBe(code === 'model-refused' ? 1 : 0);
    expect(hostile.requests).toHaveLength(1);
  });

  test('a redirect is not followed: the idea goes where it was configured to, and nowhere else', async () => {
    const elsewhere = await startUpstream((res) => (openSse(res), sendText(res, answerText()), finish(res)));
    opened.push(elsewhere);
    const redirecting = await startUpstream((res) =>
      res.writeHead(307, { location: elsewhere.baseUrl }).end(),
    );
    opened.push(redirecting);
    const { generation } = await run(await replicaOn(redirecting.baseUrl));
    expect(generation).toMatchObject({ status: 'failed', error: { code: 'model-error' } });
    expect(elsewhere.requests).toHaveLength(0);
  });

  test('a refused connection is tried again', async () => {
    const gone = await startUpstream(() => undefined);
    await gone.stop();
    const running = run(await replicaOn(gone.baseUrl));
    await delay(300);
    const back = await startUpstream(
      (res) => (openSse(res), sendText(res, answerText()), finish(res)),
      Number(new URL(gone.baseUrl).port),
    );
    opened.push(back);
    expect((await running).generation.status).toBe('done');
    expect(back.requests).toHaveLength(1);
  });

  test('a connection that stays refused fails, and the unit is given back', async () => {
    const gone = await startUpstream(() => undefined);
    await gone.stop();
    const { generation, used } = await run(await replicaOn(gone.baseUrl));
    expect(generation).toMatchObject({ status: 'failed', error: { code: 'model-unreachable' } });
    expect(used).toBe(0);
  });

  test('notes that do not pass the schema are passed over', async () => {
    const bad = [
      { key: 'a', block: 'unknown', text: 'x' },
      { key: 'b', block: 'channels', text: '' },
      { key: 'c', block: 'channels', text: 'y'.repeat(281) },
      { key: 'd', block: 'channels', text: 'bell \u0007' },
      { key: 'e', block: 'channels', text: { deep: true } },
      'text',
      null,
    ];
    const sloppy = await upstream(
      (res) => (openSse(res), sendText(res, answerText([...answeredNotes(), ...bad])), finish(res)),
    );
    const { generation, events } = await run(await replicaOn(sloppy.baseUrl));
    expect(generation).toMatchObject({ status: 'done', notes: 9 });
    expect(notesOf(events)).toEqual(expectedTexts);
  });
});

describe('while a model writes', () => {
  /** Sends one note at a time, each when the test says so. */
  async function steered(): Promise<{ endpoint: Upstream; next: () => void; end: () => void }> {
    const notes = answeredNotes();
    let sent = 0;
    let current: Parameters<Parameters<typeof startUpstream>[0]>[0] | null = null;
    const endpoint = await upstream((res) => {
      current = res;
      openSse(res);
      sendText(res, '{"notes":[');
    });
    return {
      endpoint,
      next: () => {
        if (current) sendText(current, `${sent === 0 ? '' : ','}${JSON.stringify(notes[sent])}`);
        sent += 1;
      },
      end: () => {
        if (current) {
          sendText(current, ']}');
          finish(current);
        }
      },
    };
  }

  async function begin(
    endpoint: Upstream,
  ): Promise<{ replica: Replica; person: Person; canvasId: string; id: string }> {
    const replica = await replicaOn(endpoint.baseUrl);
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const { id } = await generate(replica, person, { canvasId });
    while (endpoint.requests.length === 0) await delay(20);
    return { replica, person, canvasId, id };
  }

  test('each note is told as soon as it is complete', async () => {
    const { endpoint, next, end } = await steered();
    const { replica, person, id } = await begin(endpoint);
    const stream = await openEvents(replica, person, id);
    const expected = [...expectedTexts];
    next();
    for await (const event of stream.events) {
      if (event.name !== 'note') continue;
      expect(event.data.text).toBe(expected.shift());
      if (expected.length > 0) next();
      else end();
    }
    expect(expected).toEqual([]);
  });

  test('cancelling reaches the endpoint within a second and keeps what came', async () => {
    const { endpoint, next } = await steered();
    const { replica, person, canvasId, id } = await begin(endpoint);
    const stream = await openEvents(replica, person, id);
    next();
    next();
    for await (const event of stream.events) {
      if (event.name === 'note' && event.data.text === expectedTexts[1]) break;
    }
    const started = Date.now();
    await request(replica.url)
      .post(`/api/v1/generations/${id}/cancel`)
      .set('authorization', person.auth)
      .expect(202);
    while (endpoint.aborted === 0) await delay(10);
    expect(Date.now() - started).toBeLessThan(1_000);
    expect(await getGeneration(replica, person, id)).toMatchObject({
      status: 'cancelled',
      notes: 2,
      error: null,
    });
    expect(harness.group.canvas(canvasId).state.notes.size).toBe(2);
  });

  test('a right that is lost ends it with the next note, and the call at once', async () => {
    const { endpoint, next } = await steered();
    const { replica, person, canvasId, id } = await begin(endpoint);
    const stream = await openEvents(replica, person, id);
    next();
    for await (const event of stream.events) if (event.name === 'note') break;
    harness.group.setRole(canvasId, person.id, 'viewer');
    const started = Date.now();
    // what the model says after this note is never waited for
    next();
    while (endpoint.aborted === 0) await delay(10);
    expect(Date.now() - started).toBeLessThan(1_000);
    harness.group.setRole(canvasId, person.id, 'owner');
    expect((await allEvents(replica, person, id)).at(-1)).toMatchObject({ data: { code: 'forbidden' } });
  });

  test('a database that is away when a repair begins only delays it', async () => {
    const superuser = await harness.db.superuser();
    // a sequence counts on where the transaction is rolled back
    await superuser.query(`
      CREATE SEQUENCE bmc_service.outages;
      CREATE FUNCTION bmc_service.be_away() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          IF nextval('bmc_service.outages') <= 2 THEN RAISE EXCEPTION 'away' USING ERRCODE = '57P01'; END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER be_away BEFORE UPDATE OF calls ON bmc_service.generations
        FOR EACH ROW WHEN (NEW.calls = 2) EXECUTE FUNCTION bmc_service.be_away()`);
    const endpoint = await upstream((res) => {
      const isFirst = endpoint.requests.length === 1;
      openSse(res);
      sendText(res, isFirst ? answerText(answeredNotes().slice(0, 2)) : '{"notes":[]}');
      finish(res);
    });
    const { generation } = await run(await replicaOn(endpoint.baseUrl, { MODEL_REPAIRS: '1' }));
    await superuser.query('DROP TRIGGER be_away ON bmc_service.generations');
    await superuser.end();
    expect(generation).toMatchObject({ status: 'done', notes: 2, calls: 2 });
    expect(endpoint.requests).toHaveLength(2);
  });

  test('a process that stops ends it as interrupted: all that came is kept, and nobody asks again', async () => {
    const { endpoint, next } = await steered();
    const { replica, person, id } = await begin(endpoint);
    const other = await replicaOn(endpoint.baseUrl);
    const stream = await openEvents(other, person, id);
    next();
    for await (const event of stream.events) if (event.name === 'note') break;
    await replica.stop(50);
    const events = await allEvents(other, person, id);
    expect(events.at(-1)).toMatchObject({ name: 'error', data: { code: 'interrupted' } });
    expect(notesOf(events)).toEqual(expectedTexts.slice(0, 1));
    expect(await getGeneration(other, person, id)).toMatchObject({ status: 'interrupted', notes: 1 });
    expect(endpoint.requests).toHaveLength(1);
  });

  test('a process that dies: the job ends as interrupted once its lease is out', async () => {
    const person = newPerson(harness);
    const canvasId = harness.group.addCanvas({ roles: { [person.id]: 'owner' } });
    const endpoint = await upstream((res) => (openSse(res), finish(res)));
    const idle = await harness.startReplica({
      env: { OPENAI_BASE_URL: endpoint.baseUrl, OPENAI_MODEL: 'test-model' },
      works: false,
    });
    opened.push({ stop: () => idle.stop(0) });
    const { id } = await generate(idle, person, { canvasId });
    // as a process leaves it that was killed while the model wrote
    await harness.pool.query(
      `UPDATE generations SET status = 'running', lease_token = gen_random_uuid(), lease_until = now(), attempts = 1,
       called_at = now() WHERE id = $1`,
      [id],
    );
    const replica = await replicaOn(endpoint.baseUrl);
    const events = await allEvents(replica, person, id);
    expect(events).toMatchObject([{ name: 'error', data: { code: 'interrupted' } }]);
    expect(endpoint.requests).toHaveLength(0);
  });
});
