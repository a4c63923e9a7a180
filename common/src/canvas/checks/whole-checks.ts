import { type Block, BLOCKS, type Language } from '../blocks.ts';
import type { Finding, ReadNote } from './reading.ts';
import { languageHits, stem } from './words.ts';

const FEWEST_NOTES = 2;
const MOST_NOTES = 6;
/** Function words of the other language that notes must hold together before the language is in doubt. */
const FOREIGN_WORDS = 6;

/** Empty blocks, and blocks with too few or too many notes. */
export function checkBlocks(counts: Readonly<Record<Block, number>>): Finding[] {
  return BLOCKS.flatMap((block): Finding[] => {
    const count = counts[block];
    if (count === 0) return [{ check: 'blocks-filled', block }];
    if (count >= FEWEST_NOTES && count <= MOST_NOTES) return [];
    return [{ check: 'notes-per-block', block, detail: String(count) }];
  });
}

/** Groups of notes that say the same, whatever their case, accents and function words, in any block. */
export function checkDuplicates(notes: readonly ReadNote[]): Finding[] {
  const groups = new Map<string, ReadNote[]>();
  for (const note of notes) {
    const key = note.content.join(' ') || note.words.join(' ') || note.folded.trim();
    const group = groups.get(key);
    if (group) group.push(note);
    else groups.set(key, [note]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ check: 'no-duplicates', block: group[0]?.block, noteIds: group.map(({ id }) => id) }));
}

/** Notes in another language than the canvas; silent while there is too little text to tell. */
export function checkLanguage(notes: readonly ReadNote[], language: Language): Finding[] {
  const other = language === 'en' ? 'es' : 'en';
  let foreignWords = 0;
  const noteIds: string[] = [];
  for (const { id, words } of notes) {
    const hits = languageHits(words);
    if (hits[other] <= hits[language]) continue;
    foreignWords += hits[other];
    noteIds.push(id);
  }
  return foreignWords < FOREIGN_WORDS ? [] : [{ check: 'language', noteIds, detail: other }];
}

/** One finding where fewer than half of the notes hold a word of the idea, with the notes that hold none. */
export function checkIdeaWords(notes: readonly ReadNote[], stems: ReadonlySet<string>): Finding[] {
  const without = notes.filter(({ content }) => !content.some((word) => stems.has(stem(word))));
  if (without.length * 2 <= notes.length) return [];
  return [
    {
      check: 'idea-words',
      noteIds: without.map(({ id }) => id),
      detail: `${notes.length - without.length}/${notes.length}`,
    },
  ];
}
