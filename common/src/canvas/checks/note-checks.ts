import { onceEach } from '../once-each.ts';
import type { Finding, ReadNote } from './reading.ts';
import { isOneIdea } from './one-idea.ts';
import { findVague, hasQualifier, namesMechanism } from './vocabulary.ts';

const FEWEST_WORDS = 3;
/** Three to eight is the advice; nine to twelve still read well enough to be let through without a finding. */
const MOST_WORDS = 12;

/** What there is to mend on one note by itself. */
export const checkNote = onceEach((note: ReadNote): readonly Finding[] => {
  const found: Finding[] = [];
  const add = (check: Finding['check'], detail?: string) =>
    found.push({ check, block: note.block, noteIds: [note.id], ...(detail ? { detail } : {}) });

  if (!isOneIdea(note.text)) add('one-idea');
  const count = note.words.length;
  if (count < FEWEST_WORDS || count > MOST_WORDS) add('note-length', String(count));
  const vague = findVague(note.folded, note.words);
  if (vague) add('no-vague-words', vague);
  if (note.block === 'customer-segments' && !hasQualifier(note.words, note.content)) add('segment-qualifier');
  if (note.block === 'revenue-streams' && !namesMechanism(note.text, note.words)) add('revenue-mechanism');
  return found;
});
