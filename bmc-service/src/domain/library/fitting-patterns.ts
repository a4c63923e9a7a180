import type { Block, Language } from '@aibmc/common/canvas/blocks';
import { LIMITS } from '@aibmc/common/canvas/limits';
import type { Point } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';
import { type DraftStep, noteIdOf } from '../draft-step.ts';
import { countShared, stemsOf } from '../patterns/alike.ts';
import { type Draft, draftBy } from '../patterns/draft.ts';
import { polish } from '../patterns/inflect.ts';
import { type FittingPattern, rankPatterns } from '../patterns/rank.ts';
import { readInWords } from '../patterns/read-for-draft.ts';
import { slotsOf } from '../patterns/slots.ts';
import { connectionsFor } from './connect-note.ts';
import { connectionEvent, type NewNote, noteEvent, suggestionsOf } from './events.ts';
import { type Ground, isNews, keyOf, MOST_OF_A_BLOCK, notesIn } from './ground.ts';
import { PATTERN_GISTS, PATTERN_REASONS } from './pattern-words.ts';
import { readingOf } from './pool.ts';

const MOST_PATTERNS = 3;
const MOST_NOTES_ABOUT = 5;
/** Where a pattern shows first: a note of each of these, as far as it has any. */
const CHANGED: readonly Block[] = [
  'revenue-streams',
  'customer-relationships',
  'channels',
  'value-propositions',
];
const MOST_CHANGES = 3;

/** The patterns that fit best, each as a point: what it is, why it fits, and what it would change here. */
export function* fittingPatterns(ground: Ground): Generator<DraftStep> {
  const named = readInWords(ground.idea, ground.language);
  const fitting = rankPatterns(ground.idea, named, MOST_PATTERNS);
  const reading = readingOf(ground);
  const drafts = fitting.map((each) => draftBy(each, reading, ground.idea, ground.language));
  const numbers = new Map<Block, number>();
  const said: string[] = [];
  for (const [at, each] of fitting.entries()) {
    const draft = drafts[at]!;
    const made = changesOf(draft, ground, numbers, said);
    said.push(...made.map(({ text }) => text));
    const point: Point = {
      id: derivedId(ground.generationId, `pattern:${each.pattern}`),
      kind: 'pattern',
      title: draft.pattern.name,
      text: textOf(each, ground, drafts[0]!.pattern.name, at === 0),
      noteIds: notesAbout(each, ground),
      suggestions: suggestionsOf(
        ground.generationId,
        made.flatMap((note, nth) => eventsOf(note, nth, ground)),
        draft.pattern.name.slice(0, LIMITS.why),
      ),
    };
    yield { pattern: drafts[0]!.pattern.name, events: [{ name: 'point', data: point }] };
  }
}

/** New notes that say what the pattern changes; none says what an earlier pattern brings. */
function changesOf(draft: Draft, ground: Ground, numbers: Map<Block, number>, said: string[]): NewNote[] {
  const made: NewNote[] = [];
  for (const block of CHANGED) {
    if (made.length === MOST_CHANGES) break;
    const note = draft.notes.find(
      (other) =>
        other.block === block &&
        other.source.startsWith('pattern:') &&
        isNews({ ...ground, rejected: [...ground.rejected, ...said] }, other.text),
    );
    const number = (numbers.get(block) ?? 0) + 1;
    if (!note || number > MOST_OF_A_BLOCK) continue;
    numbers.set(block, number);
    const { text, assumption } = note;
    const id = noteIdOf(ground.generationId, keyOf(block, number));
    made.push({ id, block, text, ...(assumption ? { assumption } : {}) });
  }
  return made;
}

function eventsOf(note: NewNote, nth: number, { generationId, notes, idea }: Ground) {
  return [
    noteEvent(note),
    ...connectionsFor(note, notes, idea, nth).map(({ from, to }) => connectionEvent(generationId, from, to)),
  ];
}

/** Notes of the canvas that speak for a pattern as the idea does, and its income. */
function notesAbout({ words }: FittingPattern, ground: Ground): string[] {
  const stems = stemsOf(words.join(' '));
  const income = notesIn(ground, 'revenue-streams');
  const speaking = ground.notes.filter(({ text }) => countShared(stemsOf(text), stems) > 0);
  return [...new Set([...speaking, ...income].map(({ id }) => id))].slice(0, MOST_NOTES_ABOUT);
}

function textOf({ pattern, words }: FittingPattern, ground: Ground, first: string, isFirst: boolean): string {
  const { language } = ground;
  const slots = slotsOf(readInWords(ground.idea, language), language);
  const gist = PATTERN_GISTS[language][pattern].replace(
    /\{(\w+)\}/g,
    (_, name: string) => slots[name]?.[0] ?? '',
  );
  const reasons = PATTERN_REASONS[language];
  const reason =
    words.length > 0
      ? reasons.words.replace('{words}', words.map((word) => quoted(word, language)).join(', '))
      : isFirst
        ? reasons.draft
        : reasons.beside.replace('{first}', first);
  return `${polish(gist, language)} ${reason}`;
}

function quoted(text: string, language: Language): string {
  return language === 'en' ? `‘${text}’` : `«${text}»`;
}
