import { GenerationFailure } from '../domain/failures.ts';

export interface ServerSentEvent {
  /** `event` of the stream's own words; `error` also for servers that write it as a field. */
  name: string | null;
  data: string;
  /** Whether the stream ended before the event was complete. */
  cut: boolean;
}

/** Characters of one event, or of one line, that are kept at most. */
const LONGEST_EVENT = 2 * 1024 * 1024;
const LINE_END = /\r\n|\n|\r/;

/**
 * The events of a stream of text. Each character is looked at once and comments are dropped as they come, so endless
 * ones cost no memory; the SDK's own reader keeps and searches again what has no blank line yet. Throws
 * GenerationFailure for an event or a line that is too long.
 */
export async function* readEvents(pieces: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  const event = new EventBuilder();
  let rest = '';
  let afterReturn = false;
  for await (const piece of pieces) {
    // the second half of a line end that was split between two pieces
    const text: string = afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    afterReturn = text.endsWith('\r');
    const lines = text.split(LINE_END);
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_EVENT) throw new GenerationFailure('model-bad-output');
    for (const line of lines) {
      const complete = event.take(line);
      if (complete) yield complete;
    }
  }
  // a last event without its blank line, or a last line without its end
  const last = event.take(rest) ?? event.take('');
  if (last) yield { ...last, cut: true };
}

/** Puts the lines of an event together. */
class EventBuilder {
  #name: string | null = null;
  #data: string[] = [];
  #length = 0;

  /** The event that this line completes, if it does. */
  take(line: string): ServerSentEvent | null {
    if (line === '') return this.#complete();
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#name = value;
    // older servers of llama.cpp write `error: {…}`
    if (field === 'error') this.#name = 'error';
    if (field === 'data' || field === 'error') this.#keep(value);
    return null;
  }

  #keep(value: string): void {
    this.#length += value.length;
    if (this.#length > LONGEST_EVENT) throw new GenerationFailure('model-bad-output');
    this.#data.push(value);
  }

  #complete(): ServerSentEvent | null {
    const event =
      this.#data.length > 0 ? { name: this.#name, data: this.#data.join('\n'), cut: false } : null;
    this.#name = null;
    this.#data = [];
    this.#length = 0;
    return event;
  }
}
