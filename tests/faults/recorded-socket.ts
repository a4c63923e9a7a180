import { type ClientFrame, LIVE_PATH, type ServerFrame } from '@aibmc/common/contract/live';
import { fillPath } from '@aibmc/common/contract/client';
import { API_PREFIX } from '@aibmc/common/contract/route';
import WebSocket from 'ws';
import type { Journal } from './journal.ts';

interface LiveOptions {
  /** Of the gateway. */
  url: string;
  canvasId: string;
  token: string;
  journal: Journal;
  client: string;
}

/** A client that cannot connect for so long gives up. */
const HANDSHAKE_MS = 4_000;

/** A WebSocket to a canvas whose frames about revisions are kept in the journal, with the acks and refusals. */
export function openLive({ url, canvasId, token, journal, client }: LiveOptions): WebSocket {
  const address = url.replace(/^http/, 'ws') + API_PREFIX + fillPath(LIVE_PATH, { canvasId });
  const socket = new RecordedSocket(address, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_MS,
  });
  const { events } = journal.openStream(canvasId, client);
  socket.onSend = (text) => {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.type === 'resume') events.push(frame);
  };
  // Before any other listener: what a client does with a frame comes after the frame.
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as ServerFrame;
    if (frame.type === 'welcome' || frame.type === 'reload' || frame.type === 'edits') events.push(frame);
    else if (frame.type === 'ack') journal.acknowledge(canvasId, client, frame);
    else if (frame.type === 'reject' && isFinal(frame)) {
      journal.refuse(canvasId, client, frame.ids, frame.code);
    }
  });
  return socket;
}

class RecordedSocket extends WebSocket {
  onSend: (text: string) => void = () => undefined;

  override send(data: string): void {
    this.onSend(data);
    super.send(data);
  }
}

/** A refusal that may pass is no refusal: the client sends the same again. */
function isFinal({ code, retryAfter }: Extract<ServerFrame, { type: 'reject' }>): boolean {
  return retryAfter === undefined && !['unavailable', 'internal', 'too-many-requests'].includes(code);
}
