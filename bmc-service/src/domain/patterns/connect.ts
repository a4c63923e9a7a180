import { type Block, connectionKind } from '@aibmc/common/canvas/blocks';
import type { ComposedNote } from './compose.ts';

export interface DraftConnection {
  from: string;
  to: string;
}

const TOWARDS_SEGMENTS: readonly Block[] = ['channels', 'customer-relationships', 'revenue-streams'];
const CAUSES: readonly Block[] = ['key-resources', 'key-activities', 'key-partners', 'channels'];

class Links {
  readonly all: DraftConnection[] = [];
  private readonly seen = new Set<string>();

  add(from: ComposedNote | undefined, to: ComposedNote | undefined): void {
    if (!from || !to || !connectionKind(from.block, to.block)) return;
    const pair = `${from.key}>${to.key}`;
    if (this.seen.has(pair)) return;
    this.seen.add(pair);
    this.all.push({ from: from.key, to: to.key });
  }
}

/** Each segment its own propositions, channels, relationships and revenue; each has at least one. */
function connectCustomers(of: (block: Block) => ComposedNote[], links: Links): void {
  const segments = of('customer-segments');
  const propositions = of('value-propositions');
  const propositionFor = (segment: number, nth: number) => {
    const own = propositions.filter((note) => note.segment === segment);
    return own[nth % Math.max(1, own.length)] ?? propositions[segment % Math.max(1, propositions.length)];
  };
  for (const note of propositions) links.add(note, segments[note.segment]);
  segments.forEach((segment, at) => links.add(propositionFor(at, 0), segment));

  for (const block of TOWARDS_SEGMENTS) {
    const notes = of(block);
    notes.forEach((note, nth) => {
      links.add(note, segments[note.segment]);
      links.add(note, propositionFor(note.segment, nth));
    });
    if (block === 'revenue-streams') continue;
    segments.forEach((segment, at) => {
      if (!notes.some((note) => note.segment === at))
        links.add(notes[at % Math.max(1, notes.length)], segment);
    });
  }
}

/** What backs each proposition, who provides it and what it costs. */
function connectInfrastructure(of: (block: Block) => ComposedNote[], links: Links): void {
  const propositions = of('value-propositions');
  const resources = of('key-resources');
  const activities = of('key-activities');
  const partners = of('key-partners');
  const last = propositions.length - 1;
  resources.forEach((note, at) => links.add(note, propositions[at % propositions.length]));
  activities.forEach((note, at) =>
    links.add(note, propositions[(last - at + propositions.length * 4) % propositions.length]),
  );
  partners.forEach((note, at) => {
    const known = [...resources, ...activities].find(({ source }) => source === note.from);
    links.add(note, known ?? activities[at % Math.max(1, activities.length)]);
  });
  of('cost-structure').forEach((note, at) => {
    const known = CAUSES.flatMap(of).find(({ source }) => source === note.from);
    links.add(note, known ?? activities[at % Math.max(1, activities.length)]);
  });
}

/** The connections of a draft's notes, those first whose notes come first. */
export function connectNotes(notes: readonly ComposedNote[]): DraftConnection[] {
  const links = new Links();
  const byBlock = Map.groupBy(notes, ({ block }) => block);
  const of = (block: Block) => byBlock.get(block) ?? [];
  connectCustomers(of, links);
  connectInfrastructure(of, links);
  const order = new Map(notes.map(({ key }, at) => [key, at]));
  const ready = ({ from, to }: DraftConnection) => Math.max(order.get(from) ?? 0, order.get(to) ?? 0);
  return links.all.sort((a, b) => ready(a) - ready(b));
}
