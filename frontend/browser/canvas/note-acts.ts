import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { type Block, BLOCKS, connectionKind } from '@aibmc/common/canvas/blocks';
import { byOrder } from '@aibmc/common/canvas/colours';
import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import { orderAfter, orderAtEnd, ordersBetween } from '@aibmc/common/canvas/order';
import { newId } from '@aibmc/common/ids';

/** A new note at the end of a block. */
export function addNote(state: CanvasState, block: Block, text: string): Edit {
  const order = orderAtEnd(state.notes.values(), block);
  return { id: newId(), type: 'note.add', note: { id: newId(), block, text, order } };
}

export function rewriteNote(noteId: string, text: string): Edit {
  return { id: newId(), type: 'note.set', noteId, set: { text } };
}

/** New notes at the end of a block, in this order. */
export function addNotes(state: CanvasState, block: Block, texts: readonly string[]): Edit[] {
  const orders = endOrders(state, block, texts.length);
  return texts.map((text, index): Edit => {
    return { id: newId(), type: 'note.add', note: { id: newId(), block, text, order: orders[index] } };
  });
}

/** These notes where they exist, block by block and in order. */
export function inBoardOrder(state: CanvasState, noteIds: Iterable<string>): Note[] {
  const notes = [...new Set(noteIds)].flatMap((id) => state.notes.get(id) ?? []);
  return notes.sort((a, b) => BLOCKS.indexOf(a.block) - BLOCKS.indexOf(b.block) || byOrder(a, b));
}

/** The notes of a block in order. */
export function notesOf(state: CanvasState, block: Block): Note[] {
  return [...state.notes.values()].filter((note) => note.block === block).sort(byOrder);
}

/**
 * Notes into a block in front of one of its notes, or to its end, one behind the other as they are on the board.
 * Connections that make no sense in the new block are taken away. Nothing where they are there already.
 */
export function placeNotes(
  state: CanvasState,
  noteIds: Iterable<string>,
  block: Block,
  beforeId: string | null,
): Edit[] {
  const placed = inBoardOrder(state, noteIds);
  const ids = new Set(placed.map(({ id }) => id));
  const rest = notesOf(state, block).filter(({ id }) => !ids.has(id));
  const found = rest.findIndex(({ id }) => id === beforeId);
  const index = found === -1 ? rest.length : found;
  const wanted = rest.toSpliced(index, 0, ...placed);
  const now = notesOf(state, block);
  if (wanted.length === now.length && wanted.every(({ id }, at) => now[at]?.id === id)) return [];
  return [
    ...removeSenseless(state, ids, block),
    ...orderEdits(placed, rest, index).map(([note, order]): Edit => {
      const set = note.block === block ? { order } : { block, order };
      return { id: newId(), type: 'note.set', noteId: note.id, set };
    }),
  ];
}

/**
 * The keys that put notes at an index of others. Where the keys around it leave no room, because they are the same or
 * follow each other, the notes behind get new ones too, as few of them as will do.
 */
function orderEdits(placed: readonly Note[], rest: readonly Note[], index: number): [Note, string][] {
  const before = rest[index - 1]?.order ?? null;
  for (let pushed = 0; index + pushed <= rest.length; pushed++) {
    const changed = [...placed, ...rest.slice(index, index + pushed)];
    const keys = ordersBetween(before, rest[index + pushed]?.order ?? null, changed.length);
    if (keys) return changed.map((note, at) => [note, keys[at] ?? note.order]);
  }
  const all = rest.toSpliced(index, 0, ...placed);
  const keys = ordersBetween(null, null, all.length) ?? [];
  return all.map((note, at) => [note, keys[at] ?? note.order]);
}

/** Takes away the connections of notes that the pair of blocks cannot have once they are in this block. */
function removeSenseless(state: CanvasState, noteIds: ReadonlySet<string>, block: Block): Edit[] {
  const blockOf = (id: string) => (noteIds.has(id) ? block : state.notes.get(id)?.block);
  return [...state.connections.values()]
    .filter(({ from, to }) => {
      if (!noteIds.has(from) && !noteIds.has(to)) return false;
      const [a, b] = [blockOf(from), blockOf(to)];
      return !a || !b || connectionKind(a, b) === null;
    })
    .map(({ id }): Edit => ({ id: newId(), type: 'connection.remove', connectionId: id }));
}

