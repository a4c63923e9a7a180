import type { CheckResult } from '@aibmc/common/canvas/checks';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import type { GenerationEvent } from '@aibmc/common/contract/generations';
import { derivedId } from '@aibmc/common/ids';

/** What a generation gives at a time: events that become visible together, with their edits done before. */
export interface DraftStep {
  events: GenerationEvent[];
  /** Name of the business model pattern that is drafted from. */
  pattern?: string;
  /** What the checks say of the canvas with the whole draft on it. */
  checks?: Pick<CheckResult, 'passed' | 'total'>;
}

/** The id of a draft's note, the same each time the draft is made. */
export function noteIdOf(generationId: string, key: string): string {
  return derivedId(generationId, `note:${key}`);
}

export function connectionIdOf(generationId: string, fromId: string, toId: string): string {
  return derivedId(generationId, `connection:${fromId}:${toId}`);
}

/** The id of the suggestion to add a draft's note or connection. */
export function suggestionIdOf(generationId: string, thingId: string): string {
  return derivedId(generationId, `suggestion:${thingId}`);
}

/** A draft's note as it was told last. */
export type ToldNote = Extract<GenerationEvent, { name: 'revised' }>['data'];

interface Target {
  generationId: string;
  /** Notes become edits as they come; else they are suggested. */
  accept: boolean;
  /** Whether what the task suggests goes on the board, or is only told of, as what an answer suggests. */
  toBoard: boolean;
}

/**
 * The edits that put what events tell on the canvas, with ids that a repeat finds again. `told` has the draft's notes as
 * they were told before, and is brought up to date: a note that is revised is changed where it still is as it was told,
 * by what `unchanged` says of the canvas.
 */
export function editsOf(
  { generationId, accept, toBoard }: Target,
  events: readonly GenerationEvent[],
  told: Map<string, ToldNote>,
  unchanged: (note: ToldNote) => boolean,
): Edit[] {
  const put = accept ? acceptNote : suggestNote;
  return events.flatMap((event): Edit[] => {
    switch (event.name) {
      case 'note':
        told.set(event.data.id, event.data);
        return [put(generationId, event.data)];
      case 'revised': {
        const before = told.get(event.data.id);
        told.set(event.data.id, event.data);
        if (!before) return [];
        return accept
          ? rewriteNote(generationId, before, event.data, unchanged)
          : [resuggestNote(generationId, event.data)];
      }
      case 'dropped': {
        const before = told.get(event.data.id);
        told.delete(event.data.id);
        if (!before || (accept && !unchanged(before))) return [];
        return [accept ? removeNote(generationId, before.id) : withdraw(generationId, before.id)];
      }
      case 'connection':
        return [accept ? connect(generationId, event.data) : suggestConnection(generationId, event.data)];
      case 'suggestion':
        return toBoard ? [suggest(generationId, event.data)] : [];
      default:
        return [];
    }
  });
}

type Connection = Extract<GenerationEvent, { name: 'connection' }>['data'];

function editId(generationId: string, what: string): string {
  return derivedId(generationId, `edit:${what}`);
}

function noteOf({ id, block, text, assumption }: ToldNote) {
  return assumption ? { id, block, text, assumption } : { id, block, text };
}

function acceptNote(generationId: string, note: ToldNote): Edit {
  return { id: editId(generationId, note.id), type: 'note.add', note: noteOf(note) };
}

function suggestNote(generationId: string, note: ToldNote): Edit {
  return suggest(generationId, {
    id: suggestionIdOf(generationId, note.id),
    generationId,
    change: { type: 'note.add', note: noteOf(note) },
    ...(note.fails?.length ? { fails: note.fails } : {}),
  });
}

function suggest(generationId: string, suggestion: Suggestion): Edit {
  return { id: editId(generationId, suggestion.id), type: 'suggestion.add', suggestion };
}

/** An edit of something that was told before; a repeat has the same text and thus the same id. */
function againId(generationId: string, note: ToldNote): string {
  return editId(generationId, `again:${JSON.stringify(note)}`);
}

function rewriteNote(
  generationId: string,
  before: ToldNote,
  note: ToldNote,
  unchanged: (note: ToldNote) => boolean,
): Edit[] {
  const isSame = before.text === note.text && before.assumption === note.assumption;
  if (isSame || !unchanged(before)) return [];
  const set = { text: note.text, assumption: note.assumption ?? null };
  return [{ id: againId(generationId, note), type: 'note.set', noteId: note.id, set }];
}

function resuggestNote(generationId: string, note: ToldNote): Edit {
  return {
    id: againId(generationId, note),
    type: 'suggestion.set',
    suggestionId: suggestionIdOf(generationId, note.id),
    set: { change: { type: 'note.add', note: noteOf(note) }, fails: note.fails?.length ? note.fails : null },
  };
}

function removeNote(generationId: string, noteId: string): Edit {
  return { id: editId(generationId, `drop:${noteId}`), type: 'note.remove', noteId };
}

function withdraw(generationId: string, noteId: string): Edit {
  return {
    id: editId(generationId, `drop:${noteId}`),
    type: 'suggestion.remove',
    suggestionId: suggestionIdOf(generationId, noteId),
    as: 'withdrawn',
  };
}

function connect(generationId: string, connection: Connection): Edit {
  return { id: editId(generationId, connection.id), type: 'connection.add', connection };
}

function suggestConnection(generationId: string, connection: Connection): Edit {
  return suggest(generationId, {
    id: suggestionIdOf(generationId, connection.id),
    generationId,
    change: { type: 'connection.add', connection },
  });
}
