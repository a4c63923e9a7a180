import type {
  Generation,
  GENERATION_STATUSES,
  GenerationEvent,
  GenerationEventName,
} from '@aibmc/common/contract/generations';
import type { Timing } from './live/timing.ts';

type Status = (typeof GENERATION_STATUSES)[number];

/** What is used of an EventSource. */
export interface EventStream {
  readonly readyState: number;
  addEventListener: (name: string, listener: (event: Event) => void) => void;
  close: () => void;
}

interface FollowOptions {
  /** Opens its events from the first; the stream itself reconnects after the last it got for as long as it can. */
  open: () => EventStream;
  /** How it stands, or null while that cannot be told. */
  find: () => Promise<Generation | null>;
  timing: Timing;
  onEvent: (event: GenerationEvent) => void;
  /** The connection is gone for longer than the stream itself can mend; it is made again until the end is known. */
  onLost: () => void;
  /** There are no more events. Given as it ended, where that can be read. */
  onEnd: (generation: Generation | null) => void;
}

/** `EventSource.CLOSED`, which is not there outside of browsers. */
const CLOSED = 2;
const RECONNECT_MS = 3_000;
const NAMES: readonly GenerationEventName[] = [
  'note',
  'dropped',
  'connection',
  'suggestion',
  'point',
  'text',
  'progress',
  'stage',
  'queue',
  'usage',
  'done',
  'error',
];

/** Whether there is nothing more to come of a generation. */
export function hasEnded(status: Status): boolean {
  return status !== 'queued' && status !== 'running';
}

/** Follows a generation from its first event to its end, each event once, over lost connections. Answers what stops it. */
export function followGeneration({ open, find, timing, onEvent, onLost, onEnd }: FollowOptions): () => void {
  let last = 0;
  let isOver = false;
  let stream: EventStream;
  let cancelTimer = (): void => undefined;

  const stop = (): void => {
    isOver = true;
    cancelTimer();
    stream.close();
  };
  const end = (generation: Generation | null): void => {
    if (isOver) return;
    stop();
    onEnd(generation);
  };
  const take = (name: GenerationEventName, event: Event): void => {
    // The stream's own event named `error` has data; that of a lost connection has none.
    if (!(event instanceof MessageEvent)) {
      if (name === 'error' && stream.readyState === CLOSED) void reconnect();
      return;
    }
    // A stream that was opened anew begins again. `queue` is told without an id of its own.
    if (name !== 'queue') {
      const id = Number(event.lastEventId);
      if (id > 0 && id <= last) return;
      last = Math.max(last, id);
    }
    onEvent({ name, data: JSON.parse(event.data as string) as unknown } as GenerationEvent);
    if (name === 'done' || name === 'error') {
      stream.close();
      void find().then(end);
    }
  };
  const connect = (): void => {
    stream = open();
    for (const name of NAMES) {
      stream.addEventListener(name, (event) => {
        if (!isOver) take(name, event);
      });
    }
  };
  const reconnect = async (): Promise<void> => {
    const generation = await find();
    if (isOver) return;
    if (generation && hasEnded(generation.status)) {
      end(generation);
      return;
    }
    onLost();
    cancelTimer = timing.after(RECONNECT_MS, connect);
  };

  connect();
  return stop;
}
