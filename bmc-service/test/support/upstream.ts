import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Block, DRAFT_ORDER } from '@aibmc/common/canvas/blocks';

/** An endpoint that behaves as a test says, for what a polite mock does not do. */
export interface Upstream {
  baseUrl: string;
  /** Bodies of the requests that came. */
  requests: Record<string, unknown>[];
  /** Paths with queries, and headers, of the requests that came. */
  calls: { path: string; headers: IncomingHttpHeaders }[];
  /** Requests whose connection was closed before the answer was complete. */
  aborted: number;
  stop: () => Promise<void>;
}

type Answer = (res: ServerResponse, body: Record<string, unknown>, req: IncomingMessage) => unknown;

export async function startUpstream(answer: Answer, port = 0): Promise<Upstream> {
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    res.on('close', () => {
      if (!res.writableFinished) upstream.aborted += 1;
    });
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      upstream.requests.push(body);
      upstream.calls.push({ path: req.url ?? '', headers: req.headers });
      answer(res, body, req);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const upstream: Upstream = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: [],
    calls: [],
    aborted: 0,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return upstream;
}

/** Opens an event stream. */
export function openSse(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.flushHeaders();
}

/** Sends a piece of an answer as a chunk of a chat completion. */
export function sendText(res: ServerResponse, content: string): void {
  sendChunk(res, { choices: [{ index: 0, delta: { content }, finish_reason: null }] });
}

export function sendChunk(res: ServerResponse, chunk: unknown): void {
  res.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** Ends an answer properly. */
export function finish(res: ServerResponse, finishReason = 'stop'): void {
  sendChunk(res, { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
  res.end('data: [DONE]\n\n');
}

interface AnsweredNote {
  key: string;
  block: Block;
  text: string;
  connectsTo: string[];
}

/** What a good model answers: one note in each block, each connected to the segment or to an activity. */
export function answeredNotes(): AnsweredNote[] {
  return DRAFT_ORDER.map((block, index) => ({
    key: `n${index}`,
    block,
    text: `Bicycle repair ${block} number ${index}`,
    connectsTo: index === 0 ? [] : block === 'cost-structure' ? ['n6'] : ['n0', 'n1'],
  }));
}

export function answerText(notes: unknown[] = answeredNotes()): string {
  return JSON.stringify({ notes });
}
