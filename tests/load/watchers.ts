import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openWire, type Wire } from './wire.ts';

/**
 * The other side of a fan-out test, as a process of its own: one writer and many watchers of the same text. Every
 * edit puts another number into it, by which it is known again in whatever form it arrives.
 */
export interface WatchersTask {
  kind: 'aibmc' | 'hocuspocus';
  host: string;
  port: number;
  watchers: number;
  seconds: number;
  /** Edits not acknowledged yet; with a rate, no more than this either. */
  outstanding: number;
  rate?: number;
  aibmc?: { token: string; canvasId: string; noteId: string };
}

export interface WatchersResult {
  edits: number;
  /** Edits times those who got them. */
  deliveries: number;
  perSecond: number;
  /** Milliseconds from sending an edit to its arrival at a watcher. */
  p50: number;
  p99: number;
}

/** How to take part: what to open, what to say first, how an edit is told, and which messages acknowledge one. */
interface Party {
  path: string;
  token?: string;
  hello: (wire: Wire) => void;
  edit: (number: number) => string | Uint8Array;
  acknowledged: (payload: Buffer) => number;
}

const WORD = Buffer.from('Stall number ');
const DOCUMENT = 'canvas';

function aibmc({ token, canvasId, noteId }: NonNullable<WatchersTask['aibmc']>): Party {
  return {
    path: `/api/v1/canvases/${canvasId}/live`,
    token,
    hello: () => undefined,
    edit: (number) =>
      `{"type":"edits","edits":[{"id":"${randomUUID()}","type":"note.set","noteId":"${noteId}","set":{"text":"Stall number ${number}."}}]}`,
    acknowledged: (payload) =>
      payload.toString('latin1', 0, 13) === '{"type":"ack"'
        ? (JSON.parse(payload.toString()) as { edits: unknown[] }).edits.length
        : 0,
  };
}

interface Yjs {
  Doc: new () => {
    getText: (name: string) => {
      length: number;
      delete: (at: number, n: number) => void;
      insert: (at: number, text: string) => void;
    };
    transact: (work: () => void) => void;
    on: (event: 'update', listener: (update: Uint8Array) => void) => void;
  };
}

/** hocuspocus's messages: the name of the document, what the message is, what it carries. */
async function hocuspocus(): Promise<Party> {
  const address = new URL('peers/node_modules/yjs/dist/yjs.mjs', import.meta.url).href;
  const { Doc } = (await import(address)) as Yjs;
  const doc = new Doc();
  const text = doc.getText('note');
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made) => (update = made));
  const name = Buffer.concat([Buffer.from([DOCUMENT.length]), Buffer.from(DOCUMENT)]);
  const [sync, auth, syncStatus] = [0, 2, 8];
  const yjsUpdate = 2;
  return {
    path: '/',
    hello: (wire) => wire.send(Buffer.concat([name, Buffer.from([auth, 0, 0])])),
    edit: (number) => {
      doc.transact(() => {
        text.delete(0, text.length);
        text.insert(0, `Stall number ${number}.`);
      });
      return Buffer.concat([name, Buffer.from([sync, yjsUpdate]), varUint(update.length), update]);
    },
    acknowledged: (payload) => (payload[name.length] === syncStatus ? 1 : 0),
  };
}

function varUint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

/** The numbers in a message, of the edits that it brings. */
function numbersIn(payload: Buffer, seen: (number: number) => void): void {
  for (let at = payload.indexOf(WORD); at !== -1; at = payload.indexOf(WORD, at)) {
    at += WORD.length;
    let number = 0;
    for (let digit = payload[at]; digit !== undefined && digit >= 48 && digit <= 57; digit = payload[++at]) {
      number = number * 10 + digit - 48;
    }
    seen(number);
  }
}

async function watch(task: WatchersTask): Promise<WatchersResult> {
  const party = task.kind === 'aibmc' ? aibmc(task.aibmc!) : await hocuspocus();
  const isPaced = task.rate !== undefined;
  const sentAt: number[] = [];
  const latencies: number[] = [];
  const last = new Array<number>(task.watchers).fill(0);
  const open = (onMessage: (payload: Buffer) => void): Promise<Wire> =>
    openWire({ host: task.host, port: task.port, path: party.path, token: party.token, onMessage });
  const wires: Wire[] = [];
  for (let index = 0; index < task.watchers; index += 1) {
    const wire = await open((payload) => {
      numbersIn(payload, (number) => {
        if (number <= (last[index] ?? 0)) return;
        last[index] = number;
        if (isPaced) latencies.push(performance.now() - (sentAt[number] ?? NaN));
      });
    });
    party.hello(wire);
    wires.push(wire);
  }
  let acknowledged = 0;
  let number = 0;
  let isRunning = false;
  let allowance = isPaced ? 0 : Infinity;
  const send = (): void => {
    while (isRunning && allowance >= 1 && number - acknowledged < task.outstanding) {
      allowance -= 1;
      number += 1;
      sentAt[number] = performance.now();
      writer.send(party.edit(number));
    }
  };
  const writer = await open((payload) => {
    acknowledged += party.acknowledged(payload);
    if (!isPaced) send();
  });
  party.hello(writer);
  await delay(500);
  const from = performance.now();
  isRunning = true;
  if (isPaced) {
    let before = from;
    const timer = setInterval(() => {
      const now = performance.now();
      allowance = Math.min(allowance + ((now - before) / 1_000) * (task.rate ?? 0), task.outstanding);
      before = now;
      send();
    }, 1);
    await delay(task.seconds * 1_000);
    clearInterval(timer);
  } else {
    send();
    await delay(task.seconds * 1_000);
  }
  isRunning = false;
  const until = performance.now() + 10_000;
  while (last.some((seen) => seen < number)) {
    if (performance.now() > until) throw new Error('Not every watcher got the last edit');
    await delay(5);
  }
  const seconds = (performance.now() - from) / 1_000;
  for (const wire of [...wires, writer]) wire.close();
  latencies.sort((a, b) => a - b);
  return {
    edits: number,
    deliveries: number * task.watchers,
    perSecond: number / seconds,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
  };
}

process.once('message', (task: WatchersTask) => {
  void watch(task).then((result) => process.send?.(result, () => process.exit(0)));
});
