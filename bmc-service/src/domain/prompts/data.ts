import type { Block } from '@aibmc/common/canvas/blocks';
import { cutText } from '../cut-text.ts';
import type { PromptInput, PromptNote } from './prompt.ts';

/** Characters of the user's part at most, in all; what is said after the data takes the rest. */
export const MOST_USER_CHARACTERS = 60_000;
const MOST_DATA = MOST_USER_CHARACTERS - 1_000;
export const MOST_NOTES_SHOWN = 200;

/** Characters of a text, and things of a list, at most. */
const TEXT = {
  idea: 4_000,
  instruction: 2_000,
  note: 280,
  details: 400,
  says: 400,
  question: 800,
  answer: 1_200,
};
const COUNT = { connections: 600, findings: 40, suggested: 60, rejected: 60, conversation: 12 };

interface PromptData {
  idea: string;
  instruction: string;
  notes: PromptNote[];
  connections: string[];
  about: string[];
  findings: { check: string; says: string; keys: readonly string[]; block: Block | null }[];
  suggested: { block: Block; text: string }[];
  rejected: { block: Block | null; text: string }[];
  conversation: { question: string; answer: string }[];
}

/** What the instruction is to a task. */
export type InstructionName = 'wishes' | 'question';

/**
 * What people wrote, as one line of JSON that cannot close the element it stands in. It is cut where it is too much: the
 * oldest turns of the conversation first, then details, then what was rejected, suggested and found, then texts of notes.
 */
export function dataText(input: PromptInput, name: InstructionName): string {
  const written: Written = new WeakMap();
  let data = firstCut(input);
  let text = asData(data, name, written);
  for (const cut of CUTS) {
    while (text.length > MOST_DATA) {
      const less = cut(data);
      if (!less) break;
      data = less;
      text = asData(data, name, written);
    }
  }
  return text;
}

/** One object of JSON; a list that was written before is not written again, as cuts change one at a time. */
function asData(
  { idea, instruction, ...lists }: PromptData,
  name: InstructionName,
  written: Written,
): string {
  const fields = Object.entries(lists).flatMap(([field, list]) => {
    if (list.length === 0) return [];
    const text = written.get(list) ?? asJson(list);
    written.set(list, text);
    return [`"${field}":${text}`];
  });
  const asked = instruction ? [`"${name}":${asJson(instruction)}`] : [];
  return `{${[`"idea":${asJson(idea)}`, ...asked, ...fields].join()}}`;
}

type Written = WeakMap<object, string>;

function asJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}

function firstCut(input: PromptInput): PromptData {
  const notes = notesShown(input);
  const shown = new Set(notes.map(({ key }) => key));
  const areShown = (...keys: string[]): boolean => keys.every((key) => shown.has(key));
  return {
    idea: cutText(input.idea, TEXT.idea),
    instruction: cutText(input.instruction, TEXT.instruction),
    notes: notes.map(({ key, block, text, details }) => ({
      ...{ key, block, text: cutText(text, TEXT.note) },
      ...(details ? { details: cutText(details, TEXT.details) } : {}),
    })),
    connections: input.connections
      .filter(({ from, to }) => areShown(from, to))
      .slice(0, COUNT.connections)
      .map(({ from, to }) => `${from}-${to}`),
    about: input.about.filter((key) => areShown(key)),
    findings: input.findings.slice(0, COUNT.findings).map(({ check, says, keys, block }) => ({
      ...{ check, says: cutText(says, TEXT.says), keys: keys.filter((key) => areShown(key)), block },
    })),
    suggested: input.suggested.slice(0, COUNT.suggested).map(cutNote),
    rejected: input.rejected.slice(0, COUNT.rejected).map(cutNote),
    conversation: input.conversation.slice(-COUNT.conversation).map(({ question, answer }) => ({
      question: cutText(question, TEXT.question),
      answer: cutText(answer, TEXT.answer),
    })),
  };
}

function cutNote<B extends Block | null>({
  block,
  text,
}: {
  block: B;
  text: string;
}): { block: B; text: string } {
  return { block, text: cutText(text, TEXT.note) };
}

/** As many notes as are shown, in their order: those that it is about, those with findings, then of each block in turn. */
function notesShown({ notes, about, findings }: PromptInput): readonly PromptNote[] {
  if (notes.length <= MOST_NOTES_SHOWN) return notes;
  const first = new Set([...about, ...findings.flatMap(({ keys }) => keys)]);
  const turns = new Map<Block, number>();
  const ranked = notes.map((note) => {
    const turn = turns.get(note.block) ?? 0;
    turns.set(note.block, turn + 1);
    return { note, rank: first.has(note.key) ? -1 : turn };
  });
  const kept = new Set(
    ranked
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, MOST_NOTES_SHOWN)
      .map(({ note }) => note),
  );
  return notes.filter((note) => kept.has(note));
}

type Cut = (data: PromptData) => PromptData | null;

function halve(list: 'rejected' | 'suggested' | 'findings' | 'connections' | 'about' | 'notes'): Cut {
  return (data) =>
    data[list].length > 0
      ? { ...data, [list]: data[list].slice(0, Math.floor(data[list].length / 2)) }
      : null;
}

function shortenNotes(most: number): Cut {
  return (data) =>
    data.notes.some(({ text }) => text.length > most)
      ? { ...data, notes: data.notes.map((note) => ({ ...note, text: cutText(note.text, most) })) }
      : null;
}

/** From what is missed least. Each gives less than it was given, or null where it has nothing more to give. */
const CUTS: readonly Cut[] = [
  (data) => (data.conversation.length > 0 ? { ...data, conversation: data.conversation.slice(1) } : null),
  (data) =>
    data.notes.some(({ details }) => details)
      ? { ...data, notes: data.notes.map(({ key, block, text }) => ({ key, block, text })) }
      : null,
  halve('rejected'),
  halve('suggested'),
  halve('findings'),
  shortenNotes(120),
  halve('connections'),
  shortenNotes(40),
  halve('about'),
  halve('notes'),
];
