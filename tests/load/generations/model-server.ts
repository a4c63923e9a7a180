import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DRAFT_ORDER } from '@aibmc/common/canvas/blocks';

/**
 * An endpoint with Chat Completions, as a process of its own, that streams the same draft to everybody: a piece of 12
 * characters every so many milliseconds, which the name of the model tells (`every-20`). Asked by a message, it says
 * what it has seen.
 */
export interface ModelServerCounts {
  calls: number;
  /** Answers that are being streamed. */
  open: number;
  /** Answers whose reader left before the end. */
  left: number;
  /** When the last of them left, in milliseconds since 1970. */
  lastLeftAt: number;
}

const NOTES_A_BLOCK = 4;
const PIECE = /.{1,12}/gsu;

const notes = DRAFT_ORDER.flatMap((block, at) =>
  Array.from({ length: NOTES_A_BLOCK }, (_, count) => ({
    key: `${block}-${count}`,
    block,
    text: `Bicycle repair at offices, plan ${at * NOTES_A_BLOCK + count}`,
    assumption: false,
    connectsTo: [],
  })),
);
const pieces = JSON.stringify({ notes }).match(PIECE) ?? [];

const counts: ModelServerCounts = { calls: 0, open: 0, left: 0, lastLeftAt: 0 };

function chunk(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const fields = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'every', choices };
  return `data: ${JSON.stringify(fields)}\n\n`;
}

const chunks = [
  ...pieces.map((content) => chunk({ content })),
  `${chunk({}, 'stop')}data: [DONE]\n\n`,
] as const;

function stream(res: ServerResponse, everyMs: number): void {
  counts.calls += 1;
  counts.open += 1;
  let at = 0;
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.flushHeaders();
  const timer = setInterval(() => {
    if (at < chunks.length) res.write(chunks[at++]);
    else res.end();
  }, everyMs);
  res.on('close', () => {
    clearInterval(timer);
    counts.open -= 1;
    if (res.writableFinished) return;
    counts.left += 1;
    counts.lastLeftAt = Date.now();
  });
}

const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    const { model } = JSON.parse(Buffer.concat(parts).toString()) as { model: string };
    stream(res, Number(model.replace('every-', '')));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => process.send?.(counts));
process.on('disconnect', () => process.exit());
