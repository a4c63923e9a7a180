import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import type { Deed, Sort } from './deed.ts';
import { decidedDeed, revisedDeed, suggestedDeed } from './describe-suggestion.ts';

type NoteSet = Extract<Edit, { type: 'note.set' }>;
type CanvasSet = Extract<Edit, { type: 'canvas.set' }>;

/** What an edit did to the canvas as it was before it; several deeds where it set several things. */
export function describeEdit(edit: Edit, before: CanvasState): Deed[] {
  switch (edit.type) {
    case 'note.add': {
      const { id, block, text } = edit.note;
      if (before.notes.has(id)) return [nothing(id)];
      return [{ sort: 'added', key: 'history-did-add', params: { text, block }, subject: id, block }];
    }
    case 'note.set': {
      const note = before.notes.get(edit.noteId);
      const deeds = note ? setDeeds(note, edit.set) : [];
      return deeds.length > 0 ? deeds : [nothing(edit.noteId)];
    }
    case 'note.remove': {
      const note = before.notes.get(edit.noteId);
      return [note ? deed('deleted', 'history-did-remove', note) : nothing(edit.noteId)];
    }
    case 'connection.add':
      return [connectionDeed(edit.connection, before, 'connected', 'history-did-connect')];
    case 'connection.remove': {
      const connection = before.connections.get(edit.connectionId);
      if (!connection) return [nothing(edit.connectionId)];
      return [connectionDeed(connection, before, 'disconnected', 'history-did-disconnect')];
    }
    case 'canvas.set':
      return settingDeeds(edit.set, before);
    case 'suggestion.add':
      return [suggestedDeed(edit.suggestion, before)];
    case 'suggestion.set':
      return [revisedDeed(edit, before) ?? nothing(edit.suggestionId)];
    case 'suggestion.remove':
      return [decidedDeed(edit, before)];
  }
}

function setDeeds(note: Note, set: NoteSet['set']): Deed[] {
  const deeds: Deed[] = [];
  const after = { ...note, text: set.text ?? note.text };
  if (after.text !== note.text) {
    deeds.push({ ...deed('changed', 'history-did-text', after, { before: note.text }), block: note.block });
  }
  if (set.block !== undefined && set.block !== note.block) {
    const to = { ...after, block: set.block };
    deeds.push(deed('moved', 'history-did-move', to, { fromBlock: note.block }));
  } else if (set.order !== undefined && set.order !== note.order) {
    deeds.push(deed('moved', 'history-did-order', after));
  }
  if (set.details !== undefined && (set.details ?? '') !== (note.details ?? '')) {
    deeds.push(deed('changed', 'history-did-details', after));
  }
  if (set.assumption !== undefined && (set.assumption ?? false) !== (note.assumption ?? false)) {
    deeds.push(deed('changed', set.assumption ? 'history-did-assume' : 'history-did-confirm', after));
  }
  if (set.colour !== undefined && (set.colour ?? '') !== (note.colour ?? '')) {
    deeds.push(deed('changed', 'history-did-colour', after));
  }
  return deeds;
}

function deed(
  sort: Sort,
  key: string,
  { id, text, block }: Pick<Note, 'id' | 'text' | 'block'>,
  more: Record<string, string> = {},
): Deed {
  return { sort, key, params: { text, block, ...more }, subject: id, block };
}

function connectionDeed(
  { id, from, to }: { id: string; from: string; to: string },
  { notes }: CanvasState,
  sort: Sort,
  key: string,
): Deed {
  const [source, target] = [notes.get(from), notes.get(to)];
  if (!source || !target) return nothing(id);
  return { sort, key, params: { from: source.text, to: target.text }, subject: id, block: null };
}

function settingDeeds(set: CanvasSet['set'], before: CanvasState): Deed[] {
  const names = (['title', 'idea', 'language'] as const).filter(
    (name) => set[name] !== undefined && set[name] !== before[name],
  );
  if (names.length === 0) return [nothing('canvas')];
  return names.map((name) => ({
    sort: 'settings',
    key: `history-did-${name}`,
    params: { text: set[name] ?? '' },
    subject: 'canvas',
    block: null,
  }));
}

/** What it was about was gone, or was so already. */
function nothing(subject: string): Deed {
  return { sort: 'nothing', key: 'history-did-nothing', params: {}, subject, block: null };
}
