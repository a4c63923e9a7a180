import { afterEach, describe, expect, test } from '@jest/globals';
import { HALF, HOSTILES } from './support/hostile-answers.ts';
import { finish, openSse, sendChunk, sendText, startUpstream, type Upstream } from './support/upstream.ts';
import { ask, clientOf, KEY, loggingClientOf, REQUEST } from './support/upstream-client.ts';

const LIMITS = { totalMs: 2_000, firstMs: 600, idleMs: 600 };

const opened: Upstream[] = [];
afterEach(async () => {
  for (const upstream of opened.splice(0)) await upstream.stop();
});

async function upstream(answer: Parameters<typeof startUpstream>[0]): Promise<Upstream> {
  const started = await startUpstream(answer);
  opened.push(started);
  return started;
}

describe('endpoints that misbehave', () => {
  test.each(HOSTILES)('$name: $failure', async ({ failure, begins, answer }) => {
    const endpoint = await upstream(answer);
    const { client, lines } = loggingClientOf(endpoint.baseUrl, LIMITS);
    const startedAt = Date.now();
    const outcome = await ask(client);
    expect(Date.now() - startedAt).toBeLessThan(LIMITS.totalMs + 500);
    expect(outcome.text).toBe(begins ? HALF : '');
    // who asks decides what a refusal means
    expect(outcome.failure ?? (outcome.end?.refused && 'model-refused')).toBe(failure);
    expect(lines.join('')).not.toMatch(/vendor|sk-|bicycle/i);
    if (outcome.failure) expect(lines.join('')).toContain(failure);
  });

  test('what is endless is left after a few megabytes, and the memory does not fill', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, ': comment\n');
    let sent = 0;
    const endpoint = await upstream((res) => {
      openSse(res);
      const more = (): void => {
        while (!res.destroyed && sent < 100 && res.write(megabyte)) sent += 1;
      };
      res.on('drain', more);
      more();
    });
    const before = process.memoryUsage().rss;
    expect((await ask(clientOf(endpoint.baseUrl))).failure).toBe('model-bad-output');
    expect(sent).toBeLessThan(50);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });

  test('bytes that are no UTF-8 become replacement characters and cost nothing else', async () => {
    const endpoint = await upstream((res) => {
      openSse(res);
      const [before = '', after = ''] = 'data: {"choices":[{"delta":{"content":"Caf|!"}}]}\n\n'.split('|');
      res.write(Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));
      finish(res);
    });
    expect(await ask(clientOf(endpoint.baseUrl))).toMatchObject({ text: 'Caf\ufffd!', failure: null });
  });

  test('an answer longer than any canvas ends as cut off', async () => {
    const endpoint = await upstream((res) => {
      openSse(res);
      for (let n = 0; n < 30; n += 1) sendText(res, 'x'.repeat(10_000));
      finish(res);
    });
    const { text, end } = await ask(clientOf(endpoint.baseUrl));
    expect(text).toHaveLength(200_000);
    expect(end?.finishReason).toBe('length');
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await upstream((res) => (openSse(res), sendText(res, 'no'), finish(res)));
    const endpoint = await upstream((res) => res.writeHead(307, { location: elsewhere.baseUrl }).end());
    expect((await ask(clientOf(endpoint.baseUrl))).failure).toBe('model-error');
    expect(elsewhere.requests).toHaveLength(0);
  });
});

