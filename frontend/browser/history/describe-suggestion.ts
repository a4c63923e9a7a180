import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Suggestion } from '@aibmc/common/canvas/suggestion';
import { blockOfSuggestion, suggests } from '@aibmc/common/canvas/suggestions';
import type { Deed } from './deed.ts';

type Told = Pick<Deed, 'key' | 'params'>;

/** What was suggested. */
export function suggestedDeed(suggestion: Suggestion, before: CanvasState): Deed {
  const { id: subject } = suggestion;
  const block = blockOfSuggestion(suggestion, before);
  return { sort: 'suggested', ...toldOf(suggestion, before), subject, block };
}

/** A suggestion that was told before, as it was checked: the same one, and no second one in a summary. */
export function revisedDeed(
  { suggestionId, set }: Extract<Edit, { type: 'suggestion.set' }>,
  before: CanvasState,
): Deed | null {
  const suggestion = before.suggestions.get(suggestionId);
  return suggestion
    ? suggestedDeed({ ...suggestion, change: set.change ?? suggestion.change }, before)
    : null;
}

const ENDS = {
  accepted: 'history-did-accept',
  rejected: 'history-did-reject',
  withdrawn: 'history-did-withdraw',
} as const;

/** What became of a suggestion; which one it was is not always known, since a past state need not have it. */
export function decidedDeed(
  { suggestionId: subject, as }: Extract<Edit, { type: 'suggestion.remove' }>,
  before: CanvasState,
): Deed {
  const suggestion = before.suggestions.get(subject);
  const block = suggestion ? blockOfSuggestion(suggestion, before) : null;
  const { text } = suggestion ? toldOf(suggestion, before).params : {};
  if (!text) return { sort: as, key: ENDS[as], params: {}, subject, block };
  return { sort: as, key: `${ENDS[as]}-note`, params: { text }, subject, block };
}

function toldOf({ change }: Suggestion, before: CanvasState): Told {
  switch (change.type) {
    case 'note.add': {
      const { text, block } = change.note;
      return { key: 'history-did-suggest-add', params: { text, block } };
    }
    case 'note.set':
      return ofNote('history-did-suggest-set', change.noteId, before);
    case 'note.remove':
      return ofNote('history-did-suggest-remove', change.noteId, before);
    case 'connection.add':
      return ofEnds('history-did-suggest-connect', change.connection, before);
    case 'connection.remove': {
      const connection = before.connections.get(change.connectionId);
      return ofEnds('history-did-suggest-disconnect', connection, before);
    }
  }
}

const UNKNOWN: Told = { key: 'history-did-suggest', params: {} };

function ofNote(key: string, noteId: string, before: CanvasState): Told {
  const text = textOf(noteId, before);
  return text ? { key, params: { text } } : UNKNOWN;
}

function ofEnds(key: string, ends: { from: string; to: string } | undefined, before: CanvasState): Told {
  const [from, to] = [textOf(ends?.from ?? '', before), textOf(ends?.to ?? '', before)];
  return from && to ? { key, params: { from, to } } : UNKNOWN;
}

/** The text of a note that is there or suggested. */
function textOf(noteId: string, { notes, suggestions }: CanvasState): string {
  const note = notes.get(noteId);
  if (note) return note.text;
  for (const each of suggestions.values()) {
    if (suggests(each, 'note.add') && each.change.note.id === noteId) return each.change.note.text;
  }
  return '';
}
