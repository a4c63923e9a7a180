import type { Connection, Note } from './note.ts';

/** The hues of segments, in the order in which segments get them. Grey is for notes of no segment. */
export const SEGMENT_HUES = ['blue', 'orange', 'violet', 'green', 'pink', 'ochre', 'teal'] as const;
export type Hue = (typeof SEGMENT_HUES)[number] | 'grey';

/** What colours a note: the hues it shows and the segments they stand for, both in the order of the segments. */
export interface SegmentColour {
  hues: Hue[];
  segmentIds: string[];
}

type ColouredNote = Pick<Note, 'id' | 'block' | 'order' | 'colour'>;

/** A bar that is split more often than this cannot be read. */
const HUES_SHOWN = 3;

/**
 * The segments that each note belongs to, as colours. A customer segment carries its own hue: the one chosen for
 * it, else the next of the list, by its place in the block. Any other note belongs to the segments it is connected
 * to; where there are none, to those of the value propositions it is connected to; failing that (most costs and
 * partners) to those of whatever it is connected to. A note of several segments shows the hues of the first three, side
 * by side: to give it only the first one's would say what is not so. A note of no segment is grey. A hue chosen for the
 * note itself goes before all that; its segments stay what they are.
 */
export function segmentColours(
  notes: readonly ColouredNote[],
  connections: readonly Pick<Connection, 'from' | 'to'>[],
): Map<string, SegmentColour> {
  const segments = notes.filter(({ block }) => block === 'customer-segments').toSorted(byOrder);
  const owners = new Map<string, Set<string>>(segments.map(({ id }) => [id, new Set([id])]));
  const neighbours = neighboursOf(connections);
  const propositions = new Set(
    notes.filter(({ block }) => block === 'value-propositions').map(({ id }) => id),
  );
  const isSegment = new Set(owners.keys());
  const passes = [
    (id: string) => isSegment.has(id),
    (id: string) => propositions.has(id),
    () => true,
    () => true,
  ];
  for (const through of passes) inherit(notes, neighbours, owners, through);

  const hues = new Map(
    segments.map(({ id, colour }, index) => [
      id,
      colour ?? SEGMENT_HUES[index % SEGMENT_HUES.length] ?? 'grey',
    ]),
  );
  return new Map(
    notes.map(({ id, block, colour }) => {
      const found = colourOf(owners.get(id), hues);
      return [id, colour && block !== 'customer-segments' ? { ...found, hues: [colour] } : found];
    }),
  );
}

/** Gives every note that has no segment yet those of its neighbours of the wanted sort. */
function inherit(
  notes: readonly ColouredNote[],
  neighbours: ReadonlyMap<string, readonly string[]>,
  owners: Map<string, Set<string>>,
  through: (id: string) => boolean,
): void {
  const found = new Map<string, Set<string>>();
  for (const { id } of notes) {
    if (owners.has(id)) continue;
    const segmentIds = (neighbours.get(id) ?? [])
      .filter(through)
      .flatMap((neighbour) => [...(owners.get(neighbour) ?? [])]);
    if (segmentIds.length > 0) found.set(id, new Set(segmentIds));
  }
  for (const [id, segmentIds] of found) owners.set(id, segmentIds);
}

function colourOf(
  segmentIds: ReadonlySet<string> | undefined,
  hues: ReadonlyMap<string, Hue>,
): SegmentColour {
  if (!segmentIds) return { hues: ['grey'], segmentIds: [] };
  const inOrder = [...hues.keys()].filter((id) => segmentIds.has(id));
  const shown = [...new Set(inOrder.map((id) => hues.get(id) ?? 'grey'))];
  return { hues: shown.slice(0, HUES_SHOWN), segmentIds: inOrder };
}

function neighboursOf(connections: readonly Pick<Connection, 'from' | 'to'>[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of connections) {
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const) {
      const known = neighbours.get(a);
      if (known) known.push(b);
      else neighbours.set(a, [b]);
    }
  }
  return neighbours;
}

/** Notes of a block in the order in which they are shown: by their keys, code unit by code unit, then by id. */
export function byOrder(a: Pick<Note, 'id' | 'order'>, b: Pick<Note, 'id' | 'order'>): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
