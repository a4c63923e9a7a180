import type { EditCommand } from './plan-edits.ts';

/** Ids in columns, one row for each thing, as `unnest` takes them. */
export interface Touched {
  edits: { canvasIds: string[]; ids: string[] };
  notes: { canvasIds: string[]; ids: string[] };
  connections: { canvasIds: string[]; ids: string[] };
  pairs: { canvasIds: string[]; from: string[]; to: string[] };
  /** Notes whose connections go with them. */
  removedNotes: { canvasIds: string[]; ids: string[] };
  /** Blocks whose last order is needed. */
  blocks: { canvasIds: string[]; blocks: string[] };
}

/** All that these commands can read or change, so that the rest of the canvas need not be loaded. */
export function touchedBy(commands: readonly EditCommand[]): Touched {
  const touched: Touched = {
    edits: { canvasIds: [], ids: [] },
    notes: { canvasIds: [], ids: [] },
    connections: { canvasIds: [], ids: [] },
    pairs: { canvasIds: [], from: [], to: [] },
    removedNotes: { canvasIds: [], ids: [] },
    blocks: { canvasIds: [], blocks: [] },
  };
  for (const { canvasId, edits } of commands) {
    for (const edit of edits) {
      add(touched.edits, canvasId, edit.id);
      switch (edit.type) {
        case 'note.add':
          add(touched.notes, canvasId, edit.note.id);
          if (edit.note.order === undefined) addBlock(touched, canvasId, edit.note.block);
          break;
        case 'note.set':
          add(touched.notes, canvasId, edit.noteId);
          if (edit.set.block !== undefined && edit.set.order === undefined) {
            addBlock(touched, canvasId, edit.set.block);
          }
          break;
        case 'note.remove':
          add(touched.notes, canvasId, edit.noteId);
          add(touched.removedNotes, canvasId, edit.noteId);
          break;
        case 'connection.add': {
          const { id, from, to } = edit.connection;
          add(touched.notes, canvasId, from);
          add(touched.notes, canvasId, to);
          add(touched.connections, canvasId, id);
          touched.pairs.canvasIds.push(canvasId);
          touched.pairs.from.push(from);
          touched.pairs.to.push(to);
          break;
        }
        case 'connection.remove':
          add(touched.connections, canvasId, edit.connectionId);
          break;
        case 'canvas.set':
          break;
      }
    }
  }
  return touched;
}

function add(rows: { canvasIds: string[]; ids: string[] }, canvasId: string, id: string): void {
  rows.canvasIds.push(canvasId);
  rows.ids.push(id);
}

function addBlock({ blocks }: Touched, canvasId: string, block: string): void {
  blocks.canvasIds.push(canvasId);
  blocks.blocks.push(block);
}
