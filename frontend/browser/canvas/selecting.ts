import type { CanvasState } from '@aibmc/common/canvas/apply-edit';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { notesOf } from './note-acts.ts';
import { editNote } from './note-editor.ts';
import { announce, word } from './page.ts';
import { closestNote } from './targets.ts';

/** The note that a range of selected notes begins with: the last one that was selected alone. */
let anchor: string | undefined;

/**
 * A click selects a note, another one on it edits its text; with Ctrl or Cmd it adds a note to the selection or takes
 * it away, with Shift it selects all between. A click beside the notes clears the selection.
 */
export function enableSelecting(page: CanvasPage): void {
  board.addEventListener('click', (event) => {
    const target = event.target as Element;
    const note = closestNote(target);
    if (!note) {
      if (!target.closest('a, button, form')) page.selection.clear();
    } else if (!target.closest('a, button:not(.note-text), textarea'))
      click(page, note.dataset['note'] ?? '', event);
  });
  page.selection.onChange((ids) => {
    show(page, ids);
    if (ids.size > 1) announce(word('selected-count', { count: ids.size }));
  });
  page.store.onState((state) => {
    page.selection.set([...page.selection.ids].filter((id) => state.notes.has(id)));
    show(page, page.selection.ids);
  });
  // With another role the notes are made anew.
  page.store.onRole(() => queueMicrotask(() => show(page, page.selection.ids)));
}

function click(page: CanvasPage, noteId: string, event: MouseEvent): void {
  const { selection } = page;
  if (event.shiftKey) selectTo(page, noteId);
  else if (event.ctrlKey || event.metaKey) toggle(page, noteId);
  else if (selection.ids.size === 1 && selection.has(noteId) && canEdit(page)) editNote(page, noteId);
  else selectOnly(page, noteId);
}

export function selectOnly({ selection }: CanvasPage, noteId: string): void {
  anchor = noteId;
  selection.set([noteId]);
}

export function toggle({ selection }: CanvasPage, noteId: string): void {
  anchor = noteId;
  selection.toggle(noteId);
}

/** Selects the notes from the one where the selection began to this one; in another block, this one too. */
export function selectTo({ store, selection }: CanvasPage, noteId: string): void {
  const range = between(store.state, anchor, noteId);
  selection.set(range ?? [...selection.ids, noteId]);
}

function between(state: CanvasState, from: string | undefined, to: string): string[] | null {
  const block = state.notes.get(to)?.block;
  if (!block || state.notes.get(from ?? '')?.block !== block) return null;
  const ids = notesOf(state, block).map(({ id }) => id);
  const [a, b] = [ids.indexOf(from ?? ''), ids.indexOf(to)];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

let shown: ReadonlySet<string> = new Set();

function show({ view }: CanvasPage, ids: ReadonlySet<string>): void {
  for (const id of shown) if (!ids.has(id)) mark(view.element(id), false);
  for (const id of ids) mark(view.element(id), true);
  shown = ids;
}

function mark(note: HTMLElement | undefined, isSelected: boolean): void {
  note?.classList.toggle('is-selected', isSelected);
  note?.querySelector('.note-text')?.setAttribute('aria-pressed', String(isSelected));
}
