import type { Block } from '@aibmc/common/canvas/blocks';
import { checkNote } from '@aibmc/common/canvas/checks/note-checks';
import { readNote } from '@aibmc/common/canvas/checks/reading';
import { noteIdOf } from '../draft-step.ts';
import { likeness, stemsOf } from '../patterns/alike.ts';
import { draftBy } from '../patterns/draft.ts';
import { rankPatterns } from '../patterns/rank.ts';
import { readInWords } from '../patterns/read-for-draft.ts';
import type { Reading } from '../patterns/read-idea.ts';
import { shortOf } from '../patterns/segments.ts';
import type { NewNote } from './events.ts';
import { type Ground, isNews, keyOf, MOST_OF_A_BLOCK, notesIn } from './ground.ts';

/** Patterns whose notes are looked through. */
const MOST_PATTERNS = 4;
/** From this likeness on two new notes say too much of the same. */
const ALIKE = 0.6;
const MOST_SEGMENTS = 3;

/** How the idea reads, for the segments that are on the canvas rather than those that it names. */
export function readingOf({ idea, language, notes }: Ground): Reading {
  const reading = readInWords(idea, language);
  const segments = notesIn({ notes }, 'customer-segments')
    .slice(0, MOST_SEGMENTS)
    .map(({ text }) => ({ full: text, short: shortOf(text) }));
  return segments.length > 0 ? { ...reading, segments } : reading;
}

/** New notes for a block, best first, in the words of the idea and of the canvas. Each says something else. */
export function poolFor(ground: Ground, block: Block): NewNote[] {
  const { idea, language, generationId } = ground;
  const named = readInWords(idea, language);
  // for whom else it could be is told by the field of business, which speaks where the idea names nobody
  const readings = block === 'customer-segments' ? [named, { ...named, segments: [] }] : [readingOf(ground)];
  const pool: NewNote[] = [];
  for (const reading of readings) {
    for (const fitting of rankPatterns(idea, named, MOST_PATTERNS)) {
      for (const note of draftBy(fitting, reading, idea, language).notes) {
        if (note.block !== block || pool.length >= MOST_OF_A_BLOCK) continue;
        const { text, assumption } = note;
        if (!isSound(block, text) || !isNews(ground, text) || isIn(pool, text)) continue;
        const id = noteIdOf(generationId, keyOf(block, pool.length + 1));
        pool.push({ id, block, text, ...(assumption ? { assumption } : {}) });
      }
    }
  }
  return pool;
}

function isSound(block: Block, text: string): boolean {
  return checkNote(readNote({ id: '', block, text })).length === 0;
}

function isIn(pool: readonly NewNote[], text: string): boolean {
  const stems = stemsOf(text);
  return pool.some((other) => likeness(stemsOf(other.text), stems) >= ALIKE);
}
