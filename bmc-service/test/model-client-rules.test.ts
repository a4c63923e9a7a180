import { describe, expect, test } from '@jest/globals';
import { APIConnectionError, APIError } from 'openai';
import { CircuitBreaker } from '../src/clients/circuit-breaker.ts';
import { plainerDialect, STRICTEST } from '../src/clients/dialect.ts';
import { factsOf } from '../src/clients/model-errors.ts';
import { RetryBudget } from '../src/clients/retry-budget.ts';
import { readEvents, type ServerSentEvent } from '../src/clients/server-sent-events.ts';
import { shapeInWords } from '../src/clients/shape-in-words.ts';
import { KEY, REQUEST } from './support/upstream-client.ts';

function answered(status: number, body: object = {}, headers: Record<string, string> = {}): APIError {
  return APIError.generate(status, { error: body }, undefined, new Headers(headers));
}

function unconnected(code: string): Error {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  return new APIConnectionError({ message: undefined, cause });
}

describe('the retry budget', () => {
  /** With the longest jitter there is, less a little. */
  const budget = (): RetryBudget => new RetryBudget(() => 0.5);

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'asks again after %s, with growing waits, three times at most',
    (code) => {
      const calls = budget();
      expect([1, 2, 3].map((attempt) => calls.waitMs(unconnected(code), attempt))).toEqual([
        700,
        1_200,
        null,
      ]);
    },
  );

  test.each([
    ['a reset connection', unconnected('ECONNRESET')],
    ['500', answered(500)],
    ['502', answered(502, {}, { 'retry-after': '1' })],
    ['503 without a time', answered(503)],
    ['401', answered(401)],
    ['429 of an account without credit', answered(429, { code: 'insufficient_quota' })],
    ['what is no error of the endpoint', new Error('x')],
  ])('never asks again after %s', (_name, error) => {
    expect(budget().waitMs(error, 1)).toBeNull();
  });

  test.each([
    [{ 'retry-after': '2' }, 2_100],
    [{ 'retry-after': '0.5' }, 600],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 350],
    [{ 'retry-after': 'Sat, 01 Nov 2025 00:00:03 GMT' }, 3_100],
    [{ 'retry-after': 'Fri, 31 Oct 2025 00:00:00 GMT' }, 100],
    [{ 'retry-after': '11' }, null],
    [{ 'retry-after': 'Sat, 01 Nov 2025 00:01:00 GMT' }, null],
    [{ 'retry-after': 'soon' }, 700],
    [{}, 700],
  ])('waits after 429 with %j for %j ms', (headers, ms) => {
    const now = Date.parse('2025-11-01T00:00:00Z');
    expect(budget().waitMs(answered(429, {}, headers), 1, now)).toBe(ms);
  });

  test('asks again after 503 when that says when', () => {
    expect(budget().waitMs(answered(503, {}, { 'retry-after': '1' }), 1)).toBe(1_100);
  });

  test('over many calls of an endpoint that is down, about one retry for five calls', () => {
    const calls = budget();
    let retries = 0;
    for (let call = 0; call < 1_000; call += 1) {
      calls.begin();
      for (let attempt = 1; calls.waitMs(unconnected('ECONNREFUSED'), attempt) !== null; attempt += 1) {
        retries += 1;
      }
    }
    expect(retries).toBeGreaterThan(190);
    expect(retries).toBeLessThanOrEqual(203);
  });
});

describe('the circuit breaker', () => {
  function started(): { breaker: CircuitBreaker; at: (ms: number) => void; fail: (times: number) => void } {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    return {
      breaker,
      at: (ms) => (now = ms),
      fail: (times) => {
        for (let n = 0; n < times; n += 1) breaker.enter()?.fails();
      },
    };
  }

  test('holds calls off after five failures in a row, and not before', () => {
    const { breaker, fail } = started();
    fail(4);
    breaker.enter()?.works();
    fail(4);
    expect(breaker.isPaused).toBe(false);
    fail(1);
    expect(breaker.isPaused).toBe(true);
    expect(breaker.enter()).toBeNull();
  });

  test('lets one call through after 30 s, whose beginning lets the others through', () => {
    const { breaker, at, fail } = started();
    fail(5);
    at(29_999);
    expect(breaker.enter()).toBeNull();
    at(30_000);
    expect(breaker.isPaused).toBe(false);
    const probe = breaker.enter();
    expect(probe).not.toBeNull();
    expect(breaker.enter()).toBeNull();
    probe?.speaks();
    expect(breaker.enter()).not.toBeNull();
    probe?.fails();
    expect(breaker.isPaused).toBe(true);
  });

  test('waits twice as long each time, five minutes at most, and 30 s again once it has worked', () => {
    const { breaker, at, fail } = started();
    fail(5);
    let now = 0;
    for (const pause of [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]) {
      at(now + pause - 1);
      expect(breaker.enter()).toBeNull();
      at((now += pause));
      fail(1);
      expect(breaker.isPaused).toBe(true);
    }
    at((now += 300_000));
    breaker.enter()?.works();
    fail(5);
    at(now + 30_000);
    expect(breaker.isPaused).toBe(false);
  });

  test('a call that was given up says nothing, and frees the way for the next', () => {
    const { breaker, at, fail } = started();
    fail(5);
    at(30_000);
    breaker.enter()?.leaves();
    expect(breaker.enter()).not.toBeNull();
  });

  test('calls that began before the pause do not lengthen it, nor take the place of the probe', () => {
    const { breaker, at, fail } = started();
    const early = [breaker.enter(), breaker.enter()];
    fail(5);
    early[0]?.fails();
    at(30_000);
    const probe = breaker.enter();
    early[1]?.fails();
    expect(breaker.enter()).toBeNull();
    probe?.works();
    expect(breaker.isPaused).toBe(false);
  });
});

