import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openWire, type Wire } from './wire.ts';

/**
 * The other side of a load test of edits, as a process of its own: writers with a connection to each of their
 * canvases and a limit on the edits that are not acknowledged yet.
 */
export interface WritersTask {
  host: string;
  port: number;
  writers: { token: string; canvases: { id: string; noteIds: string[] }[] }[];
  inFlight: number;
  seconds: number;
  /** Edits a second by all writers together; as many as get acknowledged where it is missing. */
  rate?: number;
}

export interface WritersResult {
  acknowledged: number;
  refused: number;
  perSecond: number;
  /** Milliseconds from sending an edit to its acknowledgement. */
  p50: number;
  p99: number;
  /** CPU seconds of this process. */
  cpuSeconds: number;
}

const ACK = '{"type":"ack"';
const REJECT = '{"type":"reject"';
const WARM_UP_MS = 1_000;

class Writer {
  readonly #wires: { wire: Wire; noteIds: string[] }[] = [];
  readonly #sentAt = new Map<string, number>();
  readonly #inFlight: number;
  readonly #results: Results;
  #count = 0;
  /** Edits that may be sent now; infinite where there is no rate. */
  allowance = 0;

  constructor(inFlight: number, results: Results) {
    this.#inFlight = inFlight;
    this.#results = results;
  }

  async open(task: WritersTask, { token, canvases }: WritersTask['writers'][number]): Promise<void> {
    for (const { id, noteIds } of canvases) {
      const wire = await openWire({
        host: task.host,
        port: task.port,
        path: `/api/v1/canvases/${id}/live`,
        token,
        onMessage: (payload) => this.#receive(payload),
      });
      this.#wires.push({ wire, noteIds });
    }
  }

  /** Sends what may be sent; what goes out in one go is one write, as browsers do it too. */
  send(): void {
    for (const { wire } of this.#wires) wire.socket.cork();
    this.#sendAll();
    for (const { wire } of this.#wires) wire.socket.uncork();
  }

  #sendAll(): void {
    while (this.allowance >= 1 && this.#sentAt.size < this.#inFlight) {
      this.allowance -= 1;
      const turn = this.#count++;
      const { wire, noteIds } = this.#wires[turn % this.#wires.length]!;
      const id = randomUUID();
      const noteId = noteIds[turn % noteIds.length];
      this.#sentAt.set(id, performance.now());
      wire.send(
        `{"type":"edits","edits":[{"id":"${id}","type":"note.set","noteId":"${noteId}","set":{"text":"Stall number ${turn}"}}]}`,
      );
    }
  }

  #receive(payload: Buffer): void {
    const start = payload.toString('latin1', 0, REJECT.length);
    if (start.startsWith(ACK)) {
      const { edits } = JSON.parse(payload.toString()) as { edits: { id: string }[] };
      const now = performance.now();
      for (const { id } of edits) {
        const sentAt = this.#sentAt.get(id);
        if (sentAt === undefined) continue;
        this.#sentAt.delete(id);
        this.#results.acknowledge(now - sentAt);
      }
      this.send();
    } else if (start === REJECT) {
      for (const id of (JSON.parse(payload.toString()) as { ids: string[] }).ids) this.#sentAt.delete(id);
      this.#results.refused += 1;
      this.send();
    }
  }

  close(): void {
    for (const { wire } of this.#wires) wire.close();
  }
}

class Results {
  #latencies: number[] = [];
  refused = 0;

  acknowledge(ms: number): void {
    this.#latencies.push(ms);
  }

  /** Forgets what came before. */
  begin(): void {
    this.#latencies = [];
    this.refused = 0;
  }

  end(seconds: number, cpuSeconds: number): WritersResult {
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
    return {
      acknowledged: sorted.length,
      refused: this.refused,
      perSecond: sorted.length / seconds,
      p50: at(0.5),
      p99: at(0.99),
      cpuSeconds,
    };
  }
}

async function write(task: WritersTask): Promise<WritersResult> {
  const results = new Results();
  const writers = task.writers.map(() => new Writer(task.inFlight, results));
  await Promise.all(writers.map((writer, index) => writer.open(task, task.writers[index]!)));
  const isPaced = task.rate !== undefined;
  const perMs = (task.rate ?? 0) / 1_000 / writers.length;
  // not all at the same moment
  writers.forEach((writer, index) => (writer.allowance = index / writers.length));
  let last = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      for (const writer of writers) {
        // what could not be sent in time is not made up for without end
        writer.allowance = isPaced
          ? Math.min(writer.allowance + (now - last) * perMs, task.inFlight)
          : Infinity;
        writer.send();
      }
      last = now;
    },
    isPaced ? 1 : 100,
  );
  await delay(WARM_UP_MS);
  results.begin();
  const from = performance.now();
  const cpu = process.cpuUsage();
  await delay(task.seconds * 1_000);
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(timer);
  const result = results.end(seconds, (user + system) / 1e6);
  for (const writer of writers) writer.close();
  return result;
}

process.once('message', (task: WritersTask) => {
  void write(task).then((result) => process.send?.(result, () => process.exit(0)));
});
