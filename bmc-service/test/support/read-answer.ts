import { type Block } from '@aibmc/common/canvas/blocks';
import type { GenerationEvent, Task } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';
import type { KnownNote, ReaderInput } from '../../src/domain/answer-reader.ts';
import { MODEL_TASKS } from '../../src/domain/model-tasks.ts';

export const GENERATION = '0192a000-0000-7000-8000-000000000001';

/** A note of a canvas; the same key is the same note. */
export function known(key: string, block: Block, text: string): [string, KnownNote] {
  return [key, { id: idOf(key), block, text }];
}

export function idOf(key: string): string {
  return derivedId(GENERATION, `canvas:${key}`);
}

/** A canvas of three notes, the first two connected. */
export const CANVAS = new Map([
  known('n1', 'value-propositions', 'Repairs at the office door'),
  known('n2', 'customer-segments', 'Offices in Granada with bicycles'),
  known('n3', 'revenue-streams', 'Monthly fee for each office'),
]);
export const CONNECTIONS = new Map([['n1>n2', idOf('n1>n2')]]);

export interface Read {
  events: GenerationEvent[];
  usable: number;
  complete: boolean;
}

/** What the reader of a task makes of an answer that comes in pieces. */
export function readAnswer(task: Task, pieces: readonly string[], input: Partial<ReaderInput> = {}): Read {
  const reader = MODEL_TASKS[task].createReader({
    ...{ generationId: GENERATION, notes: CANVAS, connections: CONNECTIONS, block: null },
    ...input,
  });
  const events = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return { events: joined(events), usable: reader.usable, complete: reader.complete };
}

/** Pieces of text in a row are one: how an answer is cut says nothing. */
function joined(events: readonly GenerationEvent[]): GenerationEvent[] {
  const result: GenerationEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.name === 'text' && last?.name === 'text')
      result[result.length - 1] = { name: 'text', data: { text: last.data.text + event.data.text } };
    else result.push(event);
  }
  return result;
}

export function inPieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
    text.slice(n * size, (n + 1) * size),
  );
}
