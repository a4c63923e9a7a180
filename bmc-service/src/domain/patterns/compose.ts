import { type Block, DRAFT_ORDER, type Language } from '@aibmc/common/canvas/blocks';
import { checkNote } from '@aibmc/common/canvas/checks/note-checks';
import { ideaStems, readNote } from '@aibmc/common/canvas/checks/reading';
import { likeness, stemsOf } from './alike.ts';
import { type Candidate, candidatesFor, type Tables } from './candidates.ts';
import { fillLine, GOOD_LENGTH, LONGEST, type Slots } from './fill.ts';
import { BEFORE_NOUN } from './phrases.ts';
import type { Reading } from './read-idea.ts';
import type { Segment } from './read-segments.ts';
import { draftSegments } from './segments.ts';
import { slotsForNote, slotsOf } from './slots.ts';

/** A note of a draft, with what its line says about its connections. */
export interface ComposedNote {
  key: string;
  block: Block;
  text: string;
  /** Index of the segment that it is for; without meaning in the infrastructure blocks. */
  segment: number;
  /** Table and place there, such as 'domain:r1'. */
  source: string;
  /** The source of the note that it depends on, '' for any. */
  from: string;
  /** It states a figure, or a fact that the idea does not. */
  assumption?: true;
}

const MOST_NOTES: Record<Block, number> = {
  'customer-segments': 3,
  'value-propositions': 4,
  channels: 3,
  'customer-relationships': 3,
  'revenue-streams': 3,
  'key-resources': 3,
  'key-activities': 4,
  'key-partners': 3,
  'cost-structure': 3,
};
const FEWEST_NOTES = 2;
const GOOD_NUMBER = 3;
const REFERENCE = /^(s1|sl|[rapc]\d)>/;
const ASSUMED = /^\?/;

/** From this likeness on two notes are a note and its copy, apart from the words of the idea that both may have. */
const COPY = 0.6;

/** What a note says in all, and beyond the words of the idea; where it has no others, that is the same. */
interface Saying {
  all: ReadonlySet<string>;
  own: ReadonlySet<string>;
}

interface Scene {
  idea: ReadonlySet<string>;
  slots: Slots;
  segments: readonly Segment[];
  payer: number;
  language: Language;
}

/** The segment a line is for: the one it names, the first in line otherwise; payers get their own lines only. */
function segmentFor(reference: string, at: number, { segments, payer }: Scene): number {
  if (reference === 's1') return 0;
  if (reference === 'sl') return payer >= 0 ? payer : segments.length - 1;
  const users = payer >= 0 ? Math.max(1, segments.length - 1) : segments.length;
  return at % users;
}

/** What a segment is called in other notes: 'small physiotherapy clinics', or 'clinics' where room is short. */
function namesOf(segment: Segment | undefined, language: Language): string[] {
  if (!segment) return [];
  const words = segment.short.split(' ');
  const head = (language === 'en' ? words.at(-1) : words[0]) ?? '';
  return head === segment.short || BEFORE_NOUN.test(head) ? [segment.short] : [segment.short, head];
}

function composeNote(
  candidate: Candidate,
  block: Block,
  at: number,
  scene: Scene,
  mostWords: number,
): Omit<ComposedNote, 'key'> | null {
  for (const marked of candidate.lines) {
    const line = marked.replace(ASSUMED, '');
    const reference = REFERENCE.exec(line)?.[1] ?? '';
    const segment = segmentFor(reference, at, scene);
    const slots = {
      ...slotsForNote(scene.slots, block, at),
      s: namesOf(scene.segments[segment], scene.language),
      a: namesOf(scene.segments[0], scene.language),
      b: namesOf(scene.segments.at(-1), scene.language),
    };
    const text = fillLine(line.replace(REFERENCE, ''), slots, scene.language, mostWords);
    if (!text || checkNote(readNote({ id: '', block, text })).length > 0) continue;
    const from = /^[rapc]\d$/.test(reference) ? `${candidate.source.split(':')[0] ?? ''}:${reference}` : '';
    const assumption = ASSUMED.test(marked) ? { assumption: true as const } : {};
    return { block, text, segment, source: candidate.source, from, ...assumption };
  }
  return null;
}

function composeBlock(
  block: Block,
  candidates: readonly Candidate[],
  scene: Scene,
  said: Saying[],
): ComposedNote[] {
  const notes: ComposedNote[] = [];
  const addWithin = (mostWords: number, mostNotes: number, isCopy: typeof isNearCopy) => {
    for (const candidate of candidates) {
      if (notes.length >= mostNotes) break;
      if (notes.some(({ source }) => source === candidate.source)) continue;
      const note = composeNote(candidate, block, notes.length, scene, mostWords);
      if (!note) continue;
      const says = sayingOf(note.text, scene.idea);
      if (says.all.size === 0 || said.some((other) => isCopy(says, other))) continue;
      said.push(says);
      notes.push({ ...note, key: `${block}-${notes.length + 1}` });
    }
  };
  addWithin(GOOD_LENGTH, MOST_NOTES[block], isNearCopy);
  // better one that is close to another than a block with two
  addWithin(GOOD_LENGTH, GOOD_NUMBER, isExactCopy);
  addWithin(LONGEST, FEWEST_NOTES, isExactCopy);
  return notes;
}

function sayingOf(text: string, idea: ReadonlySet<string>): Saying {
  const all = stemsOf(text);
  const own = new Set([...all].filter((word) => !idea.has(word)));
  return { all, own: own.size > 0 ? own : all };
}

function isNearCopy(a: Saying, b: Saying): boolean {
  return likeness(a.own, b.own) >= COPY;
}

function isExactCopy(a: Saying, b: Saying): boolean {
  return likeness(a.all, b.all) === 1;
}

/** All notes of a draft, in the order in which a canvas is drafted. */
export function composeNotes(
  reading: Reading,
  tables: Tables,
  language: Language,
  idea: string,
): ComposedNote[] {
  const slots = slotsOf(reading, language);
  const [first, ...rest] = DRAFT_ORDER;
  if (!first) return [];
  const { segments, payer } = draftSegments(
    reading.segments,
    candidatesFor(first, reading, tables, language),
    slots,
    language,
  );
  const stems = ideaStems(idea);
  const scene: Scene = { idea: stems, slots, segments, payer, language };
  const said = segments.map(({ full }) => sayingOf(full, stems));
  const heads = segments.map(({ full }, at) => ({
    key: `${first}-${at + 1}`,
    block: first,
    text: full,
    segment: at,
    source: '',
    from: '',
  }));
  return [
    ...heads,
    ...rest.flatMap((block) =>
      composeBlock(block, candidatesFor(block, reading, tables, language), scene, said),
    ),
  ];
}