describe('complaints of known servers', () => {
  const jsonMode = { ...STRICTEST, format: 'json_object' as const };

  test.each([
    [
      'OpenAI, gpt-3.5',
      400,
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      { format: 'json_object' },
    ],
    [
      'Azure before 2024-08',
      400,
      'response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later',
      { format: 'json_object' },
    ],
    ['Groq', 400, 'This model does not support response format `json_schema`.', { format: 'json_object' }],
    ['DeepSeek', 400, 'This response_format type is unavailable now', { format: 'json_object' }],
    ['llama.cpp', 400, 'failed to parse grammar', { format: 'json_object' }],
    [
      'older llama.cpp',
      500,
      'Failed to initialize samplers: failed to parse grammar',
      { format: 'json_object' },
    ],
    [
      'o-series of OpenAI',
      400,
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { limit: 'max_completion_tokens' },
    ],
    ['older Azure', 400, 'Unrecognized request argument supplied: stream_options', { streamOptions: false }],
  ])('%s: %i %s', (_server, status, message, change) => {
    expect(plainerDialect(STRICTEST, answered(status, { message }))).toEqual({ ...STRICTEST, ...change });
  });

  test('Mistral names the place in a body of another shape', () => {
    const detail = [
      { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
    ];
    const error = APIError.generate(422, { error: { detail } }, undefined, new Headers());
    expect(plainerDialect(STRICTEST, error)).toEqual({ ...STRICTEST, streamOptions: false });
  });

  test('LM Studio takes no JSON mode', () => {
    const message = "'response_format.type' must be 'json_schema' or 'text'";
    expect(plainerDialect(jsonMode, answered(400, { message }))).toMatchObject({ format: 'text' });
  });

  test('a limit that is taken under neither name is left out', () => {
    const second = { ...STRICTEST, limit: 'max_completion_tokens' as const };
    const message = 'Unrecognized request argument supplied: max_completion_tokens';
    expect(plainerDialect(second, answered(400, { message }))).toMatchObject({ limit: null });
  });

  test.each([
    ['what is left as it is', answered(400, { message: 'context length exceeded' })],
    ['an error of the server', answered(500, { message: 'schema of the database' })],
    ['a key', answered(401, { message: 'response_format' })],
    ['no answer', unconnected('ECONNREFUSED')],
  ])('no complaint: %s', (_name, error) => {
    expect(plainerDialect(STRICTEST, error)).toBeNull();
  });

  test('text is the end of it', () => {
    const plainest = { format: 'text', streamOptions: false, limit: null } as const;
    expect(plainerDialect(plainest, answered(400, { message: 'response_format' }))).toBeNull();
  });
});

describe('what is logged of an error', () => {
  test('status and words of a fixed kind, no message, no key', () => {
    const error = answered(400, { message: `no ${KEY}`, code: 'bad_value', type: KEY, param: 'messages.0' });
    expect(factsOf(error)).toEqual({ status: 400, code: 'bad_value', param: 'messages.0' });
    expect(factsOf(unconnected('ECONNREFUSED'))).toEqual({ code: 'ECONNREFUSED' });
  });
});

describe('a shape in words', () => {
  test('names fields, kinds and choices', () => {
    expect(shapeInWords(REQUEST.prompt.schema.schema)).toBe(`{
  "notes": [ any number of: {
    "block": "channels" or "key-partners",
    "text": text (few words),
    "firm": true or false
  } ]
}`);
    expect(shapeInWords({ anyOf: [{ type: 'integer' }, { type: 'null' }] })).toBe('a whole number or null');
    expect(shapeInWords({ type: ['string', 'null'] })).toBe('text or null');
    expect(shapeInWords({})).toBe('anything');
  });
});

describe('server-sent events', () => {
  async function eventsOf(...pieces: string[]): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    const source = (async function* () {
      yield* pieces;
    })();
    for await (const event of readEvents(source)) events.push(event);
    return events;
  }
  const event = (data: string, rest: object = {}): object => ({ name: null, data, cut: false, ...rest });

  test('a line end that is split between two pieces is one', async () => {
    expect(await eventsOf('data: a\r', '\ndata: b\r\n\r', '\ndata: c\n\n')).toEqual([
      event('a\nb'),
      event('c'),
    ]);
  });

  test('an event without data is none', async () => {
    expect(await eventsOf('event: ping\n\n: comment\n\ndata\n\n')).toEqual([event('')]);
  });

  test('the last one is given though it was cut', async () => {
    expect(await eventsOf('data: a\n\ndata: {"b')).toEqual([event('a'), event('{"b', { cut: true })]);
  });

  test('one line without end is no event', async () => {
    const piece = 'x'.repeat(256 * 1024);
    await expect(eventsOf(`data: `, ...Array.from({ length: 9 }, () => piece))).rejects.toMatchObject({
      code: 'model-bad-output',
    });
  });
});
