import { setTimeout as delay } from 'node:timers/promises';
import type { Edit } from '@aibmc/common/canvas/edits';
import { AppError } from '@aibmc/common/errors';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type WebSocket from 'ws';
import { type CanvasStore, type StoreOptions } from '../../frontend/browser/canvas/canvas-store.ts';
import type { Probe } from '../../frontend/browser/canvas/live/link.ts';
import type { OpenSocket } from '../../frontend/browser/canvas/live/socket.ts';
import { nextAct } from './acts.ts';
import type { Api } from './fault-cluster.ts';
import type { Journal } from './journal.ts';
import { KeptQueue } from './kept-queue.ts';
import { openLive } from './recorded-socket.ts';
import type { Watcher } from './crowd.ts';
import { type Board, boardOf } from './state.ts';
import type { Member } from './world.ts';

export interface StoreClientOptions {
  url: string;
  api: Api;
  canvasId: string;
  member: Member;
  journal: Journal;
  random: () => number;
  /** Milliseconds between two acts on average. */
  paceMs: number;
  /** How much faster than in a browser the store's clock runs, so that it gives up on dead connections sooner. */
  haste: number;
  Store: typeof CanvasStore;
}

/** What people do beside editing, of all that they do. */
const UNDO = 0.08;
const REDO = 0.04;
const SELECT = 0.1;
const DROP = 0.01;
const RELOAD = 0.005;

/**
 * Somebody at a browser: the very code that keeps the canvas there, over a WebSocket to the gateway. Now and then the
 * page is loaded again, and finds what the one before could not send.
 */
export class StoreClient implements Watcher {
  readonly #options: StoreClientOptions;
  readonly #name: string;
  readonly #queue: KeptQueue;
  #store: CanvasStore | null = null;
  #socket: WebSocket | null = null;
  #isStopped = false;

  constructor(options: StoreClientOptions) {
    this.#options = options;
    const { journal, canvasId, member } = options;
    this.#name = `browser ${member.name}`;
    this.#queue = new KeptQueue((edits) => {
      journal.intend(canvasId, member.id, edits, this.#name);
    });
  }

  get isSaved(): boolean {
    return this.#store !== null && this.#store.status.waiting === 0;
  }

  get board(): Board {
    const { canvasId } = this.#options;
    const content = this.#store ? boardOf(this.#store.state) : boardOf(NOTHING);
    return { client: this.#name, canvasId, ...content, revision: this.#store?.revision ?? -1 };
  }

  /** Edits until it is enough; the page stays open after that. */
  async work(enough: AbortSignal): Promise<void> {
    const { random, paceMs } = this.#options;
    await this.#openPage();
    while (!enough.aborted) {
      await this.#doSomething(random());
      await delay(random() * 2 * paceMs, undefined, { signal: enough }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#store?.stop();
    this.#socket?.terminate();
  }

  async #doSomething(chance: number): Promise<void> {
    const store = this.#store;
    if (!store) return;
    const { random } = this.#options;
    if (chance < UNDO) store.undo();
    else if (chance < UNDO + REDO) store.redo();
    else if (chance < UNDO + REDO + SELECT)
      store.showPresence({ selected: [...store.state.notes.keys()].slice(0, 3) });
    else if (chance < UNDO + REDO + SELECT + DROP) this.#socket?.terminate();
    else if (chance < UNDO + REDO + SELECT + DROP + RELOAD) await this.#openPage();
    else store.act(...nextAct(random, store.state));
  }

  /** Loads the page, again and again until the server gives it. */
  async #openPage(): Promise<void> {
    this.#store?.stop();
    this.#store = null;
    for (;;) {
      const detail = await this.#read();
      if (this.#isStopped) return;
      if (detail) {
        this.#store = new this.#options.Store(this.#storeOptions(detail));
        await this.#store.start();
        return;
      }
      await delay(300);
    }
  }

  #storeOptions(detail: CanvasDetail): StoreOptions {
    const { journal, canvasId, member, random, haste } = this.#options;
    return {
      detail,
      userId: member.id,
      open: (events) => this.#connect(events),
      probe: () => this.#probe(),
      fetchCanvas: () => this.#read(),
      queue: this.#queue.forNewPage(),
      timing: {
        after: (ms, act) => {
          const timer = setTimeout(act, ms / haste).unref();
          return () => {
            clearTimeout(timer);
          };
        },
        random,
      },
      nextFrame: (show) => {
        setTimeout(show, 16);
      },
      onStatus: () => undefined,
      onRefused: (edits: readonly Edit[]) => {
        journal.giveUp(canvasId, edits);
      },
      onLost: () => undefined,
      onRewritten: () => undefined,
      onOvertaken: () => undefined,
      onGone: (unsaved) => {
        journal.giveUp(canvasId, unsaved.flat());
      },
    };
  }

  /** A WebSocket as the store knows it, once there is a token for it. */
  #connect({ onText, onClose }: Parameters<OpenSocket>[0]): ReturnType<OpenSocket> {
    const { url, canvasId, member, journal } = this.#options;
    let socket: WebSocket | null = null;
    let isClosed = false;
    const open = async (): Promise<void> => {
      const token = await member.token();
      if (isClosed) return;
      socket = this.#socket = openLive({ url, canvasId, token, journal, client: this.#name });
      socket.on('message', (data: Buffer) => {
        onText(data.toString());
      });
      socket.on('error', () => undefined);
      socket.on('close', onClose);
    };
    open().catch(() => {
      onClose(1006);
    });
    return {
      send: (text) => {
        if (socket?.readyState === socket?.OPEN) socket?.send(text);
      },
      close: () => {
        isClosed = true;
        socket?.close();
      },
    };
  }

  async #probe(): Promise<Probe> {
    const { api, canvasId, member } = this.#options;
    try {
      const token = await member.token();
      await api.listEdits({ params: { canvasId }, query: { limit: 1 } }, { token });
      return 'reachable';
    } catch (error) {
      const status = error instanceof AppError ? error.status : 0;
      return status === 401 ? 'signed-out' : status === 404 ? 'gone' : 'unreachable';
    }
  }

  async #read(): Promise<CanvasDetail | null> {
    const { api, canvasId, member } = this.#options;
    try {
      const token = await member.token();
      return await api.getCanvas({ params: { canvasId } }, { token });
    } catch {
      return null;
    }
  }
}

const NOTHING = {
  title: '',
  idea: '',
  language: 'en',
  notes: new Map(),
  connections: new Map(),
  suggestions: new Map(),
} as const;
