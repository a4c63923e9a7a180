import type { CanvasState } from './apply-edit.ts';
import { type Block, CONNECTION_KINDS, connectionKind } from './blocks.ts';
import { type ChangedNote, changesBetween } from './diff.ts';
import type { Edit } from './edits.ts';
import type { Connection, Note } from './note.ts';

type NoteSet = Extract<Edit, { type: 'note.set' }>['set'];

/**
 * The edits that make one state into another, authors aside; no more of them than differences. What goes away goes
 * first, so that nothing meets what has its id or its pair of notes.
 */
export function editsBetween(before: CanvasState, after: CanvasState, newId: () => string): Edit[] {
  const { added, removed, changed, connections, settings } = changesBetween(before, after);
  // an edit cannot give a note another origin, so such a note is removed and made again
  const replaced = changed.filter(({ fields }) => fields.includes('origin'));
  const kept = changed.filter(({ fields }) => !fields.includes('origin'));
  const goneNotes = [...removed, ...replaced.map((change) => change.before)];
  const goneIds = new Set(goneNotes.map(({ id }) => id));
  const goesWithNote = ({ from, to }: Connection): boolean => goneIds.has(from) || goneIds.has(to);
  const changedIds = new Set(connections.removed.map(({ id }) => id));
  const lost = [...before.connections.values()].filter(
    (connection) => goesWithNote(connection) && !changedIds.has(connection.id),
  );
  return [
    ...connections.removed
      .filter((connection) => !goesWithNote(connection))
      .map(({ id }): Edit => ({ id: newId(), type: 'connection.remove', connectionId: id })),
    ...goneNotes.map(({ id }): Edit => ({ id: newId(), type: 'note.remove', noteId: id })),
    ...(settings.length > 0 ? [settingsEdit(after, settings, newId())] : []),
    ...[...added, ...replaced.map((change) => change.after)].map((note) => addEdit(note, newId())),
    ...kept.map((change) => setEdit(change, newId())),
    ...[...lost, ...connections.added].flatMap((connection) => connectEdits(connection, after, newId)),
  ];
}

function settingsEdit(after: CanvasState, names: ('title' | 'idea' | 'language')[], id: string): Edit {
  const set = Object.fromEntries(names.map((name) => [name, after[name]]));
  return { id, type: 'canvas.set', set };
}

function addEdit({ author: _author, origin, ...note }: Note, id: string): Edit {
  return { id, type: 'note.add', note: origin === 'ai' ? { ...note, origin } : note };
}

/** A note that goes to another block always says where in it, or else it would come last. */
function setEdit({ after, fields }: ChangedNote, id: string): Edit {
  const set: NoteSet = {};
  if (fields.includes('block')) Object.assign(set, placeOf(after));
  if (fields.includes('order')) set.order = after.order;
  if (fields.includes('text')) set.text = after.text;
  if (fields.includes('colour')) set.colour = after.colour ?? null;
  if (fields.includes('details')) set.details = after.details ?? null;
  if (fields.includes('assumption')) set.assumption = after.assumption ?? null;
  return { id, type: 'note.set', noteId: after.id, set };
}

function placeOf({ block, order }: Note): NoteSet {
  return { block, order };
}

/**
 * Connects two notes. They may stand in blocks that do not connect, having been moved since they were connected:
 * then they meet where they can, and go back.
 */
function connectEdits(connection: Connection, { notes }: CanvasState, newId: () => string): Edit[] {
  const from = notes.get(connection.from);
  const to = notes.get(connection.to);
  if (!from || !to) return [];
  const meeting = meetingOf(from.block, to.block);
  const moved = [
    { note: from, block: meeting.from },
    { note: to, block: meeting.to },
  ].filter(({ note, block }) => note.block !== block);
  const place = (noteId: string, set: NoteSet): Edit => ({ id: newId(), type: 'note.set', noteId, set });
  return [
    ...moved.map(({ note, block }) => place(note.id, { block, order: note.order })),
    { id: newId(), type: 'connection.add', connection },
    ...moved.map(({ note }) => place(note.id, placeOf(note))),
  ];
}

/** The pair of blocks that connects and is nearest to this one: itself, one with one of its blocks, any. */
function meetingOf(from: Block, to: Block): { from: Block; to: Block } {
  if (connectionKind(from, to) !== null) return { from, to };
  const near = CONNECTION_KINDS.find((pair) => pair.from === from || pair.to === to);
  return near ?? { from: 'channels', to: 'customer-segments' };
}
