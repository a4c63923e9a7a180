import type { Block, Language } from '../blocks.ts';
import type { Connection, Note } from '../note.ts';
import { onceEach } from '../once-each.ts';
import { contentWords, fold, stem, wordsOf } from './words.ts';
import type { CheckId } from './table.ts';
import { findVague, withoutVaguePhrases } from './vocabulary.ts';

/** What a check looks at: a `Note` and a `Connection` fit, and so does a draft that is on no canvas yet. */
export interface CheckedCanvas {
  idea: string;
  language: Language;
  notes: readonly Pick<Note, 'id' | 'block' | 'text'>[];
  connections: readonly Pick<Connection, 'from' | 'to'>[];
}

/** Something to mend. `detail` is what its sentence needs: the vague word, the number of words, the blocks that miss … */
export interface Finding {
  check: CheckId;
  block?: Block;
  noteIds?: string[];
  detail?: string;
}

/** A note with its words taken apart once, for all the checks. */
export interface ReadNote {
  id: string;
  block: Block;
  text: string;
  folded: string;
  words: string[];
  content: string[];
}

/** Takes a note's text apart, once for each note object: while people type, all notes but one are as they were. */
export const readNote = onceEach((note: Pick<Note, 'id' | 'block' | 'text'>): ReadNote => {
  const words = wordsOf(note.text);
  return {
    id: note.id,
    block: note.block,
    text: note.text,
    folded: fold(note.text),
    words,
    content: contentWords(words),
  };
});

/** The stems of an idea's content words, vague ones left out; empty where it has none, as in '' or '🍞'. */
export function ideaStems(idea: string): Set<string> {
  const topic = contentWords(wordsOf(withoutVaguePhrases(fold(idea)))).filter(
    (word) => !findVague(word, [word]),
  );
  return new Set(topic.map(stem));
}
