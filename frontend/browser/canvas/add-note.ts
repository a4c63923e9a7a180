import type { Block } from '@aibmc/common/canvas/blocks';
import { board } from './board.ts';

interface AddForm {
  form: HTMLFormElement;
  field: HTMLTextAreaElement;
}

function formOf(block: string): AddForm | null {
  const form = board.querySelector<HTMLFormElement>(`#add-${block}`);
  const field = form?.querySelector('textarea');
  return form && field ? { form, field } : null;
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

function close({ form }: AddForm): void {
  form.classList.remove('is-open');
  if (location.hash === `#${form.id}`) history.replaceState(null, '', location.pathname + location.search);
  form.closest('.block')?.querySelector<HTMLElement>('[data-add]')?.focus();
}

/** The forms behind the `+` of each block: Enter adds and stays for the next note, Escape closes. */
export function enableAdding(add: (block: Block, text: string) => void): void {
  for (const link of board.querySelectorAll<HTMLAnchorElement>('[data-add]')) {
    const block = link.closest<HTMLElement>('.block')?.dataset['block'] as Block;
    const found = formOf(block);
    if (!found) continue;
    const { form, field } = found;
    link.setAttribute('role', 'button');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      openAddForm(block);
    });
    link.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      openAddForm(block);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      add(block, text);
      field.value = '';
      field.removeAttribute('aria-invalid');
      form.querySelector('.field-error')?.remove();
      field.focus();
      form.scrollIntoView({ block: 'nearest' });
    });
    form.querySelector('[data-close]')?.addEventListener('click', (event) => {
      event.preventDefault();
      close(found);
    });
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        form.requestSubmit();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        close(found);
      }
    });
  }
}