/** Notes one place up or down within their blocks; those of a block stay together. */
export function stepNotes(state: CanvasState, noteIds: Iterable<string>, step: 'up' | 'down'): Edit[] {
  const stepped = inBoardOrder(state, noteIds);
  return [...new Set(stepped.map(({ block }) => block))].flatMap((block) => {
    const ids = new Set(stepped.filter((note) => note.block === block).map(({ id }) => id));
    const all = notesOf(state, block);
    const first = all.findIndex(({ id }) => ids.has(id));
    const last = all.findLastIndex(({ id }) => ids.has(id));
    const beforeId = step === 'up' ? all[first - 1]?.id : all[last + 2]?.id;
    if (step === 'up' ? first === 0 : last === all.length - 1) return [];
    return placeNotes(state, ids, block, beforeId ?? null);
  });
}

/** Gives notes a hue of their own; null leaves it to the segments. */
export function colourNotes(noteIds: Iterable<string>, colour: Note['colour'] | null): Edit[] {
  return [...noteIds].map((noteId): Edit => {
    return { id: newId(), type: 'note.set', noteId, set: { colour: colour ?? null } };
  });
}

/** Marks notes as assumptions, or takes the mark away. */
export function assumeNotes(noteIds: Iterable<string>, isAssumption: boolean): Edit[] {
  return [...noteIds].map((noteId): Edit => {
    return { id: newId(), type: 'note.set', noteId, set: { assumption: isAssumption || null } };
  });
}

/** An empty text takes the details away. */
export function setDetails(noteId: string, details: string): Edit {
  return { id: newId(), type: 'note.set', noteId, set: { details: details.trim() ? details : null } };
}

export function removeNotes(noteIds: Iterable<string>): Edit[] {
  return [...noteIds].map((noteId): Edit => ({ id: newId(), type: 'note.remove', noteId }));
}

/** Notes as they travel in the clipboard, also from one canvas to another: with the connections between them. */
export interface CopiedNotes {
  notes: Pick<Note, 'id' | 'block' | 'text' | 'colour' | 'details'>[];
  connections: { from: string; to: string }[];
}

/**
 * Copied notes as new ones at the ends of their blocks, or all at the end of the given one, with the connections
 * between them that make sense there.
 */
export function pasteNotes(state: CanvasState, { notes, connections }: CopiedNotes, into?: Block): Edit[] {
  const ids = new Map(notes.map(({ id }) => [id, newId()]));
  const blocks = new Map(notes.map(({ id, block }) => [id, into ?? block]));
  const added = [...new Set(blocks.values())].flatMap((block) => {
    const own = notes.filter(({ id }) => blocks.get(id) === block);
    const orders = endOrders(state, block, own.length);
    return own.map(({ id, text, colour, details }, index): Edit => {
      const fields = { ...(colour ? { colour } : {}), ...(details ? { details } : {}) };
      const note = { id: ids.get(id) ?? newId(), block, text, order: orders[index], ...fields };
      return { id: newId(), type: 'note.add', note };
    });
  });
  const connected = connections.flatMap(({ from, to }): Edit[] => {
    const [a, b] = [blocks.get(from), blocks.get(to)];
    if (!a || !b || connectionKind(a, b) === null) return [];
    const connection = { id: newId(), from: ids.get(from) ?? '', to: ids.get(to) ?? '' };
    return [{ id: newId(), type: 'connection.add', connection }];
  });
  return [...added, ...connected];
}

/** Keys behind all notes of a block; where there are no more keys, the last is given again. */
function endOrders(state: CanvasState, block: Block, count: number): string[] {
  const orders: string[] = [];
  for (let made = 0; made < count; made++) {
    orders.push(
      orders.length === 0 ? orderAtEnd(state.notes.values(), block) : orderAfter(orders.at(-1) ?? null),
    );
  }
  return orders;
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
