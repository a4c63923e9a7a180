import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS, connectionKind } from '@aibmc/common/canvas/blocks';
import { byOrder } from '@aibmc/common/canvas/colours';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import { orderAtEnd } from '@aibmc/common/canvas/order';
import { newId } from '@aibmc/common/ids';

/** A new note at the end of a block. */
export function addNote(state: CanvasState, block: Block, text: string): Edit {
  const order = orderAtEnd(state.notes.values(), block);
  return { id: newId(), type: 'note.add', note: { id: newId(), block, text, order } };
}

export function rewriteNote(noteId: string, text: string): Edit {
  return { id: newId(), type: 'note.set', noteId, set: { text } };
}

/** A note to the end of another block; connections that this pair of blocks cannot have are taken away. */
export function moveNote(state: CanvasState, note: Note, block: Block): Edit[] {
  const order = orderAtEnd(state.notes.values(), block);
  const blockOf = (id: string) => (id === note.id ? block : state.notes.get(id)?.block);
  const senseless = [...state.connections.values()].filter(({ from, to }) => {
    if (from !== note.id && to !== note.id) return false;
    const [a, b] = [blockOf(from), blockOf(to)];
    return !a || !b || connectionKind(a, b) === null;
  });
  return [
    ...senseless.map(({ id }): Edit => ({ id: newId(), type: 'connection.remove', connectionId: id })),
    { id: newId(), type: 'note.set', noteId: note.id, set: { block, order } },
  ];
}

/** What brings a moved note back to where it was; `state` is the canvas before it was moved. */
export function moveBack(state: CanvasState, note: Note, moved: readonly Edit[]): Edit[] {
  const removed = moved.flatMap((edit) => (edit.type === 'connection.remove' ? edit.connectionId : []));
  return [
    { id: newId(), type: 'note.set', noteId: note.id, set: { block: note.block, order: note.order } },
    ...removed.flatMap((connectionId): Edit[] => {
      const link = state.connections.get(connectionId);
      if (!link) return [];
      const connection = { id: newId(), from: link.from, to: link.to };
      return [{ id: newId(), type: 'connection.add', connection }];
    }),
  ];
}

export function removeNote(noteId: string): Edit {
  return { id: newId(), type: 'note.remove', noteId };
}

/** What brings a removed note back as it was, connections included; `state` is the canvas before it was removed. */
export function restoreNote(state: CanvasState, note: Note): Edit[] {
  const { id, block, text, order, colour, details } = note;
  const links = [...state.connections.values()].filter(({ from, to }) => from === id || to === id);
  return [
    {
      id: newId(),
      type: 'note.add',
      note: {
        id,
        block,
        text,
        ...(order ? { order } : {}),
        ...(colour ? { colour } : {}),
        ...(details ? { details } : {}),
      },
    },
    ...links.map(({ from, to }): Edit => {
      return { id: newId(), type: 'connection.add', connection: { id: newId(), from, to } };
    }),
  ];
}

export interface Candidate {
  note: Note;
  /** The connection that is there, and the ends that a new one would have. */
  connectionId: string | undefined;
  from: string;
  to: string;
}

/** The notes that a note can be connected to, block by block, with the connection where there is one. */
export function connectionCandidates(state: CanvasState, note: Note): Candidate[] {
  const others = [...state.notes.values()].sort(
    (a, b) => BLOCKS.indexOf(a.block) - BLOCKS.indexOf(b.block) || byOrder(a, b),
  );
  return others.flatMap((other) => {
    const forward = connectionKind(note.block, other.block) !== null;
    if (!forward && connectionKind(other.block, note.block) === null) return [];
    const [from, to] = forward ? [note.id, other.id] : [other.id, note.id];
    const existing = [...state.connections.values()].find((link) => link.from === from && link.to === to);
    return [{ note: other, connectionId: existing?.id, from, to }];
  });
}

/** Connects two notes, or takes their connection away. */
export function toggleConnection({ connectionId, from, to }: Candidate): Edit {
  return connectionId
    ? { id: newId(), type: 'connection.remove', connectionId }
    : { id: newId(), type: 'connection.add', connection: { id: newId(), from, to } };
}
