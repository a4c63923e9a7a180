import { afterEach, describe, expect, test } from '@jest/globals';
import { keyHeaders } from '../src/clients/key-headers.ts';
import { RECORDED_TEXT, RECORDINGS } from './support/recorded-answers.ts';
import { finish, openSse, sendChunk, sendText, startUpstream, type Upstream } from './support/upstream.ts';
import { ask, clientOf, KEY } from './support/upstream-client.ts';

const opened: Upstream[] = [];
afterEach(async () => {
  for (const upstream of opened.splice(0)) await upstream.stop();
});

async function upstream(answer: Parameters<typeof startUpstream>[0]): Promise<Upstream> {
  const started = await startUpstream(answer);
  opened.push(started);
  return started;
}

type Answer = Parameters<typeof startUpstream>[0];

/** Sends bytes in pieces of so many, each in a packet of its own. */
const inPieces =
  (body: string, size: number, contentType = 'text/event-stream'): Answer =>
  (res) => {
    res.writeHead(200, { 'content-type': contentType });
    res.socket?.setNoDelay(true);
    const bytes = Buffer.from(body);
    const send = (at: number): void => {
      if (at >= bytes.length) res.end();
      else res.write(bytes.subarray(at, at + size), () => setImmediate(send, at + size));
    };
    send(0);
  };

describe('what known servers send', () => {
  test.each(RECORDINGS)('$server', async ({ body, contentType, finishReason, usage }) => {
    const whole = await upstream((res) => {
      res.writeHead(200, { 'content-type': contentType ?? 'text/event-stream' }).end(body);
    });
    const expected = { text: RECORDED_TEXT, end: { finishReason, refused: false, usage }, failure: null };
    expect(await ask(clientOf(whole.baseUrl))).toEqual(expected);
    // 7 divides neither lines nor characters
    const split = await upstream(inPieces(body, 7, contentType));
    expect(await ask(clientOf(split.baseUrl))).toEqual(expected);
  });

  test('characters split between packets, escapes split between chunks', async () => {
    const endpoint = await upstream(
      inPieces(
        'data: {"choices":[{"delta":{"content":"\\\\u00"}}]}\n\ndata: {"choices":[{"delta":{"content":"e9 € \u{1f6b2}"}}]}\n\n',
        1,
      ),
    );
    expect((await ask(clientOf(endpoint.baseUrl))).text).toBe('\\u00e9 € \u{1f6b2}');
  });

  test('a refusal is told as one', async () => {
    const endpoint = await upstream((res) => {
      openSse(res);
      sendChunk(res, { choices: [{ delta: { refusal: 'I cannot' } }] });
      finish(res);
    });
    expect(await ask(clientOf(endpoint.baseUrl))).toMatchObject({ text: '', end: { refused: true } });
  });
});

describe('errors inside an answer of status 200', () => {
  test.each([
    [
      'OpenRouter',
      '{"id":"gen-1","error":{"code":502,"message":"vendor"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}',
      'model-error',
    ],
    ['OpenRouter, by word', '{"error":{"code":"rate_limit_exceeded","message":"vendor"}}', 'model-busy'],
    [
      'vLLM up to 0.9',
      '{"object":"error","message":"vendor","type":"BadRequestError","param":null,"code":400}',
      'model-rejected',
    ],
    ['a text', '{"error":"vendor"}', 'model-error'],
    ['a finish reason', '{"choices":[{"delta":{},"finish_reason":"error"}]}', 'model-error'],
  ])('%s', async (_server, data, failure) => {
    const endpoint = await upstream((res) => {
      openSse(res);
      sendText(res, 'before');
      res.end(`data: ${data}\n\n`);
    });
    expect(await ask(clientOf(endpoint.baseUrl))).toEqual({ text: 'before', end: null, failure });
  });

  test.each([
    ['older llama.cpp', 'error: {"code":500,"message":"vendor","type":"server_error"}\n\n', 'model-error'],
    ['an event by name', 'event: error\ndata: {"type":"overloaded_error"}\n\n', 'model-busy'],
    ['a document', '{"error":{"code":429,"message":"vendor"}}', 'model-busy'],
  ])('%s', async (_server, body, failure) => {
    const endpoint = await upstream((res) => {
      openSse(res);
      res.end(body);
    });
    expect(await ask(clientOf(endpoint.baseUrl))).toEqual({ text: '', end: null, failure });
  });
});

describe('how an endpoint is called', () => {
  const echo: Answer = (res) => (openSse(res), sendText(res, 'yes'), finish(res));

  test('the query of its address goes with every call, as Azure wants its api-version', async () => {
    const endpoint = await upstream(echo);
    const client = clientOf(`${endpoint.baseUrl}/openai/deployments/d?api-version=2024-10-21`);
    expect((await ask(client)).text).toBe('yes');
    expect(endpoint.calls[0]?.path).toBe('/v1/openai/deployments/d/chat/completions?api-version=2024-10-21');
    expect(endpoint.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(endpoint.calls[0]?.headers['api-key']).toBeUndefined();
    expect(client.host).toBe(new URL(endpoint.baseUrl).host);
  });

  test.each([
    ['https://name.openai.azure.com/openai/v1', { 'api-key': KEY }],
    ['https://gateway.azure-api.net/openai', { 'api-key': KEY }],
    ['https://azure.com.example.org/v1', {}],
  ])('the key goes to %s as %j beside Authorization', (address, headers) => {
    expect(keyHeaders(address, KEY)).toEqual(headers);
    expect(keyHeaders(address, null)).toEqual({});
  });

  test.each([
    [{}, {}],
    [{ maxTokens: 64 }, { max_tokens: 64 }],
  ])('with a limit only when one is given: %j', async (request, expected) => {
    const endpoint = await upstream(echo);
    await ask(clientOf(endpoint.baseUrl), request);
    const { max_tokens, max_completion_tokens, temperature } = endpoint.requests[0] ?? {};
    expect({ max_tokens, max_completion_tokens, temperature }).toEqual(expected);
  });
});
