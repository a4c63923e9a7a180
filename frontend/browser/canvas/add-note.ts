import type { Block } from '@aibmc/common/canvas/blocks';
import { addAndSelect, perform } from './acting.ts';
import { board } from './board.ts';
import { canEdit, type CanvasPage } from './canvas-page.ts';
import { addNotes } from './note-acts.ts';
import { clearError, isTooLong, showError } from './note-editor.ts';
import { readLines, whyRefused } from './note-lines.ts';
import { announce, word } from './page.ts';
import { blockOf, closestNote } from './targets.ts';

interface AddForm {
  block: Block;
  form: HTMLFormElement;
  field: HTMLTextAreaElement;
}

function formOf(block: Block): AddForm | null {
  const form = board.querySelector<HTMLFormElement>(`#add-${block}`);
  const field = form?.querySelector('textarea');
  return form && field ? { block, form, field } : null;
}

/** Opens the form for a new note of a block, with a text in it where one is given. */
export function openAddForm(block: Block, text?: string): void {
  const add = formOf(block);
  if (!add) return;
  add.form.classList.add('is-open');
  if (text !== undefined) add.field.value = text;
  add.field.focus();
  add.form.scrollIntoView({ block: 'nearest' });
}

/**
 * Notes from a list of lines, all or none, as one act. A list that cannot be added as it is waits in the form of the
 * block, with what is wrong with it: nothing of it is lost.
 */
export function addList(page: CanvasPage, block: Block, text: string): void {
  const lines = readLines(text);
  if (lines.length === 0 || !canEdit(page)) return;
  const refusal = whyRefused(lines);
  if (!refusal) {
    addAndSelect(page, addNotes(page.store.state, block, lines));
    return;
  }
  openAddForm(block, text);
  const add = formOf(block);
  if (!add) return;
  add.form.dataset['list'] = '';
  showError(add.field, word(...refusal));
}

function close({ form }: AddForm): void {
  form.classList.remove('is-open');
  if (location.hash === `#${form.id}`) history.replaceState(null, '', location.pathname + location.search);
  form.closest('.block')?.querySelector<HTMLElement>('[data-add]')?.focus();
}

/**
 * The forms behind the `+` of each block: Enter adds and stays for the next note, Escape closes, a pasted list becomes
 * notes. A double click on the empty space of a block opens its form.
 */
export function enableAdding(page: CanvasPage): void {
  for (const link of board.querySelectorAll<HTMLAnchorElement>('[data-add]')) {
    const block = blockOf(link);
    const add = block && formOf(block);
    if (add) enableForm(page, link, add);
  }
  const first = document.querySelector('#drafting [href="#add-customer-segments"]');
  first?.addEventListener('click', (event) => {
    event.preventDefault();
    if (canEdit(page)) openAddForm('customer-segments');
  });
  board.addEventListener('dblclick', ({ target }) => {
    const block = blockOf(target as Element);
    const isEmptySpace = !closestNote(target as Element) && !(target as Element).closest('a, button, form');
    if (block && isEmptySpace && canEdit(page)) openAddForm(block);
  });
}

function enableForm(page: CanvasPage, link: HTMLElement, add: AddForm): void {
  const { form, field, block } = add;
  // Too long a text is said to be so; the browser would cut what is pasted without a word.
  field.removeAttribute('maxlength');
  link.setAttribute('role', 'button');
  const open = (event: Event): void => {
    event.preventDefault();
    if (canEdit(page)) openAddForm(block);
  };
  link.addEventListener('click', open);
  link.addEventListener('keydown', (event) => {
    if (event.key === ' ') open(event);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(page, add);
  });
  form.querySelector('[data-close]')?.addEventListener('click', (event) => {
    event.preventDefault();
    close(add);
  });
  field.addEventListener('input', () => {
    clearError(field);
    if (!field.value) delete form.dataset['list'];
  });
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (readLines(text).length < 2) return;
    event.preventDefault();
    pasteList(page, add, text);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close(add);
    }
  });
}

function submit(page: CanvasPage, add: AddForm): void {
  const { form, field, block } = add;
  const isList = form.dataset['list'] !== undefined;
  const text = field.value.trim();
  const lines = isList ? readLines(text) : [text];
  if (lines.length === 0 || !text) return;
  const refusal = whyRefused(lines);
  if (isList && refusal) {
    showError(field, word(...refusal));
    return;
  }
  if (isTooLong(field, isList ? '' : text)) return;
  if (!perform(page, addNotes(page.store.state, block, lines))) return;
  field.value = '';
  delete form.dataset['list'];
  clearError(field);
  field.focus();
  form.scrollIntoView({ block: 'nearest' });
  announce(word('notes-added', { count: lines.length }));
}

/** What is in the field already stays there; a refused list joins it. */
function pasteList(page: CanvasPage, { form, field, block }: AddForm, text: string): void {
  const lines = readLines(text);
  const refusal = whyRefused(lines);
  if (!refusal) {
    if (perform(page, addNotes(page.store.state, block, lines))) {
      announce(word('notes-added', { count: lines.length }));
      form.scrollIntoView({ block: 'nearest' });
    }
    return;
  }
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  form.dataset['list'] = '';
  showError(field, word(...refusal));
}
