import { type Block, BLOCKS } from '../blocks.ts';
import { connectableBlocks } from '../connection-words.ts';
import { onceEach } from '../once-each.ts';
import { type Finding, readNote, type ReadNote } from './reading.ts';
import type { CheckId } from './table.ts';
import { stem } from './words.ts';

/** What each check asks for, as far as it is not simply to look at the note. */
const STEPS: Partial<Record<CheckId, 'add' | 'connect'>> = {
  'blocks-filled': 'add',
  'notes-per-block': 'add',
  'segment-proposition': 'connect',
  'proposition-segment': 'connect',
  'revenue-connected': 'connect',
  'segment-channel': 'connect',
  'segment-relationship': 'connect',
  'partner-provides': 'connect',
  'proposition-backed': 'connect',
  'cost-cause': 'connect',
  'no-orphans': 'connect',
};

interface StepNote {
  id: string;
  block: Block;
  text: string;
}

/** The one thing to do about a finding next. */
export type NextStep =
  | { act: 'show'; noteId: string }
  | { act: 'show-block'; block: Block }
  | { act: 'add'; block: Block }
  /** To one of the notes of these blocks; `best` is the one whose words it shares. */
  | { act: 'connect'; noteId: string; blocks: Block[]; best?: string };

/**
 * The best next step for a finding: to connect its note where there is something to connect it to, to add that where
 * there is not, to add to a block that wants more; otherwise, and for who may only read, to look at it.
 */
export function nextStep(
  { check, block, noteIds, detail }: Finding,
  notes: readonly StepNote[],
  mayEdit: boolean,
): NextStep {
  const noteId = noteIds?.at(-1);
  const step = mayEdit ? STEPS[check] : undefined;
  if (step === 'connect' && noteId && block) {
    const blocks = detail ? (detail.split(' ') as Block[]) : connectableBlocks(block);
    const others = notes.filter((note) => blocks.includes(note.block));
    if (others.length === 0) return { act: 'add', block: blocks[0] ?? block };
    const note = notes.find(({ id }) => id === noteId);
    return { act: 'connect', noteId, blocks, best: note && mostAlike(note, others) };
  }
  if (step === 'add' && block && !(Number(detail) > 1)) return { act: 'add', block };
  return noteId ? { act: 'show', noteId } : { act: 'show-block', block: block ?? BLOCKS[0] };
}

const stemsOf = onceEach(({ content }: ReadNote): readonly string[] => content.map(stem));

/** The note that shares most words with another; undefined where none shares any. */
function mostAlike(note: StepNote, others: readonly StepNote[]): string | undefined {
  const stems = new Set(stemsOf(readNote(note)));
  let best: string | undefined;
  let most = 0;
  for (const other of others) {
    const shared = stemsOf(readNote(other)).filter((word) => stems.has(word)).length;
    if (shared > most) [best, most] = [other.id, shared];
  }
  return best;
}
