import type { Block } from '@aibmc/common/canvas/blocks';
import type { KnownNote, ReaderInput } from '../answer-reader.ts';

/** The canvas as a reader needs it: to find notes by their keys and texts, and what is not to come again. */
export interface Board {
  generationId: string;
  noteByKey: ReadonlyMap<string, KnownNote>;
  noteByText: ReadonlyMap<string, KnownNote>;
  /** Connections that are there, by the ids of their notes: `pairOf`. */
  connectionByPair: ReadonlyMap<string, string>;
  /** Texts that people rejected or have not decided on yet, by `sameness`. */
  unwanted: ReadonlySet<string>;
}

export function boardOf({ generationId, notes, connections, avoid = [] }: ReaderInput): Board {
  const connectionByPair = new Map<string, string>();
  for (const [keys, id] of connections ?? []) {
    const [from, to] = keys.split('>').map((key) => notes.get(key)?.id);
    if (from && to) connectionByPair.set(pairOf(from, to), id);
  }
  return {
    generationId,
    noteByKey: notes,
    noteByText: new Map([...notes.values()].map((note) => [sameness(note), note])),
    connectionByPair,
    unwanted: new Set(avoid.map(sameness)),
  };
}

export function pairOf(fromId: string, toId: string): string {
  return `${fromId}>${toId}`;
}

/** Whether people have seen this text for this block and do not want it, or not twice. */
export function isUnwanted({ unwanted }: Board, note: { block: Block; text: string }): boolean {
  return unwanted.has(sameness(note)) || unwanted.has(sameness({ ...note, block: null }));
}

/** The same for notes that say the same but for case, spaces and a full stop. */
export function sameness({ block, text }: { block: Block | null; text: string }): string {
  return `${block ?? ''}:${text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '')}`;
}
