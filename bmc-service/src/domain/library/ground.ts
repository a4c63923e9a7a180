import { type Block, BLOCKS, type Language } from '@aibmc/common/canvas/blocks';
import { suggests } from '@aibmc/common/canvas/suggestions';
import type { CanvasForPrompt } from '../../clients/group-service.ts';
import { connectionIdOf, noteIdOf } from '../draft-step.ts';
import { likeness, stemsOf } from '../patterns/alike.ts';
import type { Asked } from '../prompt-input.ts';

export interface BoardNote {
  id: string;
  block: Block;
  text: string;
}

/** What a task of the library stands on: the canvas as it was before the task began. */
export interface Ground {
  generationId: string;
  /** What it is all about; without an idea, what the notes promise to whom. */
  idea: string;
  language: Language;
  notes: readonly BoardNote[];
  connections: readonly { from: string; to: string }[];
  /** Notes that are suggested and wait. */
  waiting: readonly BoardNote[];
  /** Texts that people rejected. */
  rejected: readonly string[];
}

/** From this likeness on one note says what another does. */
const ALIKE = 0.6;
/** Notes that a task may make in a block, at most. */
export const MOST_OF_A_BLOCK = 12;
/** More notes than this in a block hide what matters. */
export const FULL_BLOCK = 6;

/** The key of the nth note that a task makes in a block, from 1: ids derive from it. */
export function keyOf(block: Block, nth: number): string {
  return `${block}-${nth}`;
}

/** The ground of a task. What an earlier attempt of the same task has put there is left out: it is made again. */
export function groundOf(asked: Asked, canvas: CanvasForPrompt): Ground {
  const { id: generationId, language } = asked;
  const own = ownIds(generationId);
  const notes = canvas.notes.filter(({ id }) => !own.has(id)).map(toBoardNote);
  const waiting = canvas.suggestions.flatMap((suggestion) =>
    suggestion.generationId !== generationId && suggests(suggestion, 'note.add')
      ? [toBoardNote(suggestion.change.note)]
      : [],
  );
  return {
    generationId,
    idea: asked.idea.trim() || ideaOf(notes),
    language,
    notes,
    connections: canvas.connections.filter(
      ({ id, from, to }) => id !== connectionIdOf(generationId, from, to),
    ),
    waiting,
    rejected: canvas.rejected.map(({ text }) => text),
  };
}

function toBoardNote({ id, block, text }: BoardNote): BoardNote {
  return { id, block, text };
}

function ownIds(generationId: string): ReadonlySet<string> {
  return new Set(
    BLOCKS.flatMap((block) =>
      Array.from({ length: MOST_OF_A_BLOCK }, (_, at) => noteIdOf(generationId, keyOf(block, at + 1))),
    ),
  );
}

function ideaOf(notes: readonly BoardNote[]): string {
  const textsOf = (block: Block): string[] =>
    notes.filter((note) => note.block === block).map(({ text }) => text);
  return [...textsOf('value-propositions'), ...textsOf('customer-segments')].join('. ');
}

/** The note among these that says what a text does, or null. */
export function whichSays(notes: readonly BoardNote[], text: string): BoardNote | null {
  const stems = stemsOf(text);
  return notes.find((note) => likeness(stemsOf(note.text), stems) >= ALIKE) ?? null;
}

/** Whether a text says what neither the canvas nor an open suggestion does, and what nobody has rejected. */
export function isNews({ notes, waiting, rejected }: Ground, text: string): boolean {
  const stems = stemsOf(text);
  const texts = [...[...notes, ...waiting].map((note) => note.text), ...rejected];
  return !texts.some((other) => likeness(stemsOf(other), stems) >= ALIKE);
}

export function notesIn({ notes }: Pick<Ground, 'notes'>, block: Block): BoardNote[] {
  return notes.filter((note) => note.block === block);
}
