import { setTimeout as delay } from 'node:timers/promises';
import { applyEdits, type CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { ServerFrame } from '@aibmc/common/contract/live';
import WebSocket from 'ws';
import type { Watcher } from './crowd.ts';
import type { Api } from './fault-cluster.ts';
import type { Journal } from './journal.ts';
import { openLive } from './recorded-socket.ts';
import { type Board, boardOf } from './state.ts';
import { INITIAL, type Member } from './world.ts';

interface LiveReaderOptions {
  url: string;
  api: Api;
  canvasId: string;
  member: Member;
  journal: Journal;
}

const PING_MS = 1_000;
/** Without any frame for so long a connection counts as dead. */
const SILENCE_MS = 4_000;
const RECONNECT_MS = 200;

/**
 * A client that only reads, written from the protocol alone, apart from the browser's own: it applies what comes, one
 * edit after the other, from the first revision on, and knows nothing else of the canvas.
 */
export class LiveReader implements Watcher {
  readonly canvasId: string;
  readonly name: string;
  #state: CanvasState = INITIAL;
  #revision = 0;
  /** Frames that are ahead of a gap. */
  #ahead: Extract<ServerFrame, { type: 'edits' }>[] = [];
  #socket: WebSocket | null = null;
  #running: Promise<void> | null = null;
  #isStopping = false;
  readonly #options: LiveReaderOptions;

  constructor(options: LiveReaderOptions) {
    this.#options = options;
    this.canvasId = options.canvasId;
    this.name = `reader ${options.member.name}`;
  }

  readonly isSaved = true;

  get board(): Board {
    return { client: this.name, canvasId: this.canvasId, ...boardOf(this.#state), revision: this.#revision };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#socket?.terminate();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let isFirst = true; !this.#isStopping; isFirst = false) {
      if (!isFirst) {
        this.#options.journal.reconnects += 1;
        await delay(RECONNECT_MS);
      }
      await this.#connection();
    }
  }

  /** One connection, from its beginning to its end. */
  async #connection(): Promise<void> {
    const { url, member, journal, canvasId } = this.#options;
    const token = await member.token().catch(() => null);
    if (token === null || this.#isStopping) return;
    this.#ahead = [];
    const socket = openLive({ url, canvasId, token, journal, client: this.name });
    this.#socket = socket;
    let heardAt = Date.now();
    const heart = setInterval(() => {
      if (Date.now() - heardAt > SILENCE_MS) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    }, PING_MS);
    socket.on('message', (data: Buffer) => {
      heardAt = Date.now();
      this.#take(socket, JSON.parse(data.toString()) as ServerFrame);
    });
    socket.on('error', () => socket.terminate());
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(heart);
  }

  #take(socket: WebSocket, frame: ServerFrame): void {
    if (frame.type === 'welcome' && frame.revision > this.#revision) this.#resume(socket);
    if (frame.type === 'reload') void this.#reload(socket);
    if (frame.type !== 'edits') return;
    this.#ahead.push(frame);
    this.#ahead.sort((a, b) => a.from - b.from);
    while (this.#ahead[0] && this.#ahead[0].from <= this.#revision + 1) {
      const { edits } = this.#ahead.shift() ?? { edits: [] };
      this.#apply(edits.filter(({ revision }) => revision > this.#revision));
    }
  }

  #apply(edits: readonly LoggedEdit[]): void {
    this.#state = applyEdits(this.#state, edits);
    this.#revision = edits.at(-1)?.revision ?? this.#revision;
  }

  #resume(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: 'resume', after: this.#revision }));
  }

  /** More is missing than is sent: the log is read page by page. */
  async #reload(socket: WebSocket): Promise<void> {
    const { api, member, canvasId } = this.#options;
    try {
      for (;;) {
        const token = await member.token();
        const query = { after: this.#revision, limit: 1_000 };
        const { edits } = await api.listEdits({ params: { canvasId }, query }, { token });
        if (edits.length === 0) break;
        this.#apply(edits as unknown as LoggedEdit[]);
      }
      this.#resume(socket);
    } catch {
      socket.terminate();
    }
  }
}
