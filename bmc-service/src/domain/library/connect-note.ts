import { type Block, connectionKind } from '@aibmc/common/canvas/blocks';
import { ideaStems } from '@aibmc/common/canvas/checks/reading';
import { countShared, stemsOf } from '../patterns/alike.ts';
import type { BoardNote } from './ground.ts';

/** What a note of each block wants to be connected to: one note of each group. */
const WANTS: Record<Block, readonly (readonly Block[])[]> = {
  'customer-segments': [['value-propositions'], ['channels'], ['customer-relationships']],
  'value-propositions': [['customer-segments'], ['key-resources', 'key-activities', 'key-partners']],
  channels: [['customer-segments'], ['value-propositions']],
  'customer-relationships': [['customer-segments']],
  'revenue-streams': [['customer-segments'], ['value-propositions']],
  'key-resources': [['value-propositions']],
  'key-activities': [['value-propositions']],
  'key-partners': [['key-resources', 'key-activities']],
  'cost-structure': [['key-resources', 'key-activities', 'key-partners', 'channels']],
};

/** A word that the idea has too is in many notes: it says less of which two belong together. */
const WEIGHT_OF_OWN = 3;

/**
 * The note of these blocks that a text has most in common with. Where none stands out, the `nth` note of the first of
 * the blocks that has any.
 */
export function mostAlike(
  text: string,
  notes: readonly BoardNote[],
  blocks: readonly Block[],
  idea: string,
  nth = 0,
): BoardNote | undefined {
  const common = ideaStems(idea);
  const stems = stemsOf(text);
  const own = new Set([...stems].filter((word) => !common.has(word)));
  const [first = []] = blocks
    .map((block) => notes.filter((note) => note.block === block))
    .filter(({ length }) => length > 0);
  let best = first[nth % Math.max(1, first.length)];
  let most = 0;
  for (const note of notes) {
    if (!blocks.includes(note.block)) continue;
    const others = stemsOf(note.text);
    const score = countShared(stems, others) + (WEIGHT_OF_OWN - 1) * countShared(own, others);
    if (score > most) [best, most] = [note, score];
  }
  return best;
}

/** Two notes in the direction in which their blocks connect; null where they do not. */
export function directed(a: BoardNote, b: BoardNote): { from: string; to: string } | null {
  if (connectionKind(a.block, b.block)) return { from: a.id, to: b.id };
  return connectionKind(b.block, a.block) ? { from: b.id, to: a.id } : null;
}

/** The connections of a new note to notes that are there: to the best one of each group that its block wants. */
export function connectionsFor(
  note: BoardNote,
  notes: readonly BoardNote[],
  idea: string,
  nth = 0,
): { from: string; to: string }[] {
  return WANTS[note.block].flatMap((group) => {
    const best = mostAlike(note.text, notes, group, idea, nth);
    return (best && directed(note, best)) ?? [];
  });
}
