import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { FailureCode } from '../../src/domain/failures.ts';
import { KEY } from './upstream-client.ts';
import { answerText, finish, openSse, sendChunk, sendText } from './upstream.ts';

/** What an endpoint does that is broken, or means ill, and how a call of it must end. */
export interface Hostile {
  name: string;
  failure: FailureCode;
  /** Whether it gives the first half of an answer before. */
  begins?: true;
  answer: (res: ServerResponse) => unknown;
}

/** Two notes of an answer. */
export const HALF = answerText().slice(0, 300);

/** Text that must be told to nobody: endpoints quote the prompt and the key. */
export const VENDOR = `vendor text with ${KEY}`;

const BOMB = gzipSync(Buffer.alloc(128 * 1024 * 1024));
const MEGABYTE = 'x'.repeat(1024 * 1024);

function begin(res: ServerResponse): void {
  openSse(res);
  sendText(res, HALF);
}

/** Writes as fast as it is read, until the connection closes. */
function pour(res: ServerResponse, piece: string): void {
  const more = (): void => {
    while (!res.destroyed && res.write(piece));
  };
  res.on('drain', more);
  more();
}

/** Writes now and then, until the connection closes. */
function drip(res: ServerResponse, piece: string): void {
  const timer = setInterval(() => res.write(piece), 300);
  res.on('close', () => {
    clearInterval(timer);
  });
}

function refuse(res: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify({ error: { message: VENDOR, type: KEY, code: VENDOR } }));
}

export const HOSTILES: readonly Hostile[] = [
  {
    name: '429 again and again',
    failure: 'model-busy',
    answer: (res) => {
      refuse(res, 429, { 'retry-after-ms': '10' });
    },
  },
  {
    name: '500',
    failure: 'model-error',
    answer: (res) => {
      refuse(res, 500);
    },
  },
  {
    name: '401 that quotes the key',
    failure: 'model-key',
    answer: (res) => {
      refuse(res, 401);
    },
  },
  {
    name: '500 whose text never ends',
    failure: 'model-error',
    answer: (res) => {
      res.writeHead(500);
      pour(res, MEGABYTE);
    },
  },
  {
    name: '500 whose text hangs',
    failure: 'model-error',
    answer: (res) => {
      res.writeHead(500).write(VENDOR);
    },
  },
  { name: 'a hang before the headers', failure: 'model-timeout', answer: () => undefined },
  { name: 'a hang after the headers', failure: 'model-timeout', answer: openSse },
  { name: 'a hang in the middle', failure: 'model-timeout', begins: true, answer: begin },
  {
    name: 'an answer that drips',
    failure: 'model-timeout',
    begins: true,
    answer: (res) => {
      begin(res);
      drip(res, ' ');
    },
  },
  {
    name: 'comments that drip',
    failure: 'model-timeout',
    answer: (res) => {
      openSse(res);
      drip(res, ': still here\n\n');
    },
  },
  {
    name: 'comments without end',
    failure: 'model-bad-output',
    begins: true,
    answer: (res) => {
      begin(res);
      pour(res, `: ${MEGABYTE}\n`);
    },
  },
  {
    name: 'one line without end',
    failure: 'model-bad-output',
    begins: true,
    answer: (res) => {
      begin(res);
      pour(res, MEGABYTE);
    },
  },
  {
    name: 'one event without end',
    failure: 'model-bad-output',
    begins: true,
    answer: (res) => {
      begin(res);
      pour(res, `data: ${'x'.repeat(100)}\n`);
    },
  },
  {
    name: 'one document without end',
    failure: 'model-bad-output',
    answer: (res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":"');
      pour(res, MEGABYTE);
    },
  },
  {
    name: 'blanks without end',
    failure: 'model-bad-output',
    answer: (res) => {
      openSse(res);
      pour(res, ' '.repeat(1024 * 1024));
    },
  },
  {
    name: 'a gzip bomb',
    failure: 'model-bad-output',
    answer: (res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      res.end(BOMB);
    },
  },
  {
    name: 'what is no gzip though it says so',
    failure: 'model-unreachable',
    answer: (res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(VENDOR);
    },
  },
  {
    name: 'garbage for an event',
    failure: 'model-bad-output',
    begins: true,
    answer: (res) => {
      begin(res);
      res.end(`data: {${VENDOR}\n\n`);
    },
  },
  {
    name: 'an event of a million brackets',
    failure: 'model-bad-output',
    begins: true,
    answer: (res) => {
      begin(res);
      res.end(`data: ${'['.repeat(1_000_000)}\n\n`);
    },
  },
  {
    name: 'an error inside the stream',
    failure: 'model-error',
    begins: true,
    answer: (res) => {
      begin(res);
      sendChunk(res, { error: { message: VENDOR, code: 502 } });
      res.end();
    },
  },
  {
    name: 'a sign-in page with status 200',
    failure: 'model-bad-output',
    answer: (res) => {
      res.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${VENDOR}</title>`);
    },
  },
  {
    name: 'a connection that is closed in the middle',
    failure: 'model-unreachable',
    begins: true,
    answer: (res) => {
      begin(res);
      setTimeout(() => res.socket?.end(), 100);
    },
  },
  {
    name: 'a connection that is reset in the middle',
    failure: 'model-unreachable',
    begins: true,
    answer: (res) => {
      begin(res);
      setTimeout(() => res.socket?.resetAndDestroy(), 100);
    },
  },
  {
    name: 'a connection that is closed at once',
    failure: 'model-unreachable',
    answer: (res) => {
      res.socket?.destroy();
    },
  },
  {
    name: 'what is no HTTP',
    failure: 'model-unreachable',
    answer: (res) => {
      res.socket?.end(`SSH-2.0-${VENDOR}\r\n`);
    },
  },
  {
    name: 'a flood of headers',
    failure: 'model-unreachable',
    answer: (res) => {
      res.socket?.write(`HTTP/1.1 200 OK\r\n${`x-flood: ${VENDOR}\r\n`.repeat(10_000)}`);
    },
  },
  {
    name: 'a refusal by the model',
    failure: 'model-refused',
    answer: (res) => {
      openSse(res);
      sendChunk(res, { choices: [{ index: 0, delta: { refusal: VENDOR } }] });
      finish(res);
    },
  },
];
