import type { Block } from '@aibmc/common/canvas/blocks';
import { LIMITS } from '@aibmc/common/canvas/limits';
import { element } from '../dom.ts';
import { perform } from './acting.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { addNote, rewriteNote } from './note-acts.ts';
import { word } from './page.ts';
import { editingBegan, editingSaved } from './same-note.ts';
import { toast } from './toast.ts';
import { showUnsaved } from './unsaved.ts';

interface Editor {
  noteId: string;
  /** Where the note is, or was before it was removed. */
  block: Block;
  field: HTMLTextAreaElement;
  /** Ends it without saving or moving the focus. */
  abandon: () => void;
}

let open: Editor | null = null;

/** Edits the text of a note in its place; `draft` is what the field begins with where it is not the text itself. */
export function editNote(page: CanvasPage, noteId: string, draft?: string): void {
  const note = page.store.state.notes.get(noteId);
  const target = page.view.element(noteId);
  if (!note || !target || !canEdit(page) || open?.noteId === noteId) return;
  editingBegan(noteId);
  page.store.showPresence({ typing: noteId });
  const { field, abandon } = editInPlace(target, note.text, {
    draft,
    save: (text) => save(page, noteId, text),
    ended: () => {
      open = null;
      page.store.showPresence({ typing: null });
    },
  });
  open = { noteId, block: note.block, field, abandon };
}

function save(page: CanvasPage, noteId: string, text: string): void {
  const wasSaved = page.store.state.notes.has(noteId) && perform(page, [rewriteNote(noteId, text)]);
  if (wasSaved) editingSaved(page, noteId, text);
  else showUnsaved([text]);
}

/** A note that somebody deletes while its text is typed here: what was typed can be had as a new note. */
export function rescueTyping(page: CanvasPage): void {
  page.store.onState(({ notes }) => {
    if (!open) return;
    const note = notes.get(open.noteId);
    if (note) {
      open.block = note.block;
      return;
    }
    const { field, block } = open;
    const text = field.value.trim();
    open.abandon();
    if (!text) return;
    const act = (): void => void perform(page, [addNote(page.store.state, block, text)]);
    toast(word('deleted-meanwhile', { text }), { stays: true, action: { label: word('add-again'), act } });
  });
}

interface EditOptions {
  draft?: string | undefined;
  /** Whether Enter saves the text as it was, too. */
  takesOldText?: boolean;
  /** Called with a text that is not empty, and not the old one where that is not taken. */
  save: (text: string) => void;
  ended: () => void;
}

/** Enter and leaving the field save, Escape gives the text up. A text that is too long is kept in the field. */
export function editInPlace(
  note: HTMLElement,
  text: string,
  { draft = text, takesOldText = false, save, ended }: EditOptions,
): Pick<Editor, 'field' | 'abandon'> {
  const field = element('textarea', { rows: '1', 'aria-label': word('edit-hint', { text }) });
  field.value = draft;
  const children = [...note.children] as HTMLElement[];
  for (const child of children) child.hidden = true;
  note.classList.add('is-editing');
  note.append(field);
  field.focus();
  field.setSelectionRange(draft.length, draft.length);

  let isOver = false;
  const close = (): void => {
    isOver = true;
    field.remove();
    note.querySelector('.field-error')?.remove();
    note.classList.remove('is-editing');
    for (const child of children) child.hidden = false;
    ended();
  };
  const finish = (keep: boolean, refocus: boolean): void => {
    const typed = field.value.trim();
    if (isOver || (keep && isTooLong(field, typed))) return;
    close();
    if (keep && typed && (typed !== text || (takesOldText && refocus))) save(typed);
    if (refocus) note.querySelector<HTMLElement>('.note-text, .suggestion-text')?.focus();
  };
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      finish(true, true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      finish(false, true);
    }
  });
  field.addEventListener('input', () => clearError(field));
  field.addEventListener('blur', () => {
    // A field that moved with its note has the focus again by then.
    queueMicrotask(() => {
      if (document.activeElement !== field || !document.hasFocus()) finish(true, false);
    });
  });
  return { field, abandon: () => void (isOver || close()) };
}

/** Whether a text is too long for a note; it is said at its field. */
export function isTooLong(field: HTMLTextAreaElement, text: string): boolean {
  if (text.length <= LIMITS.noteText) return false;
  showError(field, word('text-too-long', { count: text.length, most: LIMITS.noteText }));
  return true;
}

/** Says at a field what is wrong with what is in it. */
export function showError(field: HTMLTextAreaElement, message: string): void {
  clearError(field);
  const id = `error-${field.closest('[id]')?.id}`;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  field.after(element('p', { class: 'field-error', id, role: 'alert' }, message));
  (field.closest('form') ?? field.closest('.note'))?.scrollIntoView({ block: 'nearest' });
}

export function clearError(field: HTMLTextAreaElement): void {
  field.removeAttribute('aria-invalid');
  field.removeAttribute('aria-describedby');
  if (field.nextElementSibling?.matches('.field-error')) field.nextElementSibling.remove();
}
