import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Note } from '@aibmc/common/canvas/note';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { Generation, GenerationEvent } from '@aibmc/common/contract/generations';
import type { EventStream } from '../canvas/follow-generation.ts';

export const generation = (set: Partial<Generation> = {}): Generation => ({
  id: 'g1',
  canvasId: 'c',
  userId: 'ana',
  task: 'ask',
  block: null,
  instruction: 'Who pays?',
  status: 'queued',
  position: 1,
  model: 'small',
  pattern: null,
  language: 'en',
  accept: false,
  continues: null,
  notes: 0,
  connections: 0,
  checks: null,
  usage: null,
  calls: 0,
  result: null,
  error: null,
  createdAt: '2026-11-25T10:00:00.000Z',
  finishedAt: null,
  ...set,
});

export const suggestNote = (id: string, text = id): Suggestion => ({
  id: `s-${id}`,
  change: { type: 'note.add', note: { id, block: 'channels', text } },
});

export const suggestLink = (from: string, to: string): Suggestion => ({
  id: `s-${from}-${to}`,
  change: { type: 'connection.add', connection: { id: `l-${from}-${to}`, from, to } },
});

export function stateWith(
  notes: readonly Pick<Note, 'id' | 'block'>[],
  suggestions: Suggestion[] = [],
): CanvasState {
  const whole = notes.map(({ id, block }): Note => ({
    id,
    block,
    text: id,
    order: 'a0',
    origin: 'human',
    author: 'ana',
  }));
  return {
    title: 'Bread',
    idea: '',
    language: 'en',
    notes: new Map(whole.map((note) => [note.id, note])),
    connections: new Map(),
    suggestions: new Map(suggestions.map((one) => [one.id, one])),
  };
}

/** The event streams that are opened, each event told by the test. */
export class ScriptedStreams {
  readonly opened: {
    listeners: Map<string, (event: Event) => void>;
    stream: EventStream & { readyState: number };
  }[] = [];

  open = (): EventStream => {
    const listeners = new Map<string, (event: Event) => void>();
    const stream = {
      readyState: 1,
      addEventListener: (name: string, listener: (event: Event) => void) =>
        void listeners.set(name, listener),
      close: () => void (stream.readyState = 2),
    };
    this.opened.push({ listeners, stream });
    return stream;
  };

  say({ name, data }: GenerationEvent, id: number | '' = ''): void {
    const event = new MessageEvent(name, { data: JSON.stringify(data), lastEventId: String(id) });
    this.opened.at(-1)?.listeners.get(name)?.(event);
  }

  /** The connection is lost; the stream tries again by itself unless it is closed for good. */
  lose({ isClosed = true } = {}): void {
    const current = this.opened.at(-1);
    if (current && isClosed) current.stream.readyState = 2;
    current?.listeners.get('error')?.(new Event('error'));
  }
}
