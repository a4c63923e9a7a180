import type { Language } from '@aibmc/common/canvas/blocks';
import type { CheckId } from '@aibmc/common/canvas/checks';
import { checkNote } from '@aibmc/common/canvas/checks/note-checks';
import { readNote } from '@aibmc/common/canvas/checks/reading';
import { fillLine, LONGEST } from '../patterns/fill.ts';
import { PHRASING } from '../patterns/phrasing.ts';
import { slotsOf } from '../patterns/slots.ts';
import { type BoardNote, type Ground, notesIn } from './ground.ts';
import { readingOf } from './pool.ts';

/** A better text for a note; it is assumed where it says more than the note and the idea do. */
export interface Rewording {
  text: string;
  assumption?: true;
}

type Reword = (note: BoardNote, ground: Ground) => Rewording[];

/** For each check what may mend a note that fails it, best first. */
const REWORDINGS: Partial<Record<CheckId, Reword>> = {
  'no-vague-words': ({ text }, { language }) => [{ text: withoutVague(text, language) }],
  'note-length': (note, ground) =>
    readNote(note).words.length > LONGEST ? shorter(note) : longer(note, ground),
  'segment-qualifier': (note, ground) => narrowed(note, ground),
  'revenue-mechanism': ({ text }, { language }) =>
    MECHANISMS[language].map((line) => ({
      text: line.replace('{text}', inSentence(text)),
      assumption: true as const,
    })),
};

const MECHANISMS: Record<Language, readonly string[]> = {
  en: ['Monthly fee for {text}', 'Price paid for {text}'],
  es: ['Cuota mensual por {text}', 'Precio por {text}'],
};

/** A text for a note that fails a check, which passes all checks of a note by itself; null where rules find none. */
export function reword(check: CheckId, note: BoardNote, ground: Ground): Rewording | null {
  const options = REWORDINGS[check]?.(note, ground) ?? [];
  return options.find(({ text }) => text !== note.text && isSound({ ...note, text })) ?? null;
}

export function isSound(note: BoardNote): boolean {
  return checkNote(readNote(note)).length === 0;
}

const VAGUE_AND_JOINER: Record<Language, string> = { en: 'and|or', es: 'y|e|o|u' };

function withoutVague(text: string, language: Language): string {
  let rest = text;
  // one is found at a time
  for (let turn = 0; turn < 3; turn += 1) {
    const finding = checkNote(readNote({ id: '', block: 'channels', text: rest })).find(
      ({ check }) => check === 'no-vague-words',
    );
    if (!finding?.detail) break;
    rest = withoutWord(rest, finding.detail, language);
  }
  return capitalised(rest);
}

/** Takes a folded word or phrase out of a text, with the joiner that it leaves alone. */
function withoutWord(text: string, folded: string, language: Language): string {
  const words = text.split(/\s+/);
  const wanted = folded.split(' ');
  const bare = words.map((word) => foldedBare(word));
  const at = bare.findIndex((_, index) => wanted.every((word, nth) => bare[index + nth] === word));
  if (at < 0) return text;
  words.splice(at, wanted.length);
  const joiner = new RegExp(`^(?:${VAGUE_AND_JOINER[language]})$`, 'i');
  if (joiner.test(words[at] ?? '') && (at === 0 || joiner.test(words[at - 1] ?? ''))) words.splice(at, 1);
  else if (joiner.test(words[at - 1] ?? '') && at >= words.length) words.splice(at - 1, 1);
  return words.join(' ').replace(/[\s,;:]+$/u, '');
}

function foldedBare(word: string): string {
  return readNote({ id: '', block: 'channels', text: word }).folded.replace(/[^\p{L}\p{N}-]/gu, '');
}

const CLAUSE = /\s*(?:[,;:(–—]|\s(?:which|that|because|so that|while|que|porque|para que|mientras)\s).*$/u;

function shorter({ text }: BoardNote): Rewording[] {
  const words = text.split(/\s+/);
  return [
    { text: text.replace(CLAUSE, '') },
    ...[/^(?:for|with|in|by|from|to|para|con|en|por|de|a)$/i].flatMap((cut) =>
      words.flatMap((word, at) =>
        at > 2 && at < 9 && cut.test(word) ? [{ text: words.slice(0, at).join(' ') }] : [],
      ),
    ),
  ];
}

const LONGER: Record<Language, { customers: string; making: string }> = {
  en: { customers: '{text} for {s}', making: '{text} for {p}' },
  es: { customers: '{text} para {s}', making: '{text} para {lp}' },
};
const FOR_CUSTOMERS = new Set([
  'value-propositions',
  'channels',
  'customer-relationships',
  'revenue-streams',
]);

function longer(note: BoardNote, ground: Ground): Rewording[] {
  if (note.block === 'customer-segments') return narrowed(note, ground);
  const lines = LONGER[ground.language];
  return FOR_CUSTOMERS.has(note.block)
    ? filled([lines.customers, lines.making], note, ground)
    : filled([lines.making], note, ground);
}

function narrowed(note: BoardNote, ground: Ground): Rewording[] {
  return filled(
    PHRASING[ground.language].narrowed.map((line) => line.replace('{full}', '{text}')),
    note,
    ground,
  );
}

function filled(lines: readonly string[], note: BoardNote, ground: Ground): Rewording[] {
  const reading = readingOf({
    ...ground,
    notes: notesIn(ground, 'customer-segments').filter(({ id }) => id !== note.id),
  });
  const s = reading.segments[0]?.short;
  const slots = { ...slotsOf(reading, ground.language), text: [note.text], s: s ? [s] : [] };
  return lines.flatMap((line) => {
    const text = fillLine(line, slots, ground.language, LONGEST);
    return text ? [{ text }] : [];
  });
}

/** A note's text as it stands within another: names and acronyms keep their capitals. */
function inSentence(text: string): string {
  return /^\p{Lu}\p{Ll}+(?:\s|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
