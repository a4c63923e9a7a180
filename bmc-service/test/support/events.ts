import type { GenerationEvent } from '@aibmc/common/contract/generations';
import type { Person, Replica } from './harness.ts';

export type SeenEvent = GenerationEvent & { seq: number };

export interface EventStream {
  status: number;
  headers: Headers;
  /** Gives the events one by one; ends with the stream. */
  events: AsyncGenerator<SeenEvent>;
  leave: () => void;
}

/** Opens a generation's stream as a client over HTTP would. */
export async function openEvents(
  { url }: Replica,
  person: Person,
  generationId: string,
  lastEventId?: number,
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/v1/generations/${generationId}/events`, {
    headers: {
      authorization: person.auth,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
    signal: leaving.signal,
  });
  return {
    status: response.status,
    headers: response.headers,
    events: parseEvents(response.body),
    leave: () => {
      leaving.abort();
    },
  };
}

/** The events of a body, one by one. */
export async function* parseEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<SeenEvent> {
  if (!body) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
      const data = field('data');
      if (data === undefined) continue;
      yield {
        seq: Number(field('id')),
        name: field('event'),
        data: JSON.parse(data) as unknown,
      } as SeenEvent;
    }
  }
}

/** All events of a generation from the first (or after one) to its last. */
export async function allEvents(
  replica: Replica,
  person: Person,
  generationId: string,
  lastEventId?: number,
): Promise<SeenEvent[]> {
  const { events } = await openEvents(replica, person, generationId, lastEventId);
  const all: SeenEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
