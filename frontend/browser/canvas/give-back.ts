import type { Edit } from '@aibmc/common/canvas/edits';
import type { Note } from '@aibmc/common/canvas/note';
import { openAddForm } from './add-note.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { addNote } from './note-acts.ts';
import { editNote } from './note-editor.ts';
import { word } from './page.ts';
import { toast } from './toast.ts';
import { showUnsaved } from './unsaved.ts';

/* Nothing that somebody wrote disappears: what could not be saved goes back to where it was typed, or is shown. */

/** An act was refused. One text goes back to its field, where that is free; all else is shown to be copied. */
export function giveBack(page: CanvasPage, edits: readonly Edit[], reason: string): void {
  const texts = textsOf(edits);
  const [only] = edits;
  const isBack = canEdit(page) && edits.length === 1 && only !== undefined && reopen(page, only);
  if (!isBack) showUnsaved(texts);
  toast(word(isBack ? 'refused' : 'refused-short', { reason }), { stays: true });
}

/** Whether the text of an edit is in its field again. */
function reopen(page: CanvasPage, edit: Edit): boolean {
  if (document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value) return false;
  if (edit.type === 'note.add') openAddForm(edit.note.block, edit.note.text);
  else if (
    edit.type === 'note.set' &&
    edit.set.text !== undefined &&
    page.store.state.notes.has(edit.noteId)
  ) {
    editNote(page, edit.noteId, edit.set.text);
  } else return false;
  return true;
}

/** Somebody deleted a note that a text was written into here: the text can be had as a new note. */
export function offerAgain(page: CanvasPage, text: string, note: Note | undefined): void {
  if (!note || !canEdit(page)) {
    showUnsaved([text]);
    return;
  }
  const act = (): void => page.store.act(addNote(page.store.state, note.block, text));
  toast(word('deleted-meanwhile', { text }), { stays: true, action: { label: word('add-again'), act } });
}

/** What people typed in acts that are not saved. */
export function textsOf(edits: readonly Edit[]): string[] {
  return edits
    .flatMap((edit) => {
      if (edit.type === 'note.add') return [edit.note.text, edit.note.details ?? ''];
      if (edit.type === 'note.set') return [edit.set.text ?? '', edit.set.details ?? ''];
      return edit.type === 'canvas.set' ? [edit.set.title ?? '', edit.set.idea ?? ''] : [];
    })
    .filter(Boolean);
}
