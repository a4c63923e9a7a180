import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS } from '@aibmc/common/canvas/blocks';
import { SEGMENT_HUES } from '@aibmc/common/canvas/colours';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { type CopiedNotes, inBoardOrder } from './note-acts.ts';

/** The clipboard's own format beside plain text: only this app reads it. */
export const COPIED_NOTES_TYPE = 'application/x-aibmc-notes+json';

const HUES: readonly unknown[] = [...SEGMENT_HUES, 'grey'];

export function copyNotes(state: CanvasState, noteIds: Iterable<string>): CopiedNotes {
  const notes = inBoardOrder(state, noteIds);
  const ids = new Set(notes.map(({ id }) => id));
  return {
    notes: notes.map(({ id, block, text, colour, details }) => ({ id, block, text, colour, details })),
    connections: [...state.connections.values()]
      .filter(({ from, to }) => ids.has(from) && ids.has(to))
      .map(({ from, to }) => ({ from, to })),
  };
}

/** What other programs paste: a line for each note. */
export function copiedText({ notes }: CopiedNotes): string {
  return notes.map(({ text }) => text.replace(/\s*\n\s*/g, ' ')).join('\n');
}

/** Reads what a clipboard holds, which any program can have written; null where it is not what `copyNotes` makes. */
export function readCopied(json: string): CopiedNotes | null {
  try {
    const { notes, connections } = JSON.parse(json) as Partial<Record<keyof CopiedNotes, unknown>>;
    if (!Array.isArray(notes) || !Array.isArray(connections) || notes.length === 0) return null;
    if (!notes.every(isNote) || !connections.every(isConnection)) return null;
    return { notes, connections };
  } catch {
    return null;
  }
}

function isNote(value: unknown): value is CopiedNotes['notes'][number] {
  const { id, block, text, colour, details } = Object(value) as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    BLOCKS.includes(block as Block) &&
    isText(text, LIMITS.noteText) &&
    text.trim() !== '' &&
    (colour === undefined || HUES.includes(colour)) &&
    (details === undefined || isText(details, LIMITS.noteDetails))
  );
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isConnection(value: unknown): value is CopiedNotes['connections'][number] {
  const { from, to } = Object(value) as Record<string, unknown>;
  return typeof from === 'string' && typeof to === 'string';
}
