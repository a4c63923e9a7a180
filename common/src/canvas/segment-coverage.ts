import type { Block } from './blocks.ts';
import type { Connection, Note } from './note.ts';

/** What the business model of a segment consists of, as far as notes connect to it directly. */
export const SEGMENT_NEEDS = [
  'value-propositions',
  'channels',
  'customer-relationships',
  'revenue-streams',
] as const satisfies readonly Block[];

/** For each customer segment the blocks of `SEGMENT_NEEDS` that nothing connects to it from. */
export function segmentGaps(
  notes: ReadonlyMap<string, Pick<Note, 'id' | 'block'>>,
  connections: Iterable<Pick<Connection, 'from' | 'to'>>,
): Map<string, Block[]> {
  const linked = new Map<string, Set<Block>>();
  for (const { id, block } of notes.values()) if (block === 'customer-segments') linked.set(id, new Set());
  for (const { from, to } of connections) {
    for (const [segment, other] of [
      [from, to],
      [to, from],
    ] as const) {
      const block = notes.get(other)?.block;
      if (block) linked.get(segment)?.add(block);
    }
  }
  return new Map([...linked].map(([id, blocks]) => [id, SEGMENT_NEEDS.filter((need) => !blocks.has(need))]));
}
