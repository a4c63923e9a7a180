import type { AuthoredEdit } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { LoggedEdit } from '@aibmc/common/contract/canvases';
import type { ClientFrame, LivePerson, ServerFrame } from '@aibmc/common/contract/live';
import type { Role } from '@aibmc/common/permissions';
import { CanvasStore, type SaveStatus, type StoreOptions } from '../canvas/canvas-store.ts';
import type { Detail } from '../canvas/live/confirmed.ts';
import type { Probe } from '../canvas/live/link.ts';
import type { OfflineQueue } from '../canvas/live/offline-queue.ts';
import type { OpenSocket, SocketEvents } from '../canvas/live/socket.ts';
import type { Timing } from '../canvas/live/timing.ts';

export const DETAIL: Detail & { role: Role } = {
  canvas: {
    id: 'c',
    title: 'Bread',
    kind: 'bmc',
    idea: '',
    language: 'en',
    revision: 1,
    groupId: null,
    groupName: null,
    createdAt: '',
    updatedAt: '',
  },
  notes: [{ id: 'n1', block: 'channels', text: 'Door', order: 'a0', origin: 'human', author: 'ana' }],
  connections: [],
  suggestions: [],
  role: 'editor',
};

export const add = (id: string, text: string): Edit => ({
  id: `edit-${id}`,
  type: 'note.add',
  note: { id, block: 'channels', text, order: `b${id}` },
});

export const rewrite = (id: string, noteId: string, text: string): Edit => ({
  id,
  type: 'note.set',
  noteId,
  set: { text },
});

/** Time that passes when told to. */
export class FakeTime implements Timing {
  #now = 0;
  #timers: { at: number; act: () => void }[] = [];
  random = (): number => 1;

  after = (ms: number, act: () => void): (() => void) => {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  };

  /** Lets time pass, and what was promised meanwhile come true. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = next.at;
      next.act();
    }
    this.#now = end;
  }
}

/** All promises that can be kept without time passing are. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The connections that a store opens, answered by the test. */
export class ScriptedServer {
  readonly connections: { events: SocketEvents; frames: ClientFrame[]; isClosed: boolean }[] = [];

  open: OpenSocket = (events) => {
    const connection = { events, frames: [] as ClientFrame[], isClosed: false };
    this.connections.push(connection);
    return {
      send: (text) => connection.frames.push(JSON.parse(text) as ClientFrame),
      close: () => (connection.isClosed = true),
    };
  };

  get #current() {
    const current = this.connections.at(-1);
    if (!current) throw new Error('nothing has connected');
    return current;
  }

  say(frame: ServerFrame): void {
    this.#current.events.onText(JSON.stringify(frame));
  }

  welcome(
    revision: number,
    { role = 'editor', people = [] }: { role?: Role; people?: LivePerson[] } = {},
  ): void {
    this.say({ type: 'welcome', canvasId: 'c', revision, role, connectionId: 'me', people });
  }

  /** Edits of a log from a revision on. */
  edits(from: number, ...edits: AuthoredEdit[]): void {
    this.say({ type: 'edits', from, to: from + edits.length - 1, edits: edits.map(logged(from)) });
  }

  close(code: number): void {
    this.#current.events.onClose(code);
  }

  /** What the current connection was sent, in short. */
  get sent(): string[] {
    return this.#current.frames.map((frame) => {
      if (frame.type === 'edits') return frame.edits.map(({ id }) => id).join('+');
      return frame.type === 'resume' ? `resume ${frame.after}` : frame.type;
    });
  }
}

function logged(from: number): (edit: AuthoredEdit, index: number) => LoggedEdit {
  return (edit, index) => ({ ...edit, revision: from + index, at: '' });
}

export const by = (author: string, edit: Edit): AuthoredEdit => ({ ...edit, author, origin: 'human' });

/** What outlives pages, as the browser's database does; each page has a queue on it. */
export class KeptEdits {
  readonly kept = new Map<string, readonly Edit[]>();
  isBroken = false;

  page(): OfflineQueue {
    const own = new Set<string>();
    const keyOf = ([edit]: readonly Edit[]): string => edit?.id ?? '';
    return {
      adopt: async () => {
        const left = [...this.kept].filter(([key]) => !own.has(key));
        for (const [key] of left) own.add(key);
        return left.map(([, edits]) => [...edits]);
      },
      put: async (edits) => {
        if (this.isBroken) throw new Error('full');
        own.add(keyOf(edits));
        this.kept.set(keyOf(edits), edits);
      },
      remove: async (edits) => void this.kept.delete(keyOf(edits)),
    };
  }
}

type ScriptedOptions = Partial<Omit<StoreOptions, 'queue'>> & { queue?: KeptEdits };

/** A store with everything around it under the test's control. */
export function scriptedStore({ queue = new KeptEdits(), ...options }: ScriptedOptions = {}) {
  const server = new ScriptedServer();
  const time = new FakeTime();
  const told = {
    refused: [] as string[],
    lost: [] as string[],
    rewritten: [] as string[],
    statuses: [] as SaveStatus[],
    unsaved: null as string[] | null,
    overtaken: 0,
  };
  const answers = { probe: 'unreachable' as Probe, detail: null as Detail | null };
  const store = new CanvasStore({
    detail: DETAIL,
    userId: 'ana',
    open: server.open,
    probe: async () => answers.probe,
    fetchCanvas: async () => answers.detail,
    queue: queue.page(),
    timing: time,
    nextFrame: (show) => void time.after(16, show),
    onStatus: (status) => told.statuses.push(status),
    onRefused: (edits, reason) => told.refused.push(`${edits.map(({ id }) => id).join('+')}: ${reason}`),
    onLost: (text, note) => told.lost.push(`${note?.block}: ${text}`),
    onRewritten: (noteId, text, author) => told.rewritten.push(`${noteId}: ${text} (${author})`),
    onOvertaken: () => told.overtaken++,
    onGone: (unsaved) => (told.unsaved = unsaved.flat().map(({ id }) => id)),
    ...options,
  });
  return { store, server, time, queue, told, answers };
}

export const texts = (store: CanvasStore): string[] =>
  [...store.state.notes.values()].map(({ text }) => text);
