import { get as httpGet, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway, until } from './support.ts';

const EVENTS = '/api/v1/generations/0190a000-0000-7000-8000-00000000000a/events';
const TIME_LIMIT_MS = 200;

let gateway: Gateway;
let answer: RequestListener;
/** Whether the client's leaving reached the service. */
let upstreamLeft = false;

beforeAll(async () => {
  gateway = await startGateway(
    {
      generations: (req, res) => {
        upstreamLeft = false;
        res.on('close', () => (upstreamLeft = !res.writableEnded));
        answer(req, res);
      },
    },
    { UPSTREAM_TIMEOUT_MS: String(TIME_LIMIT_MS) },
  );
});

afterAll(() => gateway.close());

function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpGet(gateway.url + EVENTS, { headers: { accept: 'text/event-stream' } }, resolve).on('error', reject);
  });
}

function startStream(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  res.flushHeaders();
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a stream of events', () => {
  test('gets its headers before its first event', async () => {
    answer = (_req, res) => {
      startStream(res);
    };
    const stream = await open();
    expect(stream.statusCode).toBe(200);
    expect(stream.headers['content-type']).toBe('text/event-stream');
    stream.destroy();
    await until(() => upstreamLeft);
  });

  test('passes each event when it is sent, and may be silent for longer than the time limit', async () => {
    const sent: number[] = [];
    const received: number[] = [];
    answer = (_req, res) => {
      startStream(res);
      void (async () => {
        for (let id = 1; id <= 3; id += 1) {
          sent.push(performance.now());
          res.write(`id: ${id}\nevent: text\ndata: {"text":"x"}\n\n`);
          await wait(TIME_LIMIT_MS * 2);
        }
        res.end();
      })();
    };
    const stream = await open();
    let text = '';
    for await (const chunk of stream) {
      received.push(performance.now());
      text += String(chunk);
    }
    expect(text.match(/^id: \d$/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
    expect(received).toHaveLength(3);
    received.forEach((at, n) => {
      expect(at - (sent[n] ?? 0)).toBeLessThan(100);
    });
  });

  test('that does not begin in time is 504', async () => {
    answer = () => undefined;
    const stream = await open();
    expect(stream.statusCode).toBe(504);
    stream.resume();
    await until(() => upstreamLeft);
  });

  test('is left at the service when the client leaves before the headers', async () => {
    let arrived = false;
    answer = () => (arrived = true);
    const leaving = httpGet(gateway.url + EVENTS);
    leaving.on('error', () => undefined);
    await until(() => arrived);
    leaving.destroy();
    await until(() => upstreamLeft);
  });

  test('is left at the service when the client leaves after the headers', async () => {
    answer = (_req, res) => {
      startStream(res);
      res.write('id: 1\ndata: {}\n\n');
    };
    const stream = await open();
    await new Promise((resolve) => stream.once('data', resolve));
    expect(upstreamLeft).toBe(false);
    stream.destroy();
    await until(() => upstreamLeft);
  });

  test('that breaks off at the service breaks off at the client, who can come back', async () => {
    answer = (req, res) => {
      startStream(res);
      res.write('id: 1\ndata: {}\n\n');
      setTimeout(() => req.socket.destroy(), 20);
    };
    const stream = await open();
    stream.resume();
    await new Promise((resolve) => stream.on('close', resolve).on('error', () => undefined));
    expect(stream.complete).toBe(false);
  });

  test('many at once hold each other up nowhere', async () => {
    const open50: ServerResponse[] = [];
    answer = (_req, res) => {
      startStream(res);
      open50.push(res);
    };
    const streams = await Promise.all(Array.from({ length: 50 }, open));
    const firsts = streams.map((stream) => new Promise((resolve) => stream.once('data', resolve)));
    for (const res of open50) res.write('id: 1\ndata: {}\n\n');
    await Promise.all(firsts);
    for (const stream of streams) stream.destroy();
    await until(() => open50.every((res) => res.closed));
  });
});