describe('time limits', () => {
  test('thoughts are signs of life', async () => {
    const endpoint = await upstream((res) => {
      openSse(res);
      let thoughts = 0;
      const timer = setInterval(() => {
        thoughts += 1;
        sendChunk(res, { choices: [{ index: 0, delta: { reasoning_content: 'hm' } }] });
        if (thoughts < 5) return;
        clearInterval(timer);
        sendText(res, 'yes');
        finish(res);
      }, 200);
    });
    const client = clientOf(endpoint.baseUrl, { idleMs: 500, firstMs: 500 });
    expect(await ask(client)).toMatchObject({ text: 'yes', failure: null });
  });

  test('a model may think before it speaks, longer than it may stop once it speaks', async () => {
    const endpoint = await upstream((res) => {
      openSse(res);
      sendChunk(res, { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] });
      setTimeout(() => {
        sendText(res, 'yes');
        finish(res);
      }, 600);
    });
    const client = clientOf(endpoint.baseUrl, { idleMs: 300, firstMs: 3_000 });
    expect(await ask(client)).toMatchObject({ text: 'yes', failure: null });
  });

  test('a call may have less time than the endpoint', async () => {
    const endpoint = await upstream(() => undefined);
    const startedAt = Date.now();
    expect((await ask(clientOf(endpoint.baseUrl), { totalMs: 300 })).failure).toBe('model-timeout');
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  test.each<[string, Parameters<typeof startUpstream>[0]]>([
    ['before the headers', () => undefined],
    ['before the first word', openSse],
    ['in the middle', (res) => (openSse(res), sendText(res, 'half'))],
    ['while it waits to ask again', (res) => res.writeHead(429, { 'retry-after': '5' }).end()],
  ])('cancelled %s, it ends at once with the reason and the connection is closed', async (_name, answer) => {
    let hasCome = (): void => undefined;
    let isClosed = (): void => undefined;
    const come = new Promise<void>((resolve) => (hasCome = resolve));
    const closed = new Promise<void>((resolve) => (isClosed = resolve));
    const endpoint = await upstream((res, body, req) => {
      res.on('close', () => {
        isClosed();
      });
      answer(res, body, req);
      setTimeout(hasCome, 50);
    });
    const cancel = new AbortController();
    const asked = ask(clientOf(endpoint.baseUrl), {}, cancel.signal);
    await come;
    const cancelledAt = Date.now();
    cancel.abort('cancelled');
    await expect(asked).rejects.toBe('cancelled');
    expect(Date.now() - cancelledAt).toBeLessThan(500);
    await closed;
    expect(Date.now() - cancelledAt).toBeLessThan(1_000);
  });

  test('who leaves in the middle closes the connection', async () => {
    let isClosed = (): void => undefined;
    const closed = new Promise<void>((resolve) => (isClosed = resolve));
    const endpoint = await upstream((res) => {
      res.on('close', () => {
        isClosed();
      });
      openSse(res);
      sendText(res, 'half');
    });
    const answer = clientOf(endpoint.baseUrl).stream(REQUEST, new AbortController().signal);
    expect((await answer.next()).value).toBe('half');
    await answer.return({ finishReason: null, refused: false, usage: null });
    await closed;
  });
});

describe('an endpoint that fails and fails', () => {
  test('is left alone after five failures: calls then fail at once, unasked', async () => {
    const endpoint = await upstream((res) => res.writeHead(500).end());
    const client = clientOf(endpoint.baseUrl);
    for (let n = 0; n < 5; n += 1) {
      expect(client.state()).toBe('ready');
      expect((await ask(client)).failure).toBe('model-error');
    }
    expect(client.state()).toBe('paused');
    expect((await ask(client)).failure).toBe('model-paused');
    expect(endpoint.requests).toHaveLength(5);
  });

  test('what is the fault of the request or the key does not count', async () => {
    const endpoint = await upstream((res) => res.writeHead(401).end(KEY));
    const client = clientOf(endpoint.baseUrl);
    for (let n = 0; n < 7; n += 1) expect((await ask(client)).failure).toBe('model-key');
    expect(client.state()).toBe('ready');
  });

  test('refused connections are repeated within the budget only', async () => {
    let refusals = 0;
    const endpoint = await upstream((res) => {
      refusals += 1;
      res.writeHead(429, { 'retry-after-ms': '1' }).end();
    });
    const client = clientOf(endpoint.baseUrl);
    for (let n = 0; n < 5; n += 1) expect((await ask(client)).failure).toBe('model-busy');
    // two at first, and one for five calls
    expect(refusals).toBeLessThanOrEqual(8);
    expect(refusals).toBeGreaterThan(6);
  });
});
