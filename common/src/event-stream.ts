import type { Response } from 'express';

const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;

/** One event of `text/event-stream`; without an id it leaves the client's `Last-Event-ID` as it is. */
export interface StreamedEvent {
  id?: number | null;
  name: string;
  data: unknown;
}

/**
 * Begins an answer of `text/event-stream` whose clients come back 2 s after it breaks off. A comment every 15 s shows
 * that it lives. Returns how to end that; the answer itself is ended by the caller.
 */
export function openEventStream(res: Response): () => void {
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  res.write(`retry: ${RECONNECT_MS}\n\n`);
  const heartbeat = setInterval(() => {
    if (!res.writableNeedDrain) res.write(':\n\n');
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
  };
}

/** Events as they go over the wire. */
export function encodeEvents(events: readonly StreamedEvent[]): string {
  return events
    .map(({ id, name, data }) => {
      const line = id === undefined || id === null ? '' : `id: ${id}\n`;
      return `${line}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    })
    .join('');
}
