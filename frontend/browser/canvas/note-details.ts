import { LIMITS } from '@aibmc/common/canvas/limits';
import { element } from '../dom.ts';
import { setDetails } from './acting.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { openDialog } from './dialogs.ts';
import { clearError, showError } from './note-editor.ts';
import { word } from './page.ts';
import { noteIdOf } from './targets.ts';
import { showUnsaved } from './unsaved.ts';

/** The mark on notes that have details opens them. */
export function enableDetails(page: CanvasPage): void {
  board.addEventListener('click', ({ target }) => {
    if (!(target as Element).closest('[data-details]')) return;
    const noteId = noteIdOf(target);
    if (noteId) openDetails(page, noteId);
  });
}

/** The longer text of a note: to write for who may edit, to read for others. Whatever closes it saves it, but Cancel. */
export function openDetails(page: CanvasPage, noteId: string): void {
  const note = page.store.state.notes.get(noteId);
  if (!note || (!note.details && !canEdit(page))) return;
  if (canEdit(page)) writeDetails(page, noteId, word('details-of', { text: note.text }), note.details ?? '');
  else {
    const text = element('p', { class: 'details-text', tabindex: '0' }, note.details ?? '');
    openDialog('details', word('details-of', { text: note.text }), text);
  }
}

function writeDetails(page: CanvasPage, noteId: string, title: string, before: string): void {
  const field = element('textarea', { rows: '9', 'aria-label': word('details') });
  field.value = before;
  const count = element('p', { class: 'hint', 'aria-hidden': 'true' });
  const showCount = (): void => {
    clearError(field);
    count.textContent = `${field.value.length} / ${LIMITS.noteDetails}`;
  };
  field.addEventListener('input', showCount);
  showCount();
  const cancel = button('cancel', 'quiet-button');
  const row = element('div', { class: 'dialog-row' }, count, cancel, button('save', ''));
  const form = element('form', { method: 'dialog' }, field, row);
  const dialog = openDialog('details', title, form);
  field.focus();
  field.setSelectionRange(before.length, before.length);

  let isDone = false;
  const isTooLong = (): boolean => {
    const { length } = field.value;
    if (length <= LIMITS.noteDetails) return false;
    showError(field, word('text-too-long', { count: length, most: LIMITS.noteDetails }));
    return true;
  };
  const keep = (): void => {
    if (isDone || field.value.trim() === before.trim()) return;
    isDone = true;
    const isThere = page.store.state.notes.has(noteId) && canEdit(page);
    if (isThere) setDetails(page, noteId, field.value);
    else showUnsaved([field.value]);
  };
  cancel.addEventListener('click', () => (isDone = true));
  form.addEventListener('submit', (event) => {
    if (!isDone && isTooLong()) event.preventDefault();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  dialog.addEventListener('cancel', (event) => {
    if (isTooLong()) event.preventDefault();
  });
  dialog.addEventListener('close', keep);
}

function button(name: string, look: string): HTMLButtonElement {
  return element('button', { class: `button small ${look}` }, word(name));
}
